"""The terminal's view: messages as a subscriber sees them, tables that fit, nothing but text in a pipe."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from monitor.demo.botapi import Message
from monitor.demo.botapi.markup import Entity

MAX_WIDTH = 92  # columns; longer lines are hard to read
MIN_WIDTH = 40

_BOLD, _DIM, _UNDERLINE, _GREEN, _YELLOW, _OFF = (
    f"\x1b[{code}m" for code in ("1", "2", "4", "32", "33", "0")
)


@dataclass(frozen=True, slots=True)
class View:
    """How wide the lines may be, and whether escape sequences are understood."""

    width: int = 80
    styled: bool = False

    def bold(self, text: str) -> str:
        """Return the text as it is made to stand out."""
        return self._with(_BOLD, text)

    def dim(self, text: str) -> str:
        """Return the text as it is made to stand back."""
        return self._with(_DIM, text)

    def good(self, text: str) -> str:
        """Return the text in green."""
        return self._with(_GREEN, text)

    def warning(self, text: str) -> str:
        """Return the text in yellow."""
        return self._with(_YELLOW, text)

    def _with(self, style: str, text: str) -> str:
        return f"{style}{text}{_OFF}" if self.styled else text

    def heading(self, text: str) -> str:
        """Return a line that parts what follows from what was before."""
        rule = "─" * max(3, self.width - columns(text) - 4)
        return f"\n{self.bold('── ' + text)} {self.dim(rule)}"

    def message(self, message: Message, head: str) -> str:
        """Return a message in a box that is open to the right, since fonts disagree on widths."""
        lines = [f"{self.dim('╭─')} {self.bold(head)}"]
        lines += [f"{self.dim('│')} {line}" for line in self._body(message)]
        return "\n".join((*lines, self.dim("╰─")))

    def _body(self, message: Message) -> Iterator[str]:
        link = next((one.url for one in message.entities if one.type == "text_link"), None)
        for line in styled_lines(message.text, message.entities):
            for part in wrap(line, self.width - 2):
                yield self._painted(part)
            if link and any("bold" in char.styles and "text_link" in char.styles for char in line):
                yield self.dim(f"  {link}")

    def _painted(self, line: Sequence[Char]) -> str:
        if not self.styled:
            return "".join(char.text for char in line)
        runs = groupby(line, key=lambda char: char.styles)
        return "".join(_paint(styles, "".join(c.text for c in run)) for styles, run in runs)

    def table(self, rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]) -> str:
        """Return rows with columns of these widths; the last one takes what is left, wrapped."""
        room = max(MIN_WIDTH // 2, self.width - sum(widths) - 2 * len(widths))
        lines: list[str] = []
        for *cells, last in rows:
            first = "  ".join(fit(cell, width) for cell, width in zip(cells, widths, strict=True))
            for part in wrap(plain_chars(last), room):
                lines.append(f"{first}  {self.dim(''.join(char.text for char in part))}")
                first = " " * columns(first)
        return "\n".join(lines)

    def paragraph(self, text: str, *, indent: str = "") -> str:
        """Return the text wrapped."""
        parts = wrap(plain_chars(text), self.width - len(indent))
        return "\n".join(indent + "".join(char.text for char in part) for part in parts)


@dataclass(frozen=True, slots=True)
class Char:
    """One character and the kinds of entities it lies in."""

    text: str
    styles: frozenset[str] = frozenset()


def styled_lines(text: str, entities: Sequence[Entity]) -> Iterator[list[Char]]:
    """Yield the lines of a message, each character with its styles. Offsets are UTF-16 units."""
    line: list[Char] = []
    offset = 0
    for letter in text:
        if letter == "\n":
            yield line
            line = []
        else:
            inside = (e.type for e in entities if e.offset <= offset < e.offset + e.length)
            line.append(Char(letter, frozenset(inside)))
        offset += 2 if ord(letter) > 0xFFFF else 1  # noqa: PLR2004 - beyond it, UTF-16 takes two
    yield line


def plain_chars(text: str) -> list[Char]:
    """Return the text as characters without style."""
    return [Char(letter) for letter in text]


def wrap(line: Sequence[Char], width: int) -> Iterator[list[Char]]:
    """Yield parts of at most `width` columns, cut at spaces where there are any."""
    rest = list(line)
    while rest:
        end = _end_of_part(rest, width)
        yield rest[:end]
        rest = rest[end:]
        while rest and rest[0].text == " ":
            del rest[0]
    if not line:
        yield []


def _end_of_part(chars: Sequence[Char], width: int) -> int:
    used, space = 0, 0
    for place, char in enumerate(chars):
        used += columns(char.text)
        if used > width:
            return space or max(1, place)
        if char.text == " ":
            space = place
    return len(chars)


def columns(text: str) -> int:
    """Return how many columns a terminal needs: two for East Asian wide letters (UAX 11)."""
    return sum(_columns_of(letter) for letter in text)


def _columns_of(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def fit(text: str, width: int) -> str:
    """Return the text cut or padded to exactly so many columns."""
    if columns(text) > width:
        kept = ""
        for letter in text:
            if columns(kept + letter) >= width:
                break
            kept += letter
        text = kept + "…"
    return text + " " * (width - columns(text))


def _paint(styles: frozenset[str], text: str) -> str:
    style = _BOLD * ("bold" in styles) + _UNDERLINE * ("text_link" in styles)
    return f"{style}{text}{_OFF}" if style else text
