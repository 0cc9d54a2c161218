"""Text of a feed made sound XML, as far as that is cheap: what breaks or slows the parser goes first.

feedparser raises for some numeric references, is quadratic in the attributes of a tag, and falls
back to a slow and lossy parser for a stray `&` (kurtmckee/feedparser#591, #599; IN-02, IN-04).
All steps are linear; what stays broken is feedparser's to read leniently.
"""

from __future__ import annotations

import html
import re
from html.entities import name2codepoint
from itertools import islice

MAX_TAG = 8_000  # characters; longer start tags lose their attributes
MAX_ENTITIES = 100  # of a DOCTYPE
MAX_GROWTH = 1_000_000  # characters that entities may add (IN-04)
MAX_DIGITS = 8  # of a numeric reference; U+10FFFF has seven

# XML 1.0, production 2 (Char)
_CHARACTERS = ((0x20, 0xD7FF), (0x9, 0xA), (0xD, 0xD), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
_XML_DECLARATION = re.compile(r"<\?xml\s[^>]*>")
_START = re.compile(
    r"<(?:\?xml|!DOCTYPE|!--|(?:\w{1,20}:)?(?:rss|rdf|feed|channel)\b)", re.IGNORECASE
)
_ELEMENT = re.compile(r"<[A-Za-z_]")
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_ENTITY = re.compile(
    r"<!ENTITY\s+([A-Za-z_][\w.-]{0,40})\s+(?:\"([^\"&%<]{0,200})\"|'([^'&%<]{0,200})')\s*>"
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"<!(?!--|\[CDATA\[)")
_LONG_TAG = re.compile(rf"<([A-Za-z_][\w:.-]{{0,100}})\s[^<>]{{{MAX_TAG},}}?(/?)(?:>|$)")
# `<` that begins no markup; `&` that begins no reference, or one that needs a look, however often
# it was escaped: a reference to what is no character breaks the parser at the last unescaping.
_SUSPECT = re.compile(
    r"<(?![A-Za-z_:/!?])"
    r"|&(?!(?:lt|gt|quot|apos|amp(?!;(?:amp;)*#));)"
    r"((?:amp;)*)(?:#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));?|([A-Za-z][\w.-]{0,40});)?"
)


def sound(text: str) -> str:
    """Return the document from its root on, without DOCTYPE, well-formed where that is cheap."""
    text, entities = without_prolog(_FORBIDDEN.sub("", text))
    return mended(text, entities)


def mended(text: str, entities: dict[str, str]) -> str:
    """Return markup with its references, declarations and giant tags mended; CDATA stays."""
    growth = _Growth(entities)
    return "".join(
        part if i % 2 else _mended(part, growth) for i, part in enumerate(_sections(text))
    )


def without_prolog(text: str) -> tuple[str, dict[str, str]]:
    """Return the text without junk, XML declaration and DOCTYPE, and the DOCTYPE's plain entities."""
    if (start := _START.search(text)) is not None:
        text = text[start.start() :]
    text, entities = _without_doctype(text)
    root = _ELEMENT.search(text)
    at = root.start() if root else 0
    return _XML_DECLARATION.sub("", text[:at]).lstrip("\ufeff \t\r\n") + text[at:], entities


def _without_doctype(text: str) -> tuple[str, dict[str, str]]:
    doctype = _DOCTYPE.search(text)
    root = _ELEMENT.search(text)
    if doctype is None or (root is not None and root.start() < doctype.start()):
        return text, {}
    end = _doctype_end(text, doctype.end())
    return text[: doctype.start()] + text[end:], _entities(text[doctype.start() : end])


def _doctype_end(text: str, start: int) -> int:
    end = text.find(">", start)
    subset = text.find("[", start)
    if 0 <= subset < end and (closed := _SUBSET_END.search(text, subset)) is not None:
        return closed.end()
    return end + 1 or len(text)


def _entities(doctype: str) -> dict[str, str]:
    found = islice(_ENTITY.finditer(doctype), MAX_ENTITIES)
    return {match[1]: html.escape(match[2] or match[3] or "") for match in found}


def _sections(text: str) -> list[str]:
    """Cut the text at its CDATA sections: every second piece is one."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        parts += (text[at:start], text[start : end + 3])
        at = end + 3
    parts.append(text[at:])
    return parts


def _mended(text: str, growth: _Growth) -> str:
    if "<!" in text:
        text = _DECLARATION.sub("&lt;!", text)
    if len(text) > MAX_TAG:
        text = _LONG_TAG.sub(r"<\1\2>", text)
    return _SUSPECT.sub(growth.mend, text)


class _Growth:
    """Mends references, and counts what entities make of the text."""

    def __init__(self, entities: dict[str, str]) -> None:
        self._entities = entities
        self._left = MAX_GROWTH

    def mend(self, match: re.Match[str]) -> str:
        """Return what stands for this `<` or `&...`."""
        escapes, hexadecimal, decimal, name = match.groups()
        if match[0] == "<":
            return "&lt;"
        if hexadecimal or decimal:
            return match[0] if _is_character(hexadecimal, decimal) else ""
        if name and not escapes:
            return self._entity(name)
        return match[0] if escapes else "&amp;"

    def _entity(self, name: str) -> str:
        text = self._entities.get(name)
        if text is None and name in name2codepoint:
            text = f"&#{name2codepoint[name]};"
        if text is None or len(text) > self._left:
            return f"&amp;{name};"
        self._left -= len(text)
        return text


def _is_character(hexadecimal: str | None, decimal: str | None) -> bool:
    """Tell whether XML 1.0 knows the character (production 2, Char)."""
    digits = (hexadecimal or decimal or "").lstrip("0")
    if not digits or len(digits) > MAX_DIGITS:
        return False
    point = int(digits, 16 if hexadecimal else 10)
    return any(first <= point <= last for first, last in _CHARACTERS)
