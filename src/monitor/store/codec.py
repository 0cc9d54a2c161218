"""Values <-> JSON text for the `body` columns. Unknown keys of an older release are ignored."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter

from monitor.model import Finding, Story


@cache
def _of_findings() -> TypeAdapter[Finding]:
    return TypeAdapter(Finding)


@cache
def _of_stories() -> TypeAdapter[Story]:
    return TypeAdapter(Story)


def to_json(value: Finding | Story) -> str:
    """Return the value as compact JSON."""
    if isinstance(value, Finding):
        return _of_findings().dump_json(value).decode()
    return _of_stories().dump_json(value).decode()


def finding(text: str) -> Finding:
    """Return the finding that `to_json` wrote."""
    return _of_findings().validate_json(text)


def story(text: str) -> Story:
    """Return the story that `to_json` wrote."""
    return _of_stories().validate_json(text)
