"""RSS, RDF and Atom through feedparser; the only file that knows it. Its dicts stop here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from monitor.core.clean import plain
from monitor.core.parse.cut import About
from monitor.core.parse.dates import as_date, clamped
from monitor.core.parse.drafts import MAX_TITLE, Draft, Reading, short_lang
from monitor.core.parse.rhythm import ttl_of

# Elements that no entry of ours is made of: they are half of a news feed, and cost as much to read.
_UNUSED = re.compile(
    r"<(category|enclosure|comments|dc:creator|dc:subject|(?:slash|wfw|georss|feedburner):\w+"
    r"|media:(?!title|description|text|group)\w+)\b[^<>]*"
    r"(?:/>|(?<!/)>(?:[^<]|<!\[CDATA\[[^<\]]*\]\]>)*</\1\s*>)"
)
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def read(text: str, reading: Reading) -> Any:
    """Return feedparser's result for sound markup. May raise whatever feedparser raises.

    The text is handed over as bytes in a BytesIO, never as a string that could be taken for a
    path or an address (IN-03), with an encoding that cannot be mistaken. HTML is neither
    cleaned nor resolved: `plain` throws it away, in linear time.
    """
    feedparser.api.PREFERRED_XML_PARSERS.clear()  # it would look for libxml2's driver on each call
    headers = {"content-type": "application/xml; charset=utf-8"}
    if reading.lang:
        headers["content-language"] = reading.lang
    if "xml:base" in text:  # else links are resolved here, which is a quarter cheaper
        headers["content-location"] = reading.url
    return feedparser.parse(
        BytesIO((_DECLARATION + _UNUSED.sub("", text)).encode("utf-8", "replace")),
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def drafts_of(read_feed: Any, reading: Reading) -> Iterator[Draft]:
    """Return the entries that feedparser found, as drafts in feed order."""
    lang = _get(read_feed.feed, "language")
    return (_draft(entry, lang=lang, reading=reading) for entry in read_feed.entries)


def about(read_feed: Any, base: str) -> About:
    """Return what the feed says of itself; `base` is where it was found."""
    found = read_feed.feed
    return About(
        title=plain(_get(found, "title") or "", limit=MAX_TITLE),
        lang=short_lang(_get(found, "language")),
        ttl=ttl_of(
            _get(found, "ttl"), _get(found, "sy_updateperiod"), _get(found, "sy_updatefrequency")
        ),
        hubs=_linked(found, "hub", base),
        self_link=next(iter(_linked(found, "self", base)), None),
    )


# Without feedparser's aliases: they are slow, and warn where one date stands in for another.
_get = dict.get


def _draft(entry: Any, *, lang: str | None, reading: Reading) -> Draft:
    text = max((c.get("value") or "" for c in _get(entry, "content") or ()), key=len, default="")
    date = as_date(_get(entry, "published_parsed")) or as_date(_get(entry, "updated_parsed"))
    return Draft(
        guid=_get(entry, "id") or "",
        link=_absolute(_link(entry), reading.url),
        title=_get(entry, "title") or "",
        summary=_get(entry, "summary") or text,
        text=text,
        lang=_lang(entry) or lang,
        published_at=clamped(date, now=reading.now, skew=reading.skew),
    )


def _link(entry: Any) -> str:
    if link := _get(entry, "link"):
        return str(link)
    return next((link["href"] for link in _get(entry, "links") or () if link.get("href")), "")


def _absolute(link: str, base: str) -> str:
    if not link or link.startswith(("http://", "https://")):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _lang(entry: Any) -> str | None:
    detail: dict[str, Any] = _get(entry, "title_detail") or _get(entry, "summary_detail") or {}
    return _get(detail, "language")


def _linked(found: Any, rel: str, base: str) -> tuple[str, ...]:
    links = _get(found, "links") or ()
    named = (link["href"] for link in links if link.get("rel") == rel and link.get("href"))
    return tuple(_absolute(link, base) for link in named)
