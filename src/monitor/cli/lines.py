"""JSON Lines in, NewsText out: the input of `analyse` and `stories`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from monitor.model import NewsText

MAX_TITLE = 500  # characters (IN-10)
MAX_SUMMARY = 4_000
MAX_TEXT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that could be read."""

    id: str
    news: NewsText
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """One line that could not, and why."""

    number: int  # from 1
    what: str


class LineError(Exception):
    """A line is JSON, but not what was asked for."""


def read_lines(file: str | None) -> Iterator[Line | BadLine]:
    """Yield every line of the file (None or "-": standard input), streaming."""
    if file in (None, "-"):
        yield from _read(sys.stdin.buffer)
        return
    with Path(str(file)).open("rb") as stream:
        yield from _read(stream)


def _read(stream: IO[bytes]) -> Iterator[Line | BadLine]:
    for number, raw in enumerate(stream, 1):
        if raw.strip():
            try:
                yield _line(json.loads(raw))
            except UnicodeDecodeError:
                yield BadLine(number=number, what="not UTF-8")
            except json.JSONDecodeError as error:
                yield BadLine(number=number, what=f"not JSON: {error.msg} at column {error.colno}")
            except RecursionError:
                yield BadLine(number=number, what="nested too deep")
            except LineError as error:
                yield BadLine(number=number, what=str(error))


def _line(content: Any) -> Line:
    if not isinstance(content, dict):
        raise LineError('not an object; write {"id": ..., "title": ...}')
    if not isinstance(content.get("id"), str | int):
        raise LineError("'id' is missing, or neither text nor number")
    if not isinstance(content.get("title"), str):
        raise LineError("'title' is missing, or not text")
    return Line(
        id=content["id"],
        link=_text(content, "link") or None,
        news=NewsText(
            title=content["title"][:MAX_TITLE],
            summary=_text(content, "summary")[:MAX_SUMMARY],
            text=_text(content, "text")[:MAX_TEXT],
            lang=_text(content, "lang") or None,
            published_at=_moment(_text(content, "published") or _text(content, "date")),
            outlet=_text(content, "outlet") or None,
        ),
    )


def _text(content: dict[str, Any], key: str) -> str:
    value = content.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineError(f"'{key}' is not text")
    return value


def _moment(text: str) -> datetime | None:
    """Return an ISO 8601 moment (UTC when it names no zone), None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
