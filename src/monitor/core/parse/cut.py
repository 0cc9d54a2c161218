"""A body cut into its entries, so that feedparser reads those alone that the last body did not have.

A cut that does not add up (nested or hidden entries, other counts than feedparser's) is no cut,
and the whole body is parsed. What the next poll must know travels as an opaque text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Any

VERSION = 1  # to be raised when the parser reads the same bytes differently: old cuts are void then
HASH_BYTES = 8  # of an entry; 64 bits among some hundred entries of one feed
MAX_DATES = 30  # that make a feed's rhythm
MAX_SHARE = 0.5  # of entries unseen, above which the whole body is parsed

_TAGS = {"rss": "item", "rdf": "item", "channel": "item", "feed": "entry"}
_NAME_ENDS = frozenset(" \t\r\n>")
# Changes with every build of a feed, and says nothing of it.
_BUILD_DATES = re.compile(
    r"<(lastBuildDate|pubDate|updated|modified|dc:date)\b[^<>]*>[^<>]*</\1\s*>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the entries stand in a text, and the hashes of what they say."""

    text: str
    spans: tuple[tuple[int, int], ...]
    hashes: tuple[str, ...]

    def shell(self) -> str:
        """Return the text without any entry."""
        return self.without(range(len(self.spans)))

    def without(self, numbers: Iterable[int]) -> str:
        """Return the text without these entries, which are numbered in order."""
        kept: list[str] = []
        at = 0
        for number in numbers:
            start, end = self.spans[number]
            kept.append(self.text[at:start])
            at = end
        kept.append(self.text[at:])
        return "".join(kept)

    def entry(self, number: int) -> str:
        """Return the markup of one entry."""
        start, end = self.spans[number]
        return self.text[start:end]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a feed says of itself rather than of its entries."""

    title: str
    lang: str | None
    ttl: timedelta | None
    hubs: tuple[str, ...]
    self_link: str | None
    dates: tuple[int, ...] = ()  # of its newest entries, in seconds since 1970, newest first


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the last body: its shell, its entries, and what it said of itself."""

    shell_hash: str
    hashes: frozenset[str]
    about: About


def cut(text: str, root: str) -> Cut | None:
    """Return the entries of a document whose root has this name; None if it cannot be cut safely."""
    tag = _TAGS.get(root.lower().rpartition(":")[2])
    spans = _spans(text, tag) if tag else ()
    pieces = [text[start:end] for start, end in spans]
    if not spans or not all(_is_whole(piece, f"<{tag}") for piece in pieces):
        return None
    found = Cut(text, spans, tuple(_hash(piece) for piece in pieces))
    return found if _is_shell(found.shell(), f"<{tag}") else None


def shell_hash(shell: str) -> str:
    """Return a hash of the document around the entries, but for its build dates."""
    return _hash(_BUILD_DATES.sub("", shell))


def written(known: Known, hashes: Iterable[str]) -> str:
    """Return what `read` will need after the next poll; entries in their order."""
    about = known.about
    ttl = None if about.ttl is None else about.ttl.total_seconds()
    of_feed = [about.title, about.lang, ttl, about.hubs, about.self_link, about.dates]
    return json.dumps([VERSION, known.shell_hash, "".join(hashes), of_feed])


def read(text: str) -> Known | None:
    """Return what `written` made; None for anything else, or of another version."""
    try:
        version, shell, hashes, of_feed = json.loads(text)
        return _known(shell, hashes, of_feed) if version == VERSION else None
    except (ValueError, TypeError):
        return None


def _known(shell: str, hashes: str, of_feed: list[Any]) -> Known:
    title, lang, ttl, hubs, self_link, dates = of_feed
    size = 2 * HASH_BYTES
    return Known(
        shell,
        frozenset(hashes[at : at + size] for at in range(0, len(hashes), size)),
        About(
            title=title,
            lang=lang,
            ttl=None if ttl is None else timedelta(seconds=ttl),
            hubs=tuple(hubs),
            self_link=self_link,
            dates=tuple(dates),
        ),
    )


def _spans(text: str, tag: str) -> tuple[tuple[int, int], ...]:
    opening, closing = f"<{tag}", f"</{tag}>"
    spans: list[tuple[int, int]] = []
    at = text.find(opening)
    while at >= 0:
        after = at + len(opening)
        if text[after : after + 1] not in _NAME_ENDS:  # <items>, <itemref>, or the end
            at = text.find(opening, after)
            continue
        end = text.find(closing, after)
        if end < 0:
            return ()
        spans.append((at, end + len(closing)))
        at = text.find(opening, end)
    return tuple(spans)


def _is_whole(piece: str, opening: str) -> bool:
    """Tell whether nothing within reaches out of the piece or opens another entry."""
    return (
        piece.find(opening, len(opening)) < 0
        and piece.count("<![CDATA[") == piece.count("]]>")
        and piece.count("<!--") == piece.count("-->")
    )


def _is_shell(shell: str, opening: str) -> bool:
    """Tell whether no entry hides around the pieces, be it in a comment or a declaration."""
    closing = opening.replace("<", "</")
    return f"{closing}>" not in shell and shell.count("<!--") == shell.count("-->")


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).hexdigest()
