"""Tellings for tests: a title, and what detection would have found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.core.story import Telling

START = datetime(2026, 3, 2, 6, tzinfo=UTC)


def telling(title: str, summary: str = "", *, hours: float = 0.0, **known: Any) -> Telling:
    """Return a telling so many hours after the start; its key is its title unless given."""
    known.setdefault("key", f"{title} {hours}")
    known.setdefault("lang", "en")
    return Telling(title=title, summary=summary, at=START + timedelta(hours=hours), **known)
