"""What travels between the program and its parser processes: frames of JSON and raw bytes.

JSON and not pickle: an answer comes from a process that read hostile input.
"""

from __future__ import annotations

import json
import struct
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from monitor.model import Entry, ParsedFeed, ParseFailed

HEAD = struct.Struct(">II")  # bytes of JSON, bytes of body
MAX_ANSWER_BYTES = 64_000_000  # 500 entries with 20,000 characters of text each, and escapes

_ENTRY = (
    "key",
    "guid",
    "link",
    "canonical_link",
    "title",
    "summary",
    "text",
    "lang",
    "content_hash",
)


class Question(NamedTuple):
    """What a worker is to parse."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    url: str
    now: datetime
    known: str = ""  # the hashes of the last body, as `PollTarget.cut` has them


def pack_question(question: Question) -> bytes:
    """Return the frame of a question."""
    about = json.dumps(
        [question.headers, question.url, question.now.isoformat(), question.known]
    ).encode()
    return HEAD.pack(len(about), len(question.body)) + about + question.body


def unpack_question(about: bytes, body: bytes) -> Question:
    """Return the question of a frame's two parts."""
    headers, url, now, known = json.loads(about)
    pairs = tuple((name, value) for name, value in headers)
    return Question(body, pairs, url, datetime.fromisoformat(now), known)


def pack_answer(answer: ParsedFeed | ParseFailed, *, last: bool) -> bytes:
    """Return the frame of an answer; `last` says that the worker ends after it."""
    about = json.dumps({"last": last, **_written(answer)}).encode()
    return HEAD.pack(len(about), 0) + about


def unpack_answer(about: bytes) -> tuple[ParsedFeed | ParseFailed, bool]:
    """Return the answer and whether it was the worker's last. Raises ValueError, KeyError, TypeError."""
    fields = json.loads(about)
    last = bool(fields.pop("last"))
    if "reason" in fields:
        return ParseFailed(**fields), last
    feed = ParsedFeed(
        title=fields["title"],
        lang=fields["lang"],
        entries=tuple(_entry(row) for row in fields["entries"]),
        skipped=fields["skipped"],
        unchanged=fields["unchanged"],
        cut=fields["cut"],
        ttl=_duration(fields["ttl"]),
        rhythm=_duration(fields["rhythm"]),
        hubs=tuple(fields["hubs"]),
        self_link=fields["self_link"],
    )
    return feed, last


def _written(answer: ParsedFeed | ParseFailed) -> dict[str, Any]:
    if isinstance(answer, ParseFailed):
        return {"reason": answer.reason, "detail": answer.detail}
    return {
        "title": answer.title,
        "lang": answer.lang,
        "entries": [_row(entry) for entry in answer.entries],
        "skipped": answer.skipped,
        "unchanged": answer.unchanged,
        "cut": answer.cut,
        "ttl": _seconds(answer.ttl),
        "rhythm": _seconds(answer.rhythm),
        "hubs": answer.hubs,
        "self_link": answer.self_link,
    }


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds()


def _duration(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _row(entry: Entry) -> list[str | None]:
    date = entry.published_at
    return [*(getattr(entry, name) for name in _ENTRY), None if date is None else date.isoformat()]


def _entry(row: list[str | None]) -> Entry:
    fields: dict[str, Any] = dict(zip(_ENTRY, row, strict=False))
    date = row[len(_ENTRY)]
    return Entry(**fields, published_at=None if date is None else datetime.fromisoformat(date))
