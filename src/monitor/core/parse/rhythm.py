"""How long a feed says that it stays fresh: RSS 2.0 `ttl`, RSS 1.0 syndication module."""

from __future__ import annotations

from datetime import timedelta

MAX_TTL = timedelta(days=365)  # a larger value is a typing error, not a wish (POLL-06)

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


def ttl_of(minutes: str | None, period: str | None, frequency: str | None) -> timedelta | None:
    """Return the longer of ttl and period/frequency; None if neither makes sense."""
    wishes = (_of_ttl(minutes), _of_period(period, frequency))
    return max((wish for wish in wishes if wish), default=None)


def _of_ttl(minutes: str | None) -> timedelta | None:
    count = _whole(minutes)
    return timedelta(minutes=count) if count and timedelta(minutes=count) <= MAX_TTL else None


def _of_period(period: str | None, frequency: str | None) -> timedelta | None:
    base = _PERIODS.get((period or "").strip().lower())
    times = _whole(frequency) if frequency is not None and frequency.strip() else 1
    return base / times if base and times else None


def _whole(text: str | None) -> int | None:
    """Return a positive whole number of at most seven digits, else None."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 and int(text) else None  # noqa: PLR2004 - a year has 525,600 minutes
