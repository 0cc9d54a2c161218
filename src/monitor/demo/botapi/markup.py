"""Telegram's HTML read as Telegram reads it: text and entities, or the real complaint.

Rules and texts follow the Bot API page ("HTML style") and what tdlib's parser does: offsets of
complaints are in UTF-8 bytes, offsets of entities in UTF-16 units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "a": "text_link", "tg-emoji": "custom_emoji",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SURROGATES = range(0xD800, 0xE000)
MAX_CODE_POINT = 0x10FFFF
LINK_SCHEMES = {"http", "https", "ftp", "tg", "ton", "tonsite"}

_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]+));?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]+))""")
_START = re.compile(r"<([^\s>]*)")


class MarkupError(Exception):
    """The text is not Telegram HTML; the message is Telegram's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A part of a text that is more than text (Bot API `MessageEntity`)."""

    type: str
    offset: int  # UTF-16 units
    length: int
    url: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the Bot API's object."""
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)} | {
            "offset": self.offset
        }


@dataclass(slots=True)
class _Open:
    name: str
    url: str | None
    offset: int


@dataclass(slots=True)
class _Reader:
    """Where we are in the text, what was read, what is still open."""

    html: str
    position: int = 0
    text: list[str] = field(default_factory=list)
    units: int = 0
    entities: list[Entity] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)


def units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(html: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the text and its entities, sorted.

    Raises:
        MarkupError: With Telegram's description, without its "Bad Request: " prefix.
    """
    reader = _Reader(html)
    while reader.position < len(html):
        match html[reader.position]:
            case "<" if html.startswith("</", reader.position):
                _end_tag(reader)
            case "<":
                _start_tag(reader)
            case "&":
                _reference(reader)
            case character:
                _take(reader, character, 1)
    if reader.open:
        raise _error(
            f"Can't find end tag corresponding to start tag \"{reader.open[-1].name}\""
        )  # fmt: skip
    ordered = sorted(reader.entities, key=lambda entity: (entity.offset, -entity.length))
    return "".join(reader.text), tuple(ordered)


def _take(reader: _Reader, said: str, read: int) -> None:
    reader.text.append(said)
    reader.units += units(said)
    reader.position += read


def _reference(reader: _Reader) -> None:
    """Read a character reference; what is none stays as it stands."""
    found = _REFERENCE.match(reader.html, reader.position)
    said = _referred(found) if found else None
    if found is None or said is None:
        _take(reader, "&", 1)
    else:
        _take(reader, said, len(found[0]))


def _referred(found: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code in SURROGATES:
        raise MarkupError("Text contains invalid Unicode characters after decoding HTML entities")
    return chr(code) if 0 < code < MAX_CODE_POINT else None


def _start_tag(reader: _Reader) -> None:
    where = _byte_offset(reader)
    found = _START.match(reader.html, reader.position)
    if found is None or found.end() == len(reader.html):
        raise _error(f"Unclosed start tag at byte offset {where}")
    name = found[1].lower()
    if name not in KINDS:
        raise _error(f'Unsupported start tag "{name}" at byte offset {where}')
    attributes, end = _attributes(reader, len(name) + 1, name, where)
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _error(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    reader.open.append(_Open(name, attributes.get("href"), reader.units))
    reader.position = end + 1


def _attributes(reader: _Reader, skip: int, name: str, where: int) -> tuple[dict[str, str], int]:
    """Return the attributes, and where the tag's `>` stands."""
    html, at = reader.html, reader.position + skip
    attributes: dict[str, str] = {}
    while not html.startswith(">", at):
        if not html[at:].strip():
            raise _error(f'Unclosed start tag "{name}" at byte offset {where}')
        if html[at].isspace():
            at += 1
            continue
        found = _ATTRIBUTE.match(html, at)
        if not found:
            raise _error(
                f'Expected equal sign in declaration of an attribute of the tag "{name}"'
                f" at byte offset {where}"
            )
        value = next((each for each in found.groups()[1:] if each is not None), "")
        attributes[found[1]] = _REFERENCE.sub(lambda ref: _referred(ref) or ref[0], value)
        at = found.end()
    return attributes, at


def _end_tag(reader: _Reader) -> None:
    where = _byte_offset(reader)
    close = reader.html.find(">", reader.position)
    if not reader.open:
        raise _error(f"Unexpected end tag at byte offset {where}")
    if close < 0:
        raise _error(f"Unclosed end tag at byte offset {where}")
    name = reader.html[reader.position + 2 : close].strip().lower()
    opened = reader.open.pop()
    if name and name != opened.name:
        raise _error(
            f'Unmatched end tag at byte offset {where}, expected "</{opened.name}>",'
            f' found "</{name}>"'
        )
    reader.position = close + 1
    _close(reader, opened)


def _close(reader: _Reader, opened: _Open) -> None:
    """Keep the entity, unless it is empty or a link that Telegram drops."""
    length = reader.units - opened.offset
    url = opened.url if opened.name == "a" else None
    if length and (opened.name != "a" or _links(url)):
        reader.entities.append(
            Entity(type=KINDS[opened.name], offset=opened.offset, length=length, url=url)
        )


def _links(url: str | None) -> bool:
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme.lower() in LINK_SCHEMES and bool(parts.netloc)


def _byte_offset(reader: _Reader) -> int:
    return len(reader.html[: reader.position].encode("utf-8", "surrogatepass"))


def _error(description: str) -> MarkupError:
    return MarkupError(f"can't parse entities: {description}")
