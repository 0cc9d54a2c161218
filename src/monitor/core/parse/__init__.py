"""The body of a feed to entries: RSS 0.9x-2.0, RDF, Atom and JSON Feed; pure, and never raising.

text_of (bytes to text) -> cut (leave out what is known) -> sound (mend) -> feedparser -> drafts
-> entries with keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.core.parse import jsonfeed, markup
from monitor.core.parse.dates import clock_skew
from monitor.core.parse.decode import text_of
from monitor.core.parse.drafts import Reading, no_feed
from monitor.model import ParsedFeed, ParseFailed


def parse(
    body: bytes, headers: Iterable[tuple[str, str]], url: str, now: datetime, known: str = ""
) -> ParsedFeed | ParseFailed:
    """Return what the body says, or why it is no feed.

    `headers` are those of the answer, in lower case; `url` is where it came from and resolves
    relative links. `known` is the `cut` of the last body taken in: entries that stand in this
    body as they stood in that one are left out and counted as `unchanged`. Whatever the body
    holds, nothing is read or asked for, and nothing raised but MemoryError.
    """
    try:
        return _parse(body, dict(headers), url, now, known)
    except MemoryError:
        raise  # the process, not the feed, decides what that means
    except Exception as error:  # noqa: BLE001 - feedparser raises many kinds (IN-02)
        return no_feed(f"the parser failed: {type(error).__name__}")


def _parse(
    body: bytes, headers: dict[str, str], url: str, now: datetime, known: str
) -> ParsedFeed | ParseFailed:
    text = text_of(body, headers.get("content-type", "")).strip("\ufeff\0 \t\r\n")
    reading = Reading(
        url=url,
        lang=headers.get("content-language"),
        now=now,
        skew=clock_skew(headers, now=now),
    )
    if text.startswith("{"):
        return jsonfeed.parsed(text, reading)
    return markup.parsed(text, reading, known)
