"""Foreign text made safe to stand in a message: no controls, no markup, no live sigils.

Telegram turns `@name`, `#tag`, `$TAG`, `/command`, `tg://...`, bare domains and addresses in any
text into entities that can be pressed. A feed must not be able to do that: it could call people,
make a reader send a command, or lead to a site of its choice. We put U+2060 WORD JOINER after
the character that starts such a thing. It has no width and no break, it is not a letter or digit
for any of Telegram's matchers (unlike U+200C, which hashtags allow), and Telegram keeps it, so
the text reads as before and nothing in it is alive. Only links that we wrote ourselves are links.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from urllib.parse import urlsplit

WORD_JOINER = "\u2060"
MAX_MARKS = 6  # on one character; Vietnamese, Thai and pointed Hebrew need three at most
MAX_LINK_BYTES = 1_800  # a longer address is a trap or a mistake; browsers begin to fail at 2,000

_SPACES = re.compile(r"\s+")
_INVISIBLE = {"Cc", "Cf", "Cs"}
_JOINERS = "\u200c\u200d"
_LIVE = re.compile(
    r"""
      (?:@)(?=[A-Za-z0-9_])                       # mention, address
    | (?:\#)(?=[\w\u200c\u00b7\u0d80-\u0dff])     # hashtag
    | (?:\$)(?=[A-Z]|1INCH)                       # cashtag
    | (?<![\w/<>])/(?=[A-Za-z0-9_])               # bot command
    | :(?=//)                                     # tg://, ton:// and every other scheme
    | (?<=[\w~\-])\.(?=[^\W\d_]{2})               # domain
    | (?<=\d)\.(?=\d{1,3}\.\d{1,3}\.\d)           # IPv4 address
    """,
    re.VERBOSE,
)


def plain(text: str) -> str:
    """Return the text on one line, NFC, without what is not seen.

    Controls, bidi controls, lone surrogates and zero-width characters go; joiners stay where
    they have a meaning (emoji, Persian, Indic scripts); runs of marks are capped.
    """
    visible = "".join(_visible(before, character) for before, character in _with_previous(text))
    composed = unicodedata.normalize("NFC", _SPACES.sub(" ", visible)).strip()
    return _cap_marks(composed)


def quiet(text: str) -> str:
    """Return `plain` text in which Telegram finds nothing to press."""
    return _LIVE.sub(lambda sigil: sigil[0] + WORD_JOINER, plain(text))


def escape(text: str) -> str:
    """Return the text for Telegram's HTML: at most five characters for one.

    Apostrophes need no reference outside attributes, and our attributes use double quotes.
    """
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def safe_link(link: str | None) -> str | None:
    """Return the link if it is http(s) with a host and of sane length, else None (IN-12)."""
    if link is None or len(link.encode(errors="replace")) > MAX_LINK_BYTES:
        return None
    if plain(link) != link or " " in link:
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme.lower() in {"http", "https"} and parts.hostname else None


def _with_previous(text: str) -> list[tuple[str, str]]:
    return list(pairwise(" " + text))


def _visible(before: str, character: str) -> str:
    if character in _JOINERS:
        return character if before > "\u02ff" else ""
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _INVISIBLE else character


def _cap_marks(text: str) -> str:
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if run <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)
