"""What operators are told, and how often: the 1st, 2nd, 4th, 8th ... time (pure)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that an operator should look at."""

    subject: str  # what it is about, as a key: "feed:17", "chat:desk"
    mark: str  # of this occurrence; the same mark is the same occurrence
    head: str
    lines: tuple[str, ...] = ()  # what to know, and what to do


def is_told(count: int) -> bool:
    """Tell whether the `count`-th occurrence (from 1) of a subject is told: powers of two are."""
    return count > 0 and count & (count - 1) == 0
