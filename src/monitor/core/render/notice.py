"""What operators read, and what is left of a message without its markup."""

from __future__ import annotations

import re

from monitor.core.render.limits import MAX_TEXT_UNITS, shorten, unescape
from monitor.core.render.pieces import ours, theirs, to_html

MAX_HEAD = 200  # UTF-16 units
MAX_LINE = 400
MAX_LINES = 9

_LINKED = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def render_notice(head: str, lines: tuple[str, ...] = (), *, sign: str = "⚠") -> str:
    """Return a notice for operators as Telegram HTML: a bold head, then what to know and do.

    `sign` is ours and stands before the head.
    """
    body = (theirs(line, limit=MAX_LINE) for line in lines[:MAX_LINES])
    return to_html(
        [(ours(f"{sign} "), theirs(head, limit=MAX_HEAD, style="b")), *((b,) for b in body)]
    )


def render_help(head: str, lines: tuple[str, ...]) -> str:
    """Return words of our own, in which commands can be pressed."""
    return to_html([(ours(head, style="b"),), *((ours(line),) for line in lines)])


def render_plain(html: str) -> str:
    """Return a message of ours as plain text, its first link written out.

    For the one case that Telegram cannot read our markup (TG-07). What Telegram finds in plain
    text is as tame as before: the text keeps its word joiners.
    """
    first = _LINKED.search(html)
    text = unescape(_TAG.sub("", html))
    link = unescape(first[1]) if first else ""
    room = MAX_TEXT_UNITS - len(link) - 1
    return shorten(text, room) + (f"\n{link}" if link else "")
