"""Feeds written for the parser's tests."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.core.parse import parse
from monitor.model import Entry, ParsedFeed, ParseFailed

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
URL = "https://feeds.example/rss.xml"


def item(
    title: str = "Title",
    *,
    guid: str | None = "g1",
    link: str | None = "https://a.example/1",
    more: str = "",
) -> str:
    parts = [f"<title>{title}</title>"]
    if guid is not None:
        parts.append(f'<guid isPermaLink="false">{guid}</guid>')
    if link is not None:
        parts.append(f"<link>{link}</link>")
    return f"<item>{''.join(parts)}{more}</item>"


def rss(items: str = "", *, head: str = "", before: str = "", encoding: str = "utf-8") -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>{before}<rss version="2.0"><channel><title>t</title>'
        f"<link>https://a.example/</link>{head}{items}</channel></rss>"
    )


def read(body: str | bytes, **headers: str) -> ParsedFeed | ParseFailed:
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return parse(raw, pairs, URL, NOW)


def feed(body: str | bytes, **headers: str) -> ParsedFeed:
    answer = read(body, **headers)
    assert isinstance(answer, ParsedFeed), answer
    return answer


def entries(body: str | bytes, **headers: str) -> tuple[Entry, ...]:
    return feed(body, **headers).entries


def only(body: str | bytes, **headers: str) -> Entry:
    found = entries(body, **headers)
    assert len(found) == 1
    return found[0]
