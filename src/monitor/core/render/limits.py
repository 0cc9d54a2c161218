"""What Telegram accepts of one message, how we count it, and where a text may be cut.

Lengths are UTF-16 code units after entity parsing: the stricter of the two readings in use
(Bot API `sendMessage`: "1-4096 characters after entities parsing"; MessageEntity offsets are
UTF-16 units).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_TEXT_UNITS = 4096  # Bot API sendMessage.text
MAX_ENTITIES = 100  # Telegram ignores entities beyond this (tdlib/td#820)
MAX_MARKUP_BYTES = 9_000  # tdlib/td#165 saw refusals from about 9,500 bytes of entities

ELLIPSIS = "…"
ZWJ = "\u200d"
_VIRAMA_CLASS = 9  # canonical combining class, UAX #44
_TAG = re.compile(r"<[^>]*>")
_MAY_CUT_BACK = 24  # characters: a word longer than this is cut inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What one message costs. `markup_bytes` counts tags with their links, UTF-8."""

    units: int = 0
    entities: int = 0
    markup_bytes: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(
            units=self.units + other.units,
            entities=self.entities + other.entities,
            markup_bytes=self.markup_bytes + other.markup_bytes,
        )

    @property
    def fits(self) -> bool:
        """Whether Telegram takes a message of this size."""
        return (
            self.units <= MAX_TEXT_UNITS
            and self.entities <= MAX_ENTITIES
            and self.markup_bytes < MAX_MARKUP_BYTES
        )


def units(text: str) -> int:
    """Return the length in UTF-16 code units: 2 for a character beyond the basic plane."""
    return len(text) + sum(character > "\uffff" for character in text)


def measure(html: str) -> Size:
    """Return what a message of ours costs; the markup must be balanced, as ours is."""
    tags = _TAG.findall(html)
    return Size(
        units=units(unescape(_TAG.sub("", html))),
        entities=sum(not tag.startswith("</") for tag in tags),
        markup_bytes=sum(len(tag.encode()) for tag in tags),
    )


def unescape(text: str) -> str:
    """Undo the four named references that Telegram knows (Bot API, HTML style)."""
    for name, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(name, character)
    return text


def shorten(text: str, limit: int) -> str:
    """Return the text, or its beginning and an ellipsis, in at most `limit` UTF-16 units.

    Never cuts inside a grapheme cluster, and between words where one is near.
    """
    if units(text) <= limit:
        return text
    kept = _beginning(text, limit - units(ELLIPSIS))
    return _at_word_end(kept, text).rstrip(" ,;:-–—") + ELLIPSIS if kept else ""


def _beginning(text: str, limit: int) -> str:
    """Return as many whole grapheme clusters as fit."""
    used, length = 0, 0
    for cluster in clusters(text):
        used += units(cluster)
        if used > limit:
            break
        length += len(cluster)
    return text[:length]


def _at_word_end(kept: str, text: str) -> str:
    """Return `kept` without a word that was cut in two, unless that word is very long."""
    if text[len(kept) : len(kept) + 1].isspace():
        return kept
    space = kept.rfind(" ")
    near = space > 0 and len(kept) - space <= _MAY_CUT_BACK
    return kept[:space] if near else kept


def clusters(text: str) -> Iterator[str]:
    """Yield what a reader takes for one character.

    A practical reading of UAX #29 extended grapheme clusters: marks, joiners, variation
    selectors, skin tones, tag sequences, flags (regional indicators in twos) and Hangul jamo
    stay with what they follow. It never cuts where the annex forbids it among these; it may
    keep together what the annex would part.
    """
    start = 0
    for position in range(1, len(text)):
        if not _joined(text, position, start):
            yield text[start:position]
            start = position
    if text:
        yield text[start:]


def _joined(text: str, position: int, start: int) -> bool:
    """Tell whether no cut is allowed before `position`, in the cluster begun at `start`."""
    before, after = text[position - 1], text[position]
    if _is_regional(before) and _is_regional(after):
        return (position - start) % 2 == 1 and _is_regional(text[start])
    return (
        before == ZWJ
        or _extends(after)
        or (before == "\r" and after == "\n")
        or (_is_jamo(before) and _is_jamo(after))
        or _is_linker(before)
    )


def _extends(character: str) -> bool:
    """Return whether the character only ever decorates the one before it."""
    return (
        character == ZWJ
        or unicodedata.category(character) in {"Mn", "Mc", "Me"}
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= character <= "\U000e007f"  # tags, as in the flag of Scotland
        or character in "\u200c\u0e33\u0eb3\uff9e\uff9f"  # joiner, sara am, half-width marks
    )


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_jamo(character: str) -> bool:
    """Conjoining jamo of old and decomposed texts; a run of them is kept whole."""
    return (
        "\u1100" <= character <= "\u11ff"
        or "\ua960" <= character <= "\ua97c"
        or "\ud7b0" <= character <= "\ud7fb"
    )


def _is_linker(character: str) -> bool:
    """Indic conjuncts: a virama binds the next consonant (UAX #29 GB9c)."""
    return unicodedata.combining(character) == _VIRAMA_CLASS
