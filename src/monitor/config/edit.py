"""Adding feeds to feeds.yaml as a person would: in the list's own style, all else left as it is.

The file is the operator's, with comments and an order of their own, so it is never written anew
from values: new lines are put where the list ends.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from monitor.config.schema import FeedPart
from monitor.config.watchlist import read_watchlist
from monitor.errors import ConfigError

MAX_NAME = 100  # characters, as of any name in the file

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ -][A-Za-z0-9]+)*")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})  # YAML 1.1, too
_LANG = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed to be added; what is empty is left to its default."""

    url: str
    name: str = ""
    lang: str = ""  # of any form: "en-GB" counts as "en", and what is no code is left out
    tags: tuple[str, ...] = ()


def refusal(feed: NewFeed) -> str | None:
    """Return why the file could not hold this feed, None if it could."""
    try:
        FeedPart.model_validate(dict(_fields(feed)))
    except ValidationError as error:
        return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
    return None


def with_feeds(text: bytes, feeds: Sequence[NewFeed]) -> bytes:
    """Return the file with these feeds at the end of its list; every other byte stays.

    Raises:
        ConfigError: the file has problems, or a form to which nothing can be added.
    """
    before, problems = read_watchlist(text)
    if before is None:
        raise ConfigError(tuple(f"{line}: {what}" for line, what in problems))
    source = text.decode("utf-8")
    edited = _edited(source, feeds).encode("utf-8")
    after, problems = read_watchlist(edited)
    wanted = [feed.url for feed in before.feeds] + [feed.url for feed in feeds]
    if after is None or [feed.url for feed in after.feeds] != wanted:
        why = "; ".join(what for _, what in problems) or "its list of feeds has an unusual form"
        raise ConfigError((f"the feeds cannot be added ({why}); add them by hand",))
    return edited


def replace_file(path: Path, text: bytes) -> None:
    """Replace the file at one stroke, with its permissions; a link stays a link.

    Raises:
        ConfigError: the folder cannot be written to.
    """
    path = path.resolve()
    draft = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".feeds-", delete=False) as file:
            draft = Path(file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    except OSError as error:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise ConfigError(
            (f"{path}:1: cannot be replaced ({error.strerror}); add the feed by hand",)
        ) from error


# Where the list ends -----------------------------------------------------------------------


@dataclass(slots=True)
class _List:
    """The list of feeds as the file writes it; lines and columns count from 0."""

    flow: bool
    column: int  # of its dashes
    last: tuple[int, int] | None = None  # where its content ends; None: it has none
    flow_items: bool = True
    start: tuple[int, int] = (0, 0)


def _edited(source: str, feeds: Sequence[NewFeed]) -> str:
    newline = "\r\n" if "\r\n" in source else "\n"
    found = _found(source)
    if found is None:
        lead = newline if source and not source.endswith("\n") else ""
        return source + lead + newline.join(["feeds:", *_items(feeds, "  ", flow=True), ""])
    if isinstance(found, int):  # the key stands there, and nothing under it
        return _with_lines(source, found + 1, _items(feeds, "  ", flow=True), newline)
    if found.flow:
        return _in_flow(source.split("\n"), found, feeds)
    new = _items(feeds, " " * found.column, flow=found.flow_items)
    return _with_lines(source, _line_after(found), new, newline)


def _with_lines(source: str, place: int, new: list[str], newline: str) -> str:
    """Return the text with new lines before the line at `place`."""
    lines = source.split("\n")
    if place >= len(lines):  # the last line has no end
        return source + newline + newline.join([*new, ""])
    ending = newline.removesuffix("\n")
    return "\n".join([*lines[:place], *(line + ending for line in new), *lines[place:]])


def _line_after(found: _List) -> int:
    line, column = found.last or found.start
    return line + (column > 0)  # a text of several lines ends where the next line begins


def _in_flow(lines: list[str], found: _List, feeds: Sequence[NewFeed]) -> str:
    row, column = found.last or (found.start[0], found.start[1] + 1)
    new = ", ".join(_flow(feed) for feed in feeds)
    lead = ", " if found.last else ""
    lines[row] = lines[row][:column] + lead + new + lines[row][column:]
    return "\n".join(lines)


def _found(source: str) -> _List | int | None:
    """Return the list, the line of a `feeds:` without one, or None without that key."""
    events = yaml.parse(source.removeprefix("\ufeff"), Loader=yaml.CSafeLoader)
    for event in events:
        if isinstance(event, MappingStartEvent):
            break
    else:
        return None
    for key in events:
        if isinstance(key, MappingEndEvent):
            return None
        value = next(events)
        if isinstance(key, ScalarEvent) and key.value == "feeds":
            return _list(value, events) if isinstance(value, SequenceStartEvent) else _begin(key)[0]
        _skip(value, events)
    return None


def _list(start: SequenceStartEvent, events: Iterator[Event]) -> _List:
    line, column = _begin(start)
    found = _List(flow=bool(start.flow_style), column=column, start=(line, column))
    depth = 0
    for event in events:
        if depth == 0 and isinstance(event, MappingStartEvent):
            found.flow_items = bool(event.flow_style)
        depth += _deeper(event)
        if depth < 0:
            return found
        if _is_written(event) and event.end_mark is not None:
            found.last = event.end_mark.line, event.end_mark.column
    return found


def _is_written(event: Event) -> bool:
    """Tell whether the event ends where the file writes something: ends of blocks come later."""
    if isinstance(event, ScalarEvent | AliasEvent):
        return True
    ends = isinstance(event, MappingEndEvent | SequenceEndEvent)
    return ends and event.end_mark is not None and _begin(event)[1] < event.end_mark.column


def _skip(event: Event, events: Iterator[Event]) -> None:
    depth = _deeper(event)
    while depth > 0:
        depth += _deeper(next(events))


def _deeper(event: Event) -> int:
    """Return 1 where something begins that holds others, -1 where it ends."""
    opens = isinstance(event, MappingStartEvent | SequenceStartEvent)
    return int(opens) - int(isinstance(event, MappingEndEvent | SequenceEndEvent))


def _begin(event: Event) -> tuple[int, int]:
    """Return line and column of the event's begin, from 0."""
    mark = event.start_mark
    return (0, 0) if mark is None else (int(mark.line), int(mark.column))


# How a feed is written ---------------------------------------------------------------------


def _items(feeds: Sequence[NewFeed], indent: str, *, flow: bool) -> list[str]:
    return [line for feed in feeds for line in _item(feed, indent, flow=flow)]


def _item(feed: NewFeed, indent: str, *, flow: bool) -> Iterator[str]:
    if flow:
        yield f"{indent}- {_flow(feed)}"
        return
    for number, (key, value) in enumerate(_fields(feed)):
        yield f"{indent}{'  ' if number else '- '}{key}: {_value(value)}"


def _flow(feed: NewFeed) -> str:
    return f"{{{', '.join(f'{key}: {_value(value)}' for key, value in _fields(feed))}}}"


def _fields(feed: NewFeed) -> Iterator[tuple[str, str | list[str]]]:
    yield "url", feed.url
    if name := feed.name[:MAX_NAME].strip():
        yield "name", name
    lang = feed.lang.lower().replace("_", "-").partition("-")[0]
    if _LANG.fullmatch(lang):
        yield "lang", lang
    if feed.tags:
        yield "tags", [tag[:MAX_NAME] for tag in feed.tags]


def _value(value: str | list[str]) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
    return value if plain else json.dumps(value, ensure_ascii=False)
