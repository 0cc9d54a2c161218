"""Text from strangers made fit to store, compare and send: plain, visible, NFC, bounded.

Every function is linear in its input, and what it returns holds no control character, no lone
surrogate and no bidirectional override, so that SQLite, PostgreSQL and Telegram take it.
"""

from __future__ import annotations

import html
import re
import unicodedata

MAX_MARKS = 4  # combining marks kept on one letter; Vietnamese needs 2, pointed Hebrew 3
MARKUP_FACTOR = 8  # characters of HTML that are read for one character of text wanted
SHORTEST_MARKUP = 4_000  # characters of HTML that are read at least
MAX_ROUNDS = 4  # feeds escape their HTML up to three times over

_BLOCKS_NAMES = (
    "address article aside blockquote br center dd div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_CLOSING = {
    name: re.compile(f"</{name}[^<>]*>?", re.IGNORECASE)
    for name in ("script", "style", "template", "iframe", "noscript", "svg", "math")
}
_COMMENT_END = re.compile("-->")
# A tag ends at its `>`, or at the next `<`: a quoted `>` in an attribute is rarer than a missing one.
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)[^<>]*>|<[!?][^<>]*>|<[/!?]?[A-Za-z][^<>]*$")
_HAS_MARKUP = re.compile(r"[<&]")
_NEW_LINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad"  # C0, C1, soft hyphen
    "\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff9-\ufffb"  # bidi controls, zero width, fillers; not the joiners 200C and 200D
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # surrogates, non-characters
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U0010fffe\U0010ffff]"
)
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILED = re.compile(f"({_MARK}{{{MAX_MARKS}}}){_MARK}+")
# Joiners carry meaning in Persian, Indic scripts and emoji, never beside ASCII.
_STRAY_JOINERS = re.compile(
    "[\u200c\u200d]+(?=[\x00-\x7f]|$)|(?:^|(?<=[\x00-\x7f]))[\u200c\u200d]+"
)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")


def plain(text: str, *, limit: int, lines: bool = False) -> str:
    """Return markup or text as plain text of at most `limit` characters.

    Tags go whatever the feed called the text (IN-11), scripts and styles with their content,
    character references are decoded, and the result is cleaned (`visible`). `lines` keeps a
    line end where a block ended; without it everything is one line. "" when nothing is left.
    """
    text = visible(text[: max(limit * MARKUP_FACTOR, SHORTEST_MARKUP)])
    if _HAS_MARKUP.search(text):
        text = _without_markup(text)
    return cut(_spaced(text, lines=lines), limit)


def visible(text: str) -> str:
    """Return the text in NFC without controls, bidi overrides, fillers and piled-up marks."""
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", _NEW_LINES.sub("\n", text))
    if not text.isascii():
        text = _STRAY_JOINERS.sub("", text)
        text = _PILED.sub(r"\1", unicodedata.normalize("NFC", text))
    return text


def folded(text: str) -> str:
    """Return the text as it is compared: letters and digits only, without case and width."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return text if text.isalnum() else "".join(filter(str.isalnum, text))


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters, ending at a word and with an ellipsis when cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ", limit * 3 // 4)
    return (head[:space] if space > 0 else head).rstrip() + "…"


def _without_markup(text: str) -> str:
    """Strip and decode until nothing changes; what still looks like a tag then loses its `<`."""
    for _ in range(MAX_ROUNDS):
        stripped = visible(html.unescape(_without_tags(text)))
        if stripped == text:
            return text
        text = stripped
    return _TAG.sub(" ", text).replace("<", " ") if _TAG.search(text) else text


def _without_tags(text: str) -> str:
    """Drop tags and comments; where a block begins or ends, a line ends."""
    if "<" not in text:
        return text
    pieces: list[str] = []
    at = 0
    missing: set[re.Pattern[str]] = set()  # ends that do not come any more: keeps floods linear
    while (match := _TAG.search(text, at)) is not None:
        pieces.append(text[at : match.start()])
        name = (match[1] or "").lower()
        if name in _BLOCKS:
            pieces.append("\n")
        at = _end_of(text, match, name, missing)
    pieces.append(text[at:])
    return "".join(pieces)


def _end_of(text: str, match: re.Match[str], name: str, missing: set[re.Pattern[str]]) -> int:
    """Return where the text goes on after this tag: behind the content of scripts and comments."""
    closing = _CLOSING.get(name)
    if match[0].startswith("<!--") and not match[0].endswith("-->"):
        closing = _COMMENT_END
    if closing is None or closing in missing or match[0].startswith("</"):
        return match.end()
    if (end := closing.search(text, match.end())) is None:
        missing.add(closing)
        return match.end()
    return end.end()


def _spaced(text: str, *, lines: bool) -> str:
    if not lines:
        return " ".join(text.split())
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
