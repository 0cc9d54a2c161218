"""The body of a feed to entries: RSS 0.9x-2.0, RDF, Atom and JSON Feed; pure, and never raising.

text_of (bytes to text) -> sound (mend) -> feedparser -> drafts -> entries with keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice

from monitor.core.clean import plain
from monitor.core.parse import feed, jsonfeed
from monitor.core.parse.dates import clock_skew
from monitor.core.parse.decode import text_of
from monitor.core.parse.drafts import MAX_ENTRIES, MAX_TITLE, Draft, entries_of, short_lang
from monitor.core.parse.sound import sound
from monitor.model import Entry, ParsedFeed, ParseFailed

TAIL = 1_000  # characters in which the end of the root is looked for first

_ROOT = re.compile(r"<((?:[A-Za-z_][\w.-]{0,40}:)?(?:rss|rdf|feed|channel))\b", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


def parse(
    body: bytes, headers: Iterable[tuple[str, str]], url: str, now: datetime
) -> ParsedFeed | ParseFailed:
    """Return what the body says, or why it is no feed.

    `headers` are those of the answer, in lower case; `url` is where it came from and resolves
    relative links. Whatever the body holds, nothing is raised, read or asked for.
    """
    try:
        return _parse(body, dict(headers), url, now)
    except Exception as error:  # noqa: BLE001 - feedparser raises many kinds (IN-02)
        return no_feed(f"the parser failed: {type(error).__name__}")


def no_feed(detail: str) -> ParseFailed:
    """Return the failure for a body that is not a whole feed."""
    return ParseFailed(reason="not_a_feed", detail=detail)


def _parse(
    body: bytes, headers: Mapping[str, str], url: str, now: datetime
) -> ParsedFeed | ParseFailed:
    text = text_of(body, headers.get("content-type", "")).strip("\ufeff\0 \t\r\n")
    skew = clock_skew(headers, now=now)
    if text.startswith("{"):
        return _of_json(text, now=now, skew=skew)
    if (why := _flaw(text)) is not None:
        return no_feed(why)
    return _of_xml(sound(text), url=url, lang=headers.get("content-language"), now=now, skew=skew)


def _flaw(text: str) -> str | None:
    """Return why the text is no whole feed: a page, or cut off as a broken transfer leaves it."""
    if not text:
        return "the body is empty"
    root = _ROOT.search(text)
    if root is None or _PAGE.match(text):
        return "no rss, RDF or feed element"
    end = f"</{root[1]}>"
    if end in text[-TAIL:] or re.search(f"</{re.escape(root[1])}\\s*>", text, re.IGNORECASE):
        return None
    return f"the document stops before {end}"


def _of_xml(
    text: str, *, url: str, lang: str | None, now: datetime, skew: timedelta
) -> ParsedFeed | ParseFailed:
    read = feed.read(text, url=url, lang=lang)
    if not read.version and not read.entries:
        return no_feed("feedparser recognises no feed")
    entries, skipped = _bounded(feed.drafts_of(read, now=now, skew=skew), len(read.entries))
    return ParsedFeed(
        title=plain(read.feed.get("title") or "", limit=MAX_TITLE),
        lang=short_lang(read.feed.get("language")),
        entries=entries,
        skipped=skipped,
        ttl=feed.ttl(read),
        hubs=feed.hubs_of(read),
        self_link=feed.self_of(read),
    )


def _of_json(text: str, *, now: datetime, skew: timedelta) -> ParsedFeed | ParseFailed:
    read = jsonfeed.read(text)
    if read is None:
        return no_feed("JSON, but no JSON Feed")
    entries, skipped = _bounded(jsonfeed.drafts_of(read, now=now, skew=skew), len(read.items))
    return ParsedFeed(
        title=plain(read.title, limit=MAX_TITLE),
        lang=short_lang(read.lang),
        entries=entries,
        skipped=skipped,
        hubs=read.hubs,
        self_link=read.self_link,
    )


def _bounded(drafts: Iterable[Draft], count: int) -> tuple[tuple[Entry, ...], int]:
    """Return the entries of the first `MAX_ENTRIES` drafts, and how many of `count` are not among them."""
    entries = entries_of(islice(drafts, MAX_ENTRIES))
    return entries, count - len(entries)
