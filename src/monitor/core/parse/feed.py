"""RSS, RDF and Atom through feedparser; the only file that knows it. Its dicts stop here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import feedparser

from monitor.core.parse.dates import as_date, clamped
from monitor.core.parse.drafts import Draft
from monitor.core.parse.rhythm import ttl_of

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def read(text: str, *, url: str, lang: str | None) -> Any:
    """Return feedparser's result for sound markup. May raise whatever feedparser raises.

    The text is handed over as bytes in a BytesIO, never as a string that could be taken for a
    path or an address (IN-03), with an encoding that cannot be mistaken. HTML is neither
    cleaned nor resolved: `plain` throws it away, in linear time.
    """
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    if lang:
        headers["content-language"] = lang
    return feedparser.parse(
        BytesIO((_DECLARATION + text).encode("utf-8", "replace")),
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def drafts_of(read_feed: Any, *, now: datetime, skew: timedelta) -> Iterator[Draft]:
    """Return the entries that feedparser found, as drafts in feed order."""
    lang = read_feed.feed.get("language")
    return (_draft(entry, lang=lang, now=now, skew=skew) for entry in read_feed.entries)


def _draft(entry: Any, *, lang: str | None, now: datetime, skew: timedelta) -> Draft:
    text = max((c.get("value") or "" for c in entry.get("content") or ()), key=len, default="")
    summary = entry.get("summary") or text
    date = as_date(entry.get("published_parsed")) or as_date(entry.get("updated_parsed"))
    return Draft(
        guid=entry.get("id") or "",
        link=_link(entry),
        title=entry.get("title") or "",
        summary=summary,
        text=text,
        lang=_lang(entry) or lang,
        published_at=clamped(date, now=now, skew=skew),
    )


def _link(entry: Any) -> str:
    if link := entry.get("link"):
        return str(link)
    return next((link["href"] for link in entry.get("links") or () if link.get("href")), "")


def _lang(entry: Any) -> str | None:
    detail: Mapping[str, Any] = entry.get("title_detail") or entry.get("summary_detail") or {}
    return detail.get("language")


def hubs_of(read_feed: Any) -> tuple[str, ...]:
    """Return the WebSub hubs that the feed names, in its order."""
    return _linked(read_feed, "hub")


def self_of(read_feed: Any) -> str | None:
    """Return the feed's own idea of its address (`rel=self`)."""
    return next(iter(_linked(read_feed, "self")), None)


def _linked(read_feed: Any, rel: str) -> tuple[str, ...]:
    links = read_feed.feed.get("links") or ()
    return tuple(link["href"] for link in links if link.get("rel") == rel and link.get("href"))


def ttl(read_feed: Any) -> timedelta | None:
    """Return how long the feed says it stays fresh (RSS ttl, sy:updatePeriod and Frequency)."""
    feed = read_feed.feed
    return ttl_of(feed.get("ttl"), feed.get("sy_updateperiod"), feed.get("sy_updatefrequency"))
