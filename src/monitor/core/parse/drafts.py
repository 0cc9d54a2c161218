"""From what a parser read to entries: cleaned, bounded, and each with a key of its own in the feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from monitor.core.clean import plain, visible
from monitor.core.identity import canonical_of, content_hash, guid_key, title_hash, web_link
from monitor.model import Entry, ParseFailed

MAX_ENTRIES = 500  # of one body (IN-10)
MAX_TITLE = 500  # characters (IN-10)
MAX_SUMMARY = 4_000  # characters (IN-10)
MAX_TEXT = 20_000  # characters; a long article, and enough for its facts
MAX_GUID = 2_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Where and when a body was read, and what its server said of it."""

    url: str
    lang: str | None  # Content-Language
    now: datetime
    skew: timedelta  # of the server's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry with the strings that the feed gave, markup and all."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    text: str = ""
    lang: str | None = None
    published_at: datetime | None = None


def entries_of(drafts: Iterable[Draft]) -> tuple[Entry, ...]:
    """Return the entries in feed order, without empty ones and exact copies.

    A guid, a link or a title that several different entries carry identifies none of them, so
    it is left out of their keys and they do not hide each other (STORM-05).
    """
    distinct: dict[object, Entry] = {}
    for draft in drafts:
        if (entry := _cleaned(draft)) is not None:
            distinct.setdefault(_sameness(entry), entry)
    return tuple(_keyed(distinct.values()))


def bounded(drafts: Iterable[Draft], count: int) -> tuple[tuple[Entry, ...], int]:
    """Return the entries of the first `MAX_ENTRIES` drafts, and how many of `count` are not there."""
    entries = entries_of(islice(drafts, MAX_ENTRIES))
    return entries, count - len(entries)


def no_feed(detail: str) -> ParseFailed:
    """Return the failure for a body that is not a whole feed."""
    return ParseFailed(reason="not_a_feed", detail=detail)


def short_lang(tag: str | None) -> str | None:
    """Return the ISO 639-1 code of a language tag such as `en-US`; None if it has none."""
    code = (tag or "").strip().replace("_", "-").split("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None  # noqa: PLR2004 - ISO 639-1


def _cleaned(draft: Draft) -> Entry | None:
    title = plain(draft.title, limit=MAX_TITLE)
    summary = plain(draft.summary, limit=MAX_SUMMARY)
    text = plain(draft.text, limit=MAX_TEXT, lines=True)
    link = web_link(draft.link)
    if not (title or summary or text or link):
        return None
    guid = visible(draft.guid[:MAX_GUID]).strip()
    return Entry(
        key=guid_key(guid) if guid else "",  # the usual case; `_keyed` decides
        guid=guid or None,
        link=link,
        canonical_link=canonical_of(link) if link else None,
        title=title,
        summary=summary,
        text=text if text != summary else "",
        lang=short_lang(draft.lang),
        published_at=draft.published_at,
        content_hash=content_hash(title, summary),
    )


def _sameness(entry: Entry) -> object:
    """Return what only copies, and versions of one article under one title, have in common."""
    if entry.guid and entry.canonical_link:
        return entry.guid, entry.canonical_link, entry.title
    return entry.guid, entry.canonical_link, entry.content_hash


def _keyed(entries: Collection[Entry]) -> Iterator[Entry]:
    guids = Counter(entry.guid for entry in entries)
    links = Counter(entry.canonical_link for entry in entries)
    titles = Counter(entry.title for entry in entries)
    taken: set[str] = set()
    for entry in entries:
        guid = entry.guid if guids[entry.guid] == 1 else None
        link = entry.canonical_link if links[entry.canonical_link] == 1 else None
        title = entry.title if titles[entry.title] == 1 else ""
        key = (guid and guid_key(guid)) or link or (title and title_hash(title))
        if not key or key in taken:
            key = entry.content_hash
        if key not in taken:
            taken.add(key)
            same = (key, guid, link) == (entry.key, entry.guid, entry.canonical_link)
            yield entry if same else replace(entry, key=key, guid=guid, canonical_link=link)
