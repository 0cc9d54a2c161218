"""What a server's headers say, as values; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.model import Validators

MAX_VALIDATOR = 1_000  # characters; a longer one is abuse of our storage
MAX_RETRY_AFTER = timedelta(hours=24)  # POLL-08
MAX_DIGITS = 9  # of a number of seconds


def validators(etag: str | None, last_modified: str | None) -> Validators:
    """Return both byte for byte, None for each that was not sent (POLL-01, POLL-02)."""
    return Validators(etag=_kept(etag), last_modified=_kept(last_modified))


def retry_after(headers: Mapping[str, str], *, now: datetime | None) -> timedelta | None:
    """Return how long to wait: seconds, or a date relative to the Date header (RFC 9110 10.2.3).

    `now` counts if there is no Date. At most 24 h; None if the header is absent, senseless, or
    in the past.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        wait = timedelta(seconds=int(value)) if len(value) <= MAX_DIGITS else MAX_RETRY_AFTER
    elif (until := http_date(value)) and (since := http_date(headers.get("date", "")) or now):
        wait = until - since
    else:
        return None
    return min(wait, MAX_RETRY_AFTER) if wait > timedelta() else None


def http_date(value: str) -> datetime | None:
    """Return an HTTP date as a time; None for what is none."""
    try:
        date = parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _kept(value: str | None) -> str | None:
    """Return the value if it can be stored and sent back as it came."""
    if not value or len(value) > MAX_VALIDATOR:
        return None
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:  # bytes that were no UTF-8: better no validator than a wrong one
        return None
    return value
