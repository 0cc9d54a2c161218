"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1) to entries."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from monitor.core.clean import plain
from monitor.core.parse.dates import clamped
from monitor.core.parse.drafts import MAX_TITLE, Draft, Reading, bounded, no_feed, short_lang
from monitor.core.schedule import rhythm_of
from monitor.model import ParsedFeed, ParseFailed

VERSION = "jsonfeed.org/version/"


def parsed(text: str, reading: Reading) -> ParsedFeed | ParseFailed:
    """Return the items of a JSON Feed, or why the text is none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return no_feed("neither markup nor JSON")
    if VERSION not in str(document.get("version")):
        return no_feed("JSON, but no JSON Feed")
    items = [item for item in _list(document.get("items")) if isinstance(item, dict)]
    lang = _text(document.get("language")) or None
    entries, skipped = bounded((_draft(item, lang, reading) for item in items), len(items))
    return ParsedFeed(
        title=plain(_text(document.get("title")), limit=MAX_TITLE),
        lang=short_lang(lang),
        entries=entries,
        skipped=skipped,
        rhythm=rhythm_of(entry.published_at for entry in entries if entry.published_at),
        hubs=_hubs(document),
        self_link=_text(document.get("feed_url")) or None,
    )


def _hubs(document: dict[str, Any]) -> tuple[str, ...]:
    hubs = (hub for hub in _list(document.get("hubs")) if isinstance(hub, dict))
    return tuple(url for hub in hubs if (url := _text(hub.get("url"))))


def _draft(item: dict[str, Any], lang: str | None, reading: Reading) -> Draft:
    text = _text(item.get("content_html")) or _text(item.get("content_text"))
    return Draft(
        guid=_text(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=_text(item.get("title")),
        summary=_text(item.get("summary")) or text,
        text=text,
        lang=_text(item.get("language")) or lang,
        published_at=clamped(_date(item), now=reading.now, skew=reading.skew),
    )


def _date(item: dict[str, Any]) -> datetime | None:
    for name in ("date_published", "date_modified"):
        try:
            date = datetime.fromisoformat(_text(item.get(name)))
            return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _text(value: object) -> str:
    """Return a string as it is, a number as text (ids often are), everything else as ""."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
