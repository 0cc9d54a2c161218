"""A message as a value: lines of pieces, each with its style; HTML only at the very end.

Because a piece is escaped and closed when it is written, no cut can fall inside a tag or a
reference, and a message is balanced by construction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from monitor.core.render.hygiene import escape, quiet, safe_link
from monitor.core.render.limits import Size, clusters, shorten, units

Style = Literal["", "b", "i"]

READ_FACTOR = 4  # characters read for each that is shown; what is dropped is rarely a fifth


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text in one style; `text` is as it will be read, not yet escaped."""

    text: str
    style: Style = ""
    link: str | None = None


Line = tuple[Piece, ...]


def ours(text: str, *, style: Style = "") -> Piece:
    """Return a piece of our own words."""
    return Piece(text=text, style=style)


def theirs(text: str, *, limit: int, style: Style = "", link: str | None = None) -> Piece:
    """Return a piece of foreign text: quiet, and at most `limit` UTF-16 units."""
    return Piece(text=_bounded(text, limit), style=style, link=safe_link(link))


def _bounded(text: str, limit: int) -> str:
    """Return the text quiet and short, at a cost that its own length does not decide."""
    read = text[: limit * READ_FACTOR]
    said = quiet(read)
    if len(read) < len(text) and units(said) <= limit:
        whole = tuple(clusters(said))[:-1]  # the last one may have been cut in two
        said = "".join(whole) + " " * limit  # too long, so that it ends in an ellipsis
    return shorten(said, limit)


def to_html(lines: Iterable[Line]) -> str:
    """Return Telegram HTML, one line each; empty lines are left out."""
    return "\n".join("".join(_piece_html(piece) for piece in line) for line in lines if line)


def size_of(lines: Iterable[Line]) -> Size:
    """Return what the lines cost together, line ends included."""
    total = Size()
    for line in lines:
        total = sum((_piece_size(piece) for piece in line), total + Size(units=1))
    return total


def _piece_html(piece: Piece) -> str:
    return _opening(piece) + escape(piece.text) + _closing(piece) if piece.text else ""


def _piece_size(piece: Piece) -> Size:
    if not piece.text:
        return Size()
    return Size(
        units=units(piece.text),
        entities=bool(piece.style) + bool(piece.link),
        markup_bytes=len((_opening(piece) + _closing(piece)).encode()),
    )


def _opening(piece: Piece) -> str:
    style = f"<{piece.style}>" if piece.style else ""
    return style + (f'<a href="{escape(piece.link)}">' if piece.link else "")


def _closing(piece: Piece) -> str:
    style = f"</{piece.style}>" if piece.style else ""
    return ("</a>" if piece.link else "") + style
