"""Keeping secrets out of whatever is written down (TG-01).

`scrub` is pure. `Scrubber` is a logging filter to put on every handler: it rewrites the finished
message, the traceback and the stack, so that not even a library's own DEBUG line can leak.
"""

from __future__ import annotations

import logging
import traceback
from urllib.parse import quote

MASK = "***"
LEAKY_LOGGERS = ("httpx", "httpcore", "telegram")  # they log addresses, and ours hold the token


def scrub(text: str, secrets: tuple[str, ...]) -> str:
    """Return the text with every secret masked, also where it is percent-encoded.

    The secret half of a bot token (behind the colon) is masked by itself too.
    """
    for secret in secrets:
        for spelling in _spellings(secret):
            text = text.replace(spelling, MASK)
    return text


def hush_leaky_loggers() -> None:
    """Let the libraries that log addresses with the token in them say warnings only."""
    for name in LEAKY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


class Scrubber(logging.Filter):
    """Masks secrets in every record that passes; never drops one."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place and let it pass."""
        record.msg = scrub(_message(record), self._secrets)
        record.args = None
        if record.exc_info and record.exc_info[0]:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
            record.exc_info = None
        record.exc_text = record.exc_text and scrub(record.exc_text, self._secrets)
        record.stack_info = record.stack_info and scrub(record.stack_info, self._secrets)
        for name, value in vars(record).items():
            if isinstance(value, str):
                setattr(record, name, scrub(value, self._secrets))
        return True


def _message(record: logging.LogRecord) -> str:
    """Return the finished message; a record whose arguments do not fit keeps its pattern."""
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def _spellings(secret: str) -> tuple[str, ...]:
    half = secret.partition(":")[2]
    return tuple(filter(None, (secret, quote(secret, safe=""), half)))
