"""YAML 1.2 text -> plain objects with the line of every key, safe against hostile files.

libyaml's event stream is read here rather than a loader, since loaders read `NO` as false and
`1:30` as 90, let the last of two equal keys win, and expand aliases without bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

Path = tuple[str | int, ...]

MAX_BYTES = 1_000_000  # a watchlist of 5,000 feeds is about 600 kB
MAX_DEPTH = 12  # the deepest key of the format lies at 4

# YAML 1.2.2, 10.3.2 (core schema): the only plain scalars that are not strings.
_NULL = re.compile(r"null|Null|NULL|~|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")


@dataclass(slots=True)
class Document:
    """The content, and on which line (from 1) each path begins."""

    content: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """Return the line of the path, or of the nearest thing that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(text: bytes) -> Document:
    """Return what the text says; problems are kept with their line instead of raised."""
    document = Document()
    if len(text) > MAX_BYTES:
        document.problems.append(
            (1, f"the file is larger than {MAX_BYTES // 1000} kB; split it or remove feeds")
        )
        return document
    try:
        events = yaml.parse(text.decode("utf-8"), Loader=yaml.CSafeLoader)
        document.content = _Reader(document, events).whole()
    except UnicodeDecodeError as error:
        document.problems.append((1, f"not UTF-8 at byte {error.start}; save the file as UTF-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        document.problems.append((line, f"not valid YAML: {error.problem or 'unreadable'}"))
    except _TooDeepError as error:
        document.problems.append((error.line, f"nested deeper than {MAX_DEPTH} levels"))
    except (yaml.YAMLError, ValueError) as error:
        document.problems.append((1, f"not valid YAML: {type(error).__name__}"))
    return document


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class _Reader:
    """Builds the content from events, one level a call."""

    def __init__(self, document: Document, events: Iterator[Event]) -> None:
        self._document = document
        self._events = events

    def whole(self) -> Any:
        content, seen = None, False
        for event in self._events:
            match event:
                case StreamStartEvent() | StreamEndEvent() | DocumentEndEvent():
                    continue
                case DocumentStartEvent():
                    if seen:
                        self._problem(event, "a second document; keep everything in one")
                        break
                    seen = True
                case _:
                    content = self._value(event, ())
        return content

    def _value(self, event: Event, path: Path) -> Any:
        if len(path) > MAX_DEPTH:
            raise _TooDeepError(_line(event))
        self._document.lines.setdefault(path, _line(event))
        self._refuse_tag(event)
        match event:
            case MappingStartEvent():
                return self._mapping(path)
            case SequenceStartEvent():
                return self._sequence(path)
            case ScalarEvent():
                return _scalar(event)
            case AliasEvent():
                self._problem(event, "aliases (*name) are not supported; write the value out")
            case _:
                pass
        return None

    def _mapping(self, path: Path) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, path)
            if key in content:
                first = self._document.lines[(*path, key)]
                self._problem(event, f"the key '{key}' stands here twice (first on line {first})")
                self._value(next(self._events), (*path, key))
                continue
            self._document.lines[(*path, key)] = _line(event)
            content[key] = self._value(next(self._events), (*path, key))
        return content

    def _key(self, event: Event, path: Path) -> str:
        if isinstance(event, ScalarEvent):
            return str(event.value)[:200]
        self._problem(event, "a key must be plain text")
        self._value(event, (*path, "?"))
        return "?"

    def _sequence(self, path: Path) -> list[Any]:
        content: list[Any] = []
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            content.append(self._value(event, (*path, len(content))))
        return content

    def _refuse_tag(self, event: Event) -> None:
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            self._problem(event, "tags (!name) are not supported; remove it")

    def _problem(self, event: Event, what: str) -> None:
        self._document.problems.append((_line(event), what))


def _line(event: Event) -> int:
    return 1 if event.start_mark is None else int(event.start_mark.line) + 1


def _scalar(event: ScalarEvent) -> Any:
    text = str(event.value)
    if event.style not in (None, ""):
        return text
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
