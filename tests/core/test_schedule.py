"""When a feed is asked next."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.schedule import (
    JITTER,
    first_check,
    fresh_for,
    is_silent,
    next_check_at,
    retry_at,
    rhythm_of,
)
from monitor.model import Feed, FeedId, FetchFailed, ParseFailed, PollTarget, Rules

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
RULES = Rules()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def target(
    *,
    feed_id: int = 1,
    interval: timedelta | None = None,
    rhythm: timedelta | None = None,
    failures: int = 0,
) -> PollTarget:
    feed = Feed(url="https://a.example/", name="a", family="a", interval=interval)
    return PollTarget(
        feed_id=FeedId(feed_id), feed=feed, url=feed.url, rhythm=rhythm, failures=failures
    )


def wait(
    asked: PollTarget, headers: dict[str, str] | None = None, *, ttl: timedelta | None = None
) -> timedelta:
    """Return the wait without this feed's share of the jitter, in whole minutes."""
    pairs = [(name.replace("_", "-"), value) for name, value in (headers or {}).items()]
    total = next_check_at(asked, pairs, RULES, now=NOW, ttl=ttl) - NOW
    return timedelta(minutes=round(total / MINUTE / (1 + JITTER / 2)))


def near(given: timedelta, expected: timedelta) -> bool:
    return abs(given - expected) <= expected * (JITTER / 2) + MINUTE


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (target(interval=HOUR), HOUR),
        (target(interval=MINUTE), 5 * MINUTE),
        (target(interval=timedelta(days=9)), timedelta(hours=24)),
        (target(rhythm=HOUR), 30 * MINUTE),
        (target(rhythm=timedelta(seconds=20)), 5 * MINUTE),
        (target(rhythm=timedelta(days=30)), timedelta(hours=24)),
        (target(), 15 * MINUTE),
    ],
)
def test_the_interval_is_the_operators_or_the_feeds_own(
    asked: PollTarget, expected: timedelta
) -> None:
    """POLL-05, POLL-06: between floor and ceiling."""
    assert near(wait(asked), expected)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"cache_control": "max-age=3600"}, HOUR),
        ({"cache_control": 'public, MAX-AGE="7200"'}, 2 * HOUR),
        ({"cache_control": "max-age=3600, no-cache"}, 15 * MINUTE),
        ({"cache_control": "no-store, max-age=3600"}, 15 * MINUTE),
        ({"cache_control": "max-age=0"}, 15 * MINUTE),
        ({"cache_control": "max-age=-5"}, 15 * MINUTE),
        ({"cache_control": "max-age=" + "9" * 21}, 15 * MINUTE),
        ({"cache_control": "max-age=many"}, 15 * MINUTE),
        ({"cache_control": "max-age=999999"}, 24 * HOUR),
        ({"cache_control": "max-age=7200", "age": "3600"}, HOUR),
        ({"cache_control": "max-age=7200", "age": "9999"}, 15 * MINUTE),
        ({"expires": "Sun, 01 Mar 2026 14:00:00 GMT"}, 2 * HOUR),
        ({"expires": "Sun, 01 Mar 2026 11:00:00 GMT"}, 15 * MINUTE),
        ({"expires": "0"}, 15 * MINUTE),
        (
            {"expires": "Sun, 01 Mar 2026 14:00:00 GMT", "cache_control": "max-age=1800"},
            30 * MINUTE,
        ),
    ],
)
def test_freshness_lengthens_the_wait_and_nonsense_does_not(
    headers: dict[str, str], expected: timedelta
) -> None:
    """POLL-06, POLL-07: the same for a 200 and a 304."""
    assert near(wait(target(), headers), expected)


@pytest.mark.parametrize(
    ("ttl", "expected"),
    [(2 * HOUR, 2 * HOUR), (MINUTE, 15 * MINUTE), (timedelta(days=99), 24 * HOUR)],
)
def test_ttl_lengthens_the_wait(ttl: timedelta, expected: timedelta) -> None:
    """POLL-06, POLL-07: the last known ttl counts for a 304 too."""
    assert near(wait(target(), ttl=ttl), expected)


@pytest.mark.parametrize("skew", [timedelta(days=1), -timedelta(days=1)])
def test_a_wrong_clock_changes_nothing(skew: timedelta) -> None:
    """STORM-08: Expires is read by the server's own Date."""
    stamp = "%a, %d %b %Y %H:%M:%S GMT"
    theirs = {
        "date": (NOW + skew).strftime(stamp),
        "expires": (NOW + skew + 2 * HOUR).strftime(stamp),
    }

    assert fresh_for(theirs, now=NOW) == 2 * HOUR


def test_a_feed_is_never_asked_sooner_than_the_floor() -> None:
    """POLL-05: whatever the server or the rhythm says."""
    for feed_id in range(200):
        due = next_check_at(target(feed_id=feed_id, rhythm=timedelta()), (), RULES, now=NOW)
        assert due >= NOW + RULES.poll_floor


# Failures ---------------------------------------------------------------------------------


def throttled(retry_after: timedelta | None) -> FetchFailed:
    return FetchFailed(reason="throttled", detail="", status=429, retry_after=retry_after)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(2 * HOUR, 2 * HOUR), (timedelta(seconds=1), 5 * MINUTE), (timedelta(days=9), 24 * HOUR)],
)
def test_a_server_that_asks_for_patience_gets_it(asked: timedelta, expected: timedelta) -> None:
    """POLL-08: at least so long, and at most a day."""
    due = retry_at(target(), throttled(asked), RULES, now=NOW)

    assert expected <= due - NOW <= expected * (1 + JITTER)


def test_failures_back_off_to_a_day_and_never_stop() -> None:
    """POLL-08, POLL-12: twenty failures, each wait at least as long as the one before."""
    waits = [
        retry_at(target(failures=n), ParseFailed(reason="not_a_feed", detail=""), RULES, now=NOW)
        - NOW
        for n in range(20)
    ]

    assert timedelta(minutes=5) <= waits[0] <= timedelta(minutes=6)
    assert all(later >= earlier * 0.9 for earlier, later in pairwise(waits))
    assert all(timedelta(hours=24) <= one <= timedelta(hours=27) for one in waits[10:])


def test_one_failure_of_a_slow_feed_waits_its_interval() -> None:
    due = retry_at(target(interval=HOUR), throttled(None), RULES, now=NOW)

    assert HOUR <= due - NOW <= HOUR * 1.1


# Spread -----------------------------------------------------------------------------------


def test_a_thousand_new_feeds_do_not_start_together() -> None:
    """POLL-16: no second starts more than a twentieth of them."""
    starts = Counter(
        int((first_check(n, now=NOW, over=5 * MINUTE) - NOW).total_seconds()) for n in range(1000)
    )

    assert max(starts.values()) <= 50


def test_equal_intervals_drift_apart() -> None:
    """POLL-16: a thousand feeds asked at the same second are not asked at one second again."""
    again = Counter(
        int(next_check_at(target(feed_id=n, interval=HOUR), (), RULES, now=NOW).timestamp())
        for n in range(1000)
    )

    assert max(again.values()) <= 50


def test_the_same_feed_has_the_same_moment() -> None:
    assert len({next_check_at(target(), (), RULES, now=NOW) for _ in range(3)}) == 1


# Rhythm and silence -----------------------------------------------------------------------


def test_the_rhythm_is_the_usual_gap() -> None:
    """One night without news does not make a slow feed."""
    times = [NOW - HOUR * n for n in range(6)] + [NOW - timedelta(days=3)]

    assert rhythm_of(times) == HOUR
    assert rhythm_of(times[:2]) is None
    assert rhythm_of([NOW] * 5) == timedelta()


@pytest.mark.parametrize(
    ("quiet_for", "rhythm", "silent"),
    [
        (6 * HOUR, timedelta(minutes=10), False),
        (13 * HOUR, timedelta(minutes=10), True),
        (timedelta(days=3), 24 * HOUR, False),
        (timedelta(days=11), 24 * HOUR, True),
        (timedelta(days=15), timedelta(days=20), True),
        (timedelta(days=99), None, False),
    ],
)
def test_silence_is_measured_by_the_feeds_own_rhythm(
    quiet_for: timedelta, rhythm: timedelta | None, *, silent: bool
) -> None:
    assert is_silent(NOW - quiet_for, rhythm=rhythm, now=NOW) is silent


def test_a_feed_that_never_had_an_entry_is_not_called_silent() -> None:
    assert not is_silent(None, rhythm=HOUR, now=NOW)


DURATIONS = st.none() | st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))


@given(
    st.integers(1, 10**9), DURATIONS, DURATIONS, DURATIONS, st.integers(0, 10**6),
    st.dictionaries(st.sampled_from(["cache-control", "expires", "date", "age"]), st.text(max_size=40)),
)  # fmt: skip
def test_every_wait_is_within_floor_and_ceiling(
    feed_id: int, interval: timedelta | None, rhythm: timedelta | None, ttl: timedelta | None,
    failures: int, headers: dict[str, str],
) -> None:  # fmt: skip
    """POLL-05, POLL-06, POLL-12: whatever feeds, servers and operators say."""
    asked = target(feed_id=feed_id, interval=interval, rhythm=rhythm, failures=failures)

    dues = (
        next_check_at(asked, headers.items(), RULES, now=NOW, ttl=ttl),
        retry_at(asked, throttled(ttl), RULES, now=NOW),
    )

    for due in dues:
        assert NOW + RULES.poll_floor <= due <= NOW + RULES.poll_ceiling * (1 + JITTER)
