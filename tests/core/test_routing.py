"""Quiet hours, digests and age, also on the days when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.routing import daily, digest_due, expired, quiet_until, send_at, span
from monitor.model import ChatPolicy

HOUR = timedelta(hours=1)
SEOUL_NIGHT = "22:00-07:00 Asia/Seoul"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def desk(**wishes: Any) -> ChatPolicy:
    return ChatPolicy(name="desk", chat="@desk", **wishes)


def digests(text: str, start: datetime, days: int) -> list[datetime]:
    """Return every moment at which a digest falls due when one asks each minute."""
    policy, last, due = desk(mode="digest", digest=text), start, []
    for minute in range(days * 24 * 60):
        now = start + timedelta(minutes=minute)
        if digest_due(policy, last=last, now=now):
            due.append(now)
            last = now
    return due


def test_without_quiet_hours_an_alert_goes_at_once():
    now = utc("2026-06-01T20:00")

    assert send_at(desk(), kind="new", now=now) == now


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-06-01T12:59", None),  # 21:59 in Seoul
        ("2026-06-01T13:00", "2026-06-01T22:00"),
        ("2026-06-01T18:00", "2026-06-01T22:00"),
        ("2026-06-01T21:59", "2026-06-01T22:00"),
        ("2026-06-01T22:00", None),  # 07:00 in Seoul
        ("2026-06-02T03:00", None),
    ],
)
def test_quiet_hours_postpone_to_their_end(now, until):
    expected = utc(until) if until else None

    assert quiet_until(desk(quiet_hours=SEOUL_NIGHT), now=utc(now)) == expected


def test_quiet_hours_within_a_day():
    policy = desk(quiet_hours="12:00-13:30 Europe/Kyiv")

    assert quiet_until(policy, now=utc("2026-01-05T10:30")) == utc("2026-01-05T11:30")
    assert quiet_until(policy, now=utc("2026-01-05T11:30")) is None


def test_a_span_with_equal_ends_is_empty():
    policy = desk(quiet_hours="08:00-08:00 Asia/Seoul")

    assert quiet_until(policy, now=utc("2026-01-05T10:30")) is None


def test_an_edit_makes_no_sound_and_waits_for_nothing():
    now = utc("2026-06-01T18:00")

    assert send_at(desk(quiet_hours=SEOUL_NIGHT), kind="edit", now=now) == now


def test_a_digest_chat_waits_for_its_time():
    policy = desk(mode="digest", digest="08:00 Asia/Seoul", quiet_hours=SEOUL_NIGHT)

    assert send_at(policy, kind="new", now=utc("2026-06-01T12:00")) == utc("2026-06-01T23:00")


def test_a_digest_is_due_once_a_day():
    due = digests("08:00 Asia/Seoul", utc("2026-06-01T00:00"), 3)

    assert due == [utc(f"2026-06-0{day}T23:00") for day in (1, 2, 3)]


@pytest.mark.parametrize("clock", ["02:59", "03:00", "03:30", "03:59", "04:00"])
@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24"])
def test_a_digest_is_due_exactly_once_on_days_when_the_clocks_change(clock, day):
    """SCH-04: Europe/Kyiv lacks 03:00-04:00 on 2026-03-29 and has it twice on 2026-10-25."""
    due = digests(f"{clock} Europe/Kyiv", utc(f"{day}T12:00"), 2)

    kyiv = daily(f"{clock} Europe/Kyiv")
    assert len(due) == 2
    assert len({kyiv.day_of(moment) for moment in due}) == 2


def test_a_clock_time_that_a_day_lacks_falls_later():
    """SCH-04: 03:30 on the day without it is 04:30 of the new time."""
    moment = daily("03:30 Europe/Kyiv").after(utc("2026-03-28T12:00"))

    assert moment == utc("2026-03-29T01:30")


def test_a_clock_time_that_a_day_has_twice_is_the_first():
    """SCH-04."""
    moment = daily("03:30 Europe/Kyiv").after(utc("2026-10-24T12:00"))

    assert moment == utc("2026-10-25T00:30")
    assert daily("03:30 Europe/Kyiv").after(moment) == utc("2026-10-26T01:30")


def test_after_an_outage_there_is_one_digest_not_many():
    """SCH-04: it covers everything since the last that was delivered."""
    policy = desk(mode="digest", digest="08:00 Asia/Seoul")
    now = utc("2026-06-10T12:00")

    assert digest_due(policy, last=utc("2026-06-01T23:00"), now=now)
    assert not digest_due(policy, last=now, now=now + HOUR)


def test_an_instant_chat_has_no_digest():
    assert not digest_due(desk(digest="08:00 Asia/Seoul"), last=None, now=utc("2026-06-10T12:00"))


def test_old_news_is_no_news_but_waiting_for_the_morning_costs_nothing():
    """DLV-08: age counts from when the alert was due."""
    policy = desk(max_age=6 * HOUR)
    due = utc("2026-06-01T22:00")

    assert not expired(policy, kind="new", due_at=due, now=due + 6 * HOUR)
    assert expired(policy, kind="new", due_at=due, now=due + 7 * HOUR)
    assert not expired(policy, kind="edit", due_at=due, now=due + 7 * HOUR)


def test_a_digest_takes_everything_however_old():
    policy = desk(mode="digest", digest="08:00 Asia/Seoul", max_age=HOUR)
    due = utc("2026-06-01T22:00")

    assert not expired(policy, kind="new", due_at=due, now=due + 99 * HOUR)


@pytest.mark.parametrize("text", ["8 o'clock", "25:00 Asia/Seoul", "08:00", "08:00 Asia/Nowhere"])
def test_what_is_no_time_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match=r"Asia|hour|time"):
        daily(text)


@pytest.mark.parametrize("text", ["22:00 Asia/Seoul", "22:00-07:61 Asia/Seoul", "22:00-07:00 X/Y"])
def test_what_is_no_span_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match=r"Asia|minute|zone"):
        span(text)


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001 - given UTC here
    lambda naive: naive.replace(tzinfo=UTC)
)
ZONES = st.sampled_from(["Asia/Seoul", "Europe/Kyiv", "America/New_York", "Australia/Lord_Howe"])
CLOCKS = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda hm: f"{hm[0]:02}:{hm[1]:02}")


@given(MOMENTS, CLOCKS, ZONES)
def test_the_next_moment_is_later_and_within_26_hours(moment, clock, zone):
    """SCH-04: in every zone, on every day; a day has 25 hours at most, a lost hour adds one."""
    following = daily(f"{clock} {zone}").after(moment)

    assert timedelta(0) < following - moment <= 26 * HOUR
    assert daily(f"{clock} {zone}").last(following) == following


@given(MOMENTS, CLOCKS, CLOCKS, ZONES)
def test_quiet_hours_end_in_the_future_and_after_them_it_is_not_quiet(moment, begin, end, zone):
    policy = desk(quiet_hours=f"{begin}-{end} {zone}")

    until = quiet_until(policy, now=moment)

    assert until is None or until > moment
    assert until is None or quiet_until(policy, now=until) is None
    assert send_at(policy, kind="new", now=moment) >= moment
