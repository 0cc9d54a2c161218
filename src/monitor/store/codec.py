"""Values <-> JSON text for the `body` columns. Unknown keys of an older release are ignored."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from monitor.model import Finding, Story

T = TypeVar("T")


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_json(value: Finding | Story) -> str:
    """Return the value as compact JSON."""
    kind: type[Any] = type(value)
    return _adapter(kind).dump_json(value).decode()


def finding(text: str) -> Finding:
    """Return the finding that `to_json` wrote."""
    found: Finding = _adapter(Finding).validate_json(text)
    return found


def story(text: str) -> Story:
    """Return the story that `to_json` wrote."""
    found: Story = _adapter(Story).validate_json(text)
    return found
