"""When a feed is asked next; pure in `now`. The server may ask for patience, never for haste.

Every wait is spread by a share that depends on the feed's id alone, so that equal intervals do
not fall together and the same feed keeps its place (POLL-16).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from itertools import pairwise
from statistics import median

from monitor.model import FetchFailed, ParseFailed, PollTarget, Rules

START = timedelta(minutes=15)  # of a feed whose rhythm is not known yet
FIRST_BACKOFF = timedelta(minutes=5)  # after one failure, doubled with each more
MAX_DOUBLINGS = 10
JITTER = 0.1  # of the wait, added at most
POLLS_PER_ENTRY = 2  # so that a new entry waits half of its feed's usual gap at most
RHYTHM_ENTRIES = 3  # dated entries that make a rhythm
SILENT_GAPS = 10  # usual gaps without an entry that are called silence
MIN_SILENCE = timedelta(hours=12)  # below that it is night
MAX_SILENCE = timedelta(days=14)  # of a feed that had a rhythm
MAX_AGE_DIGITS = 9  # more seconds than that are nonsense (POLL-06)


def next_check_at(
    target: PollTarget,
    headers: Iterable[tuple[str, str]],
    rules: Rules,
    *,
    now: datetime,
    ttl: timedelta | None = None,
) -> datetime:
    """Return the next moment to ask a feed that answered, with 200 or 304 (POLL-06, POLL-07).

    The operator's interval, or the feed's own rhythm where he set none; `ttl` and the freshness
    that the answer's headers give may only lengthen it.

    Returns:
        Aware UTC within [now + floor, now + ceiling], and up to a tenth more.
    """
    wish = target.feed.interval or _own_interval(target.rhythm)
    fresh = fresh_for(dict(headers), now=now) or timedelta()
    wait = max(wish, ttl or timedelta(), fresh, rules.poll_floor)
    return _spread(target, min(wait, rules.poll_ceiling), now)


def retry_at(
    target: PollTarget, failed: FetchFailed | ParseFailed, rules: Rules, *, now: datetime
) -> datetime:
    """Return the next moment to ask a feed whose poll failed.

    At least as long as the server asked (POLL-08), else doubling from the feed's interval with
    each failure in a row, up to the ceiling, for ever: no feed is given up (POLL-12).
    """
    asked = failed.retry_after if isinstance(failed, FetchFailed) else None
    wait = asked or _backoff(target.feed.interval or FIRST_BACKOFF, target.failures, rules)
    return _spread(target, min(max(wait, rules.poll_floor), rules.poll_ceiling), now)


def _backoff(first: timedelta, failures_before: int, rules: Rules) -> timedelta:
    doublings: int = 2 ** min(failures_before, MAX_DOUBLINGS)
    return min(max(first, rules.poll_floor) * doublings, rules.poll_ceiling)


def first_check(feed_id: int, *, now: datetime, over: timedelta) -> datetime:
    """Return when a feed that was never asked is asked, so that `over` is filled evenly (POLL-16)."""
    return now + over * _share(f"first:{feed_id}")


def rhythm_of(published: Iterable[datetime]) -> timedelta | None:
    """Return the usual gap between two entries: the median of the newest; None if unknown."""
    times = sorted(published)
    if len(times) < RHYTHM_ENTRIES:
        return None
    return timedelta(seconds=median((b - a).total_seconds() for a, b in pairwise(times)))


def is_silent(last_entry_at: datetime | None, *, rhythm: timedelta | None, now: datetime) -> bool:
    """Tell whether a feed is quiet far beyond its own rhythm: it may be dead though it answers.

    A feed without a rhythm is never called silent.
    """
    if last_entry_at is None or rhythm is None:
        return False
    return now - last_entry_at > min(max(rhythm * SILENT_GAPS, MIN_SILENCE), MAX_SILENCE)


def fresh_for(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """Return for how long the answer says it is fresh; None if it does not, or not sensibly.

    max-age less Age (RFC 9111 4.2.1), else Expires by the server's own clock (Date), so that
    a wrong clock changes nothing (STORM-08). no-cache and no-store make it none.
    """
    directives = _directives(headers.get("cache-control", ""))
    if "no-cache" in directives or "no-store" in directives:
        return None
    if "max-age" in directives:
        return _less_age(_seconds(directives["max-age"]), headers)
    return _until_expiry(headers, now=now)


def _own_interval(rhythm: timedelta | None) -> timedelta:
    return START if rhythm is None else rhythm / POLLS_PER_ENTRY


def _directives(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.lower().split(","))
    return {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def _seconds(text: str) -> timedelta | None:
    """Return a positive number of seconds; None for anything else."""
    sound = text.isascii() and text.isdigit() and len(text) <= MAX_AGE_DIGITS and int(text) > 0
    return timedelta(seconds=int(text)) if sound else None


def _less_age(max_age: timedelta | None, headers: Mapping[str, str]) -> timedelta | None:
    left = max_age and max_age - (_seconds(headers.get("age", "").strip()) or timedelta())
    return left if left and left > timedelta() else None


def _until_expiry(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    expires = _date(headers.get("expires", ""))
    if expires is None:
        return None
    left = expires - (_date(headers.get("date", "")) or now)
    return left if left > timedelta() else None


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _spread(target: PollTarget, wait: timedelta, now: datetime) -> datetime:
    """Return the end of the wait and of this feed's share of `JITTER`, another in each round."""
    round_number = int(now.timestamp() // max(wait.total_seconds(), 1.0))
    return now + wait + wait * (JITTER * _share(f"{target.feed_id}:{round_number}"))


def _share(text: str) -> float:
    """Return a number in [0, 1) that depends on the text alone."""
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest()) / 2**48
