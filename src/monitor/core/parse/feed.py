"""RSS, RDF and Atom through feedparser; the only file that knows it. Its dicts stop here."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from monitor.core.clean import plain
from monitor.core.parse.cut import About
from monitor.core.parse.dates import as_date, clamped
from monitor.core.parse.drafts import MAX_TITLE, Draft, Reading, short_lang
from monitor.core.parse.rhythm import ttl_of
from monitor.core.parse.simple import Simple

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def read(text: str, reading: Reading) -> Simple | None:
    """Return what feedparser reads of sound markup; None if it recognises no feed.

    The text is handed over as bytes in a BytesIO, never as a string that could be taken for a
    path or an address (IN-03), with an encoding that cannot be mistaken. HTML is neither
    cleaned nor resolved: `plain` throws it away, in linear time. May raise whatever feedparser
    raises.
    """
    feedparser.api.PREFERRED_XML_PARSERS.clear()  # it would look for libxml2's driver on each call
    headers = {"content-type": "application/xml; charset=utf-8"}
    if reading.lang:
        headers["content-language"] = reading.lang
    if "xml:base" in text:  # else links are resolved here, which is a quarter cheaper
        headers["content-location"] = reading.url
    found = feedparser.parse(
        BytesIO((_DECLARATION + text).encode("utf-8", "replace")),
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not found.version and not found.entries:
        return None
    lang = _text(found.feed, "language") or None
    drafts = tuple(_draft(entry, lang=lang, reading=reading) for entry in found.entries)
    return Simple(_about(found.feed, reading.url), drafts)


def _about(found: Any, base: str) -> About:
    return About(
        title=plain(_text(found, "title"), limit=MAX_TITLE),
        lang=short_lang(_text(found, "language")),
        ttl=ttl_of(
            *(_text(found, name) for name in ("ttl", "sy_updateperiod", "sy_updatefrequency"))
        ),
        hubs=_linked(found, "hub", base),
        self_link=next(iter(_linked(found, "self", base)), None),
    )


# Without feedparser's aliases: they are slow, and warn where one date stands in for another.
_get = dict.get


def _text(found: Any, name: str) -> str:
    """Return a field if it is a text: an unknown element with attributes becomes a dict."""
    value = dict.get(found, name)
    return value if isinstance(value, str) else ""


def _draft(entry: Any, *, lang: str | None, reading: Reading) -> Draft:
    text = max((c.get("value") or "" for c in _get(entry, "content") or ()), key=len, default="")
    date = as_date(_get(entry, "published_parsed")) or as_date(_get(entry, "updated_parsed"))
    return Draft(
        guid=_text(entry, "id"),
        link=_absolute(_link(entry), reading.url),
        title=_text(entry, "title"),
        summary=_text(entry, "summary") or text,
        text=text,
        lang=_lang(entry) or lang,
        published_at=clamped(date, now=reading.now, skew=reading.skew),
    )


def _link(entry: Any) -> str:
    if link := _text(entry, "link"):
        return link
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
