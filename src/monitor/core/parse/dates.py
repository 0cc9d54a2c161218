"""Dates of entries: whatever a feed writes becomes an aware UTC time not after the poll, or None."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(
    1990, 1, 1, tzinfo=UTC
)  # before the web: a date before it is a default, not a date
MAX_SKEW = timedelta(days=2)  # of a server's clock; beyond that its Date header is nonsense
MIN_SKEW = timedelta(minutes=10)  # below that it is caching and rounding


def as_date(parts: object) -> datetime | None:
    """Return feedparser's `*_parsed` value as a time; None for what no calendar has (STORM-07)."""
    if not isinstance(parts, tuple):
        return None
    year, month, day, hour, minute, second = parts[:6]
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def clamped(date: datetime | None, *, now: datetime, skew: timedelta) -> datetime | None:
    """Return the date by our clock, at most `now`; None if it is older than the web."""
    if date is None or date < EARLIEST:
        return None
    return min(date - skew, now)


def clock_skew(headers: Mapping[str, str], *, now: datetime) -> timedelta:
    """Return how far the server's clock is ahead, zero if it is not or cannot be told (STORM-08).

    Only a clock that is ahead shows for sure: a Date that lies behind may come from a cache.
    """
    try:
        date = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError, TypeError):
        return timedelta()
    ahead = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    return ahead if MIN_SKEW <= ahead <= MAX_SKEW else timedelta()
