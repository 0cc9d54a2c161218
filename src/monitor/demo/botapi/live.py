"""What Telegram finds to press in any text by itself, whatever the sender meant.

The rules follow the regular expressions that tdlib documents beside its matchers (mentions,
commands, hashtags, cashtags, addresses), and are a little quicker to fire where tdlib consults
lists: any two letters count as a top-level domain.
"""

from __future__ import annotations

import re

from monitor.demo.botapi.markup import Entity, units

_HASH = r"\w\u200c\u00b7\u0d80-\u0dff"
_DOMAIN = r"[A-Za-z0-9_~\u00c0-\u1fff\u200c\u200d\u2c00-\uffef\-]"
_FINDERS = (
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)")),
    ("hashtag", re.compile(rf"(?<![{_HASH}])#(?=[{_HASH}]*[^\W\d_])[{_HASH}]{{1,256}}(?!#)")),
    ("cashtag", re.compile(rf"(?<![${_HASH}])\$(?:1INCH|[A-Z]{{1,8}})(?![${_HASH}])")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("url", re.compile(r"(?:tg|ton)://[A-Za-z0-9_\-]+[^\s<>\"\u00ab\u00bb]*", re.IGNORECASE)),
    ("email", re.compile(r"[A-Za-z0-9_.+\-]+@(?:[A-Za-z0-9_\-]+\.)+[A-Za-z]{2,8}")),
    ("url", re.compile(rf"(?:(?:https?|ftp)://)?(?:{_DOMAIN}+\.)+[^\W\d_]{{2,}}(?:[:/?#][^\s<>\"]*)?")),
    ("url", re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")),
)  # fmt: skip


def live_entities(text: str) -> tuple[Entity, ...]:
    """Return every mention, tag, command and address in the text, in order."""
    found = [
        Entity(type=kind, offset=units(text[: match.start()]), length=units(match[0]))
        for kind, finder in _FINDERS
        for match in finder.finditer(text)
    ]
    return tuple(sorted(found, key=lambda entity: (entity.offset, entity.type)))
