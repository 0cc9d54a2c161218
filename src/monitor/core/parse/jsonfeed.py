"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1) to drafts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.core.parse.dates import clamped
from monitor.core.parse.drafts import Draft

VERSION = "jsonfeed.org/version/"


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFeed:
    """What the document said of itself."""

    title: str
    lang: str | None
    items: tuple[dict[str, Any], ...]
    hubs: tuple[str, ...]
    self_link: str | None


def read(text: str) -> JsonFeed | None:
    """Return the feed; None if the text is no JSON Feed."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or VERSION not in str(document.get("version")):
        return None
    return JsonFeed(
        title=_text(document.get("title")),
        lang=_text(document.get("language")) or None,
        items=tuple(item for item in _list(document.get("items")) if isinstance(item, dict)),
        hubs=tuple(
            _text(hub.get("url")) for hub in _list(document.get("hubs")) if isinstance(hub, dict)
        ),
        self_link=_text(document.get("feed_url")) or None,
    )


def drafts_of(feed: JsonFeed, *, now: datetime, skew: timedelta) -> Iterator[Draft]:
    """Return the items as drafts in feed order."""
    return (_draft(item, lang=feed.lang, now=now, skew=skew) for item in feed.items)


def _draft(item: dict[str, Any], *, lang: str | None, now: datetime, skew: timedelta) -> Draft:
    text = _text(item.get("content_html")) or _text(item.get("content_text"))
    return Draft(
        guid=_text(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=_text(item.get("title")),
        summary=_text(item.get("summary")) or text,
        text=text,
        lang=_text(item.get("language")) or lang,
        published_at=clamped(_date(item), now=now, skew=skew),
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
