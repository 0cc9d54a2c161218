"""Pacing: what holds in any window of time, whoever sends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.core import pacing

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def after(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def most_within(moments: list[datetime], window: timedelta) -> int:
    """Return the largest number of moments in any stretch shorter than the window."""
    ordered = sorted(moments)
    return max(
        (sum(first <= at < first + window for at in ordered) for first in ordered), default=0
    )


def ask(
    chat_sends: list[datetime], all_sends: list[datetime], now: datetime, *, group: bool = True
) -> datetime:
    return pacing.earliest(now=now, group=group, in_chat=chat_sends, overall=all_sends)


def test_the_first_message_goes_at_once():
    assert ask([], [], T0) == T0


def test_a_chat_hears_at_most_one_message_a_second():
    """TG-02."""
    assert ask([T0], [T0], T0) == T0 + pacing.PER_CHAT.window


def test_another_chat_does_not_wait_for_it():
    """TG-02, DLV-07."""
    assert ask([], [T0], T0) == T0


def test_a_group_hears_at_most_twenty_a_minute():
    """TG-02: the twenty-first waits until the first is more than a minute old."""
    sends = [after(2 * n) for n in range(20)]

    assert ask(sends, sends, after(40)) == T0 + pacing.PER_GROUP.window
    assert ask(sends, sends, after(40), group=False) == after(40)


def test_all_chats_together_stay_below_thirty_a_second():
    """TG-02: 30 is Telegram's number; ours has a margin."""
    sends = [after(n / 100) for n in range(pacing.OVERALL.count)]

    assert ask([], sends, after(0.5)) == T0 + pacing.OVERALL.window


def test_flood_control_of_the_chat_is_respected():
    """TG-04."""
    moment = pacing.earliest(now=T0, group=True, in_chat=[], overall=[], not_before=after(17))

    assert moment == after(17)


def test_a_send_that_lies_in_the_future_counts_too():
    """TG-03: another sender's clock may be ahead of ours."""
    assert ask([after(0.5)], [after(0.5)], T0) == after(0.5) + pacing.PER_CHAT.window


def test_private_chats_are_the_positive_ids():
    assert pacing.is_group("@channel")
    assert pacing.is_group(-1001234567890)
    assert not pacing.is_group(42)


def test_the_room_that_is_left_is_what_may_still_go():
    """TG-02."""
    assert pacing.room([], now=T0) == pacing.OVERALL.count
    assert pacing.room([T0] * pacing.OVERALL.count, now=T0) == 0
    assert pacing.room([T0], now=after(2)) == pacing.OVERALL.count


def test_a_burst_becomes_a_digest():
    assert not pacing.as_digest(pacing.BURST)
    assert pacing.as_digest(200)


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.floats(0, 3), st.floats(-0.5, 0.5)),
        min_size=1,
        max_size=120,
    )
)
def test_no_window_ever_holds_too_many(requests):
    """TG-02, TG-03: any order of chats, any rhythm, and clocks that differ by half a second."""
    sends: list[tuple[int, datetime]] = []
    now = T0
    for chat, pause, skew in requests:
        now += timedelta(seconds=pause)
        in_chat = [at for each, at in sends if each == chat]
        moment = ask(in_chat, [at for _, at in sends], now + timedelta(seconds=skew))
        sends.append((chat, moment))

    assert most_within([at for _, at in sends], SECOND) <= 30
    for chat in range(5):
        own = [at for each, at in sends if each == chat]
        assert most_within(own, SECOND) <= 1
        assert most_within(own, MINUTE) <= 20


@given(st.lists(st.floats(0, 4), min_size=21, max_size=70))
def test_no_minute_of_a_group_ever_holds_too_many(pauses):
    """TG-02."""
    sends: list[datetime] = []
    now = T0
    for pause in pauses:
        now += timedelta(seconds=pause)
        sends.append(ask(sends, sends, now))

    assert most_within(sends, MINUTE) <= 20


@given(st.lists(st.integers(0, 60), min_size=1, max_size=200))
def test_all_chats_together_never_exceed_the_overall_limit(chats):
    """TG-02: everybody at once."""
    sends: list[tuple[int, datetime]] = []
    for chat in chats:
        in_chat = [at for each, at in sends if each == chat]
        sends.append((chat, ask(in_chat, [at for _, at in sends], T0)))

    assert most_within([at for _, at in sends], SECOND) <= 30


def test_pacing_wastes_no_time():
    """A single private chat gets its messages as fast as it may, not slower."""
    sends: list[datetime] = []
    for _ in range(30):
        sends.append(ask(sends, sends, T0, group=False))

    assert {b - a for a, b in pairwise(sends)} == {pacing.PER_CHAT.window}
