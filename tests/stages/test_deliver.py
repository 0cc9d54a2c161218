"""Delivery: every row of the outbox has an honest end, at a pace that Telegram allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from tests.stages.sender import (
    START,
    Clock,
    FakeTelegram,
    Sender,
    by_chat,
    copies,
    faults,
    lost_silently,
    most_within,
    sender,
)

from monitor.core import pacing
from monitor.demo.botapi import TOKEN, Fault, serve
from monitor.errors import ChatMovedError, ChatRefusedError, TokenRefusedError
from monitor.model import ChatPolicy, DeliveryId
from monitor.net.telegram import open_messenger
from monitor.stages.deliver import RETRY_FIRST
from monitor.store import chats, outbox

DESK = ChatPolicy(name="desk", chat="@desk")
OTHER = ChatPolicy(name="other", chat="@other")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def world(url: str) -> Iterator[Sender]:
    with sender(url, DESK, OTHER) as ready:
        yield ready


def titles(html: str) -> list[int]:
    return [int(number) for number in re.findall(r"Story (\d{5})", html)]


def heard(world: Sender, chat: int | str) -> list[int]:
    return [number for html in world.telegram.heard(chat) for number in titles(html)]


async def test_an_alert_is_sent_once(world):
    await world.alert(1, "desk")
    await world.alert(1, "desk")

    await world.run()

    assert heard(world, "@desk") == [1]
    assert await world.states() == {"sent": 1}


async def test_the_order_of_a_chat_is_kept_whatever_goes_wrong(world):
    """DLV-07."""
    world.telegram.mishap = _each("flood", None, "refused", "refused", None, None, None)
    for number in range(1, 5):
        await world.alert(number, "desk")

    await world.run()

    assert heard(world, "@desk") == [1, 2, 3, 4]


async def test_the_second_waits_while_another_sender_has_the_first(world):
    """DLV-07: and what a sender has claimed, no other can claim."""
    for number in (1, 2):
        await world.alert(number, "desk")
    first, second = DeliveryId(1), DeliveryId(2)

    assert await world.db.run(outbox.claim, first, now=START) is not None
    assert await world.db.run(outbox.claim, first, now=START) is None
    assert await world.db.run(outbox.claim, second, now=START) is None


def _each(*mishaps: str | None):
    rest = iter(mishaps)
    return lambda _: next(rest, None)


async def test_flood_control_of_one_chat_stops_no_other(world):
    """TG-04: and consumes no attempt."""
    world.telegram.mishap = lambda html: (
        "flood" if titles(html) == [1] and before(world, 5) else None
    )
    await world.alert(1, "desk")
    await world.alert(2, "other")

    await world.run()

    assert heard(world, "@other") == [2]
    assert [told.at - START > 5 * SECOND for told in world.telegram.told] == [False, True]


def before(world: Sender, seconds: float) -> bool:
    return world.clock.now < START + timedelta(seconds=seconds)


async def test_an_unknown_outcome_is_held_for_the_operator(world):
    """DLV-03, DLV-04: at most one copy."""
    world.telegram.mishap = _each("arrived")
    await world.alert(1, "desk")

    await world.run()

    assert heard(world, "@desk") == [1]
    assert await world.states() == {"unknown": 1}


async def test_an_unknown_outcome_is_sent_once_more_if_asked_for(url):
    """DLV-04: and never a third time."""
    with sender(url, DESK, on_unknown="resend_once") as world:
        world.telegram.mishap = _each("arrived", "arrived", "arrived")
        await world.alert(1, "desk")

        await world.run()

        assert heard(world, "@desk") == [1, 1]
        assert await world.states() == {"unknown": 1}


async def test_a_resent_message_keeps_its_place(url):
    """DLV-07."""
    with sender(url, DESK, on_unknown="resend_once") as world:
        world.telegram.mishap = _each("lost")
        for number in (1, 2, 3):
            await world.alert(number, "desk")

        await world.run()

        assert heard(world, "@desk") == [1, 2, 3]


async def test_a_crash_after_the_answer_leaves_a_visible_doubt(world):
    """DLV-03: a row that is found `sending` is in doubt, not pending."""
    world.telegram.mishap = _each("crash")
    await world.alert(1, "desk")
    await world.alert(2, "desk")

    await world.run()

    assert heard(world, "@desk") == [1, 2]
    assert await world.states() == {"unknown": 1, "sent": 1}


async def test_back_off_grows_while_nothing_can_be_reached(world):
    """DLV-04: definitely not sent is tried again, less and less often."""
    world.telegram.mishap = _each(*["refused"] * 5)
    await world.alert(1, "desk")

    await world.run()

    moments = [at for _, at in world.telegram.calls]
    waits = [later - sooner for sooner, later in pairwise(moments)]
    assert waits == sorted(waits)
    assert waits[-1] > 8 * RETRY_FIRST
    assert await world.states() == {"sent": 1}


class Refusing(FakeTelegram):
    """Raises what it is given, as often as it is given."""

    errors: list[Exception]

    async def send(self, chat_id, html, **options):
        if self.errors:
            raise self.errors.pop(0)
        return await super().send(chat_id, html, **options)


@pytest.fixture
def refusing(url: str) -> Iterator[tuple[Sender, Refusing]]:
    clock = Clock()
    telegram = Refusing(clock)
    with sender(url, DESK, OTHER, clock=clock, telegram=telegram) as ready:
        yield ready, telegram


async def test_a_group_that_moved_is_followed_and_pending_rows_come_along(refusing):
    """TG-10."""
    world, telegram = refusing
    telegram.errors = [ChatMovedError(-100777)]
    await world.alert(1, "desk")
    await world.alert(2, "desk")

    await world.run()

    assert telegram.heard("@desk") == []
    assert heard(world, -100777) == [1, 2]


async def test_a_chat_that_refuses_us_is_parked_with_its_queue_and_probed_later(refusing):
    """TG-11."""
    world, telegram = refusing
    telegram.errors = [ChatRefusedError("bot was kicked", parks=True)]
    await world.alert(1, "desk")
    await world.tick()
    await world.alert(2, "desk")
    await world.alert(3, "other")

    await world.run(until=30 * MINUTE)
    assert (heard(world, "@desk"), heard(world, "@other")) == ([], [3])
    assert await world.states() == {"pending": 2, "sent": 1}

    world.clock.now += 2 * timedelta(hours=1)
    await world.run()
    assert heard(world, "@desk") == [1, 2]


async def test_a_message_that_telegram_will_never_take_is_dead_and_stops_nothing(refusing):
    """TG-05."""
    world, telegram = refusing
    telegram.errors = [ChatRefusedError("message is too long", parks=False)]
    await world.alert(1, "desk")
    await world.alert(2, "desk")

    await world.run()

    assert heard(world, "@desk") == [2]
    assert await world.states() == {"dead": 1, "sent": 1}


async def test_an_invalid_token_stops_all_sending_until_the_next_start(refusing):
    """TG-13: no hot loop, and nothing is lost."""
    world, telegram = refusing
    telegram.errors = [TokenRefusedError("no")]
    await world.alert(1, "desk")
    await world.alert(2, "other")

    await world.run(until=30 * MINUTE)
    assert telegram.told == []
    assert await world.states() == {"pending": 2}

    await world.db.run(chats.resume_sending)
    await world.run()
    assert await world.states() == {"sent": 2}


async def test_quiet_hours_postpone_also_what_was_late(url):
    """An alert that flood control held back past the begin of the quiet hours waits for morning."""
    quiet = ChatPolicy(name="desk", chat="@desk", quiet_hours="12:00-18:00 UTC")
    with sender(url, quiet) as world:
        await world.alert(1, "desk")

        await world.run(until=timedelta(hours=7))

        [told] = world.telegram.told
        assert told.at.hour == 18


async def test_old_news_is_dropped_and_counted(url):
    """DLV-08."""
    short = ChatPolicy(name="desk", chat="@desk", max_age=timedelta(hours=2))
    with sender(url, short) as world:
        await world.alert(1, "desk")
        world.clock.now += timedelta(hours=3)
        await world.alert(2, "desk")

        await world.run()

        assert heard(world, "@desk") == [2]
        assert await world.states() == {"dead": 1, "sent": 1}


# Digests -----------------------------------------------------------------------------------


async def test_a_burst_is_told_as_a_digest_and_none_is_lost(world):
    """STORM-04, DLV-08: 200 alerts at once make a handful of messages."""
    for number in range(1, 201):
        await world.alert(number, "desk")

    await world.run()

    assert sorted(heard(world, "@desk")) == list(range(1, 201))
    assert len(world.telegram.told) < 12
    assert await world.states() == {"sent": 200}


async def test_a_few_alerts_are_messages_of_their_own(world):
    for number in range(1, pacing.BURST + 1):
        await world.alert(number, "desk")

    await world.run()

    assert len(world.telegram.told) == pacing.BURST


async def test_a_story_that_was_told_in_a_digest_is_not_edited_but_its_next_stage_is_told(world):
    for number in range(1, 21):
        await world.alert(number, "desk")
    await world.run()

    await world.alert(1, "desk", kind="edit")
    await world.alert(1, "desk", kind="stage", detail="launched")
    await world.run()

    assert world.telegram.edits == []
    last = world.telegram.told[-1]
    assert "▲" in last.html
    assert titles(last.html) == [1]


async def test_an_edit_of_a_message_that_is_gone_ends(world):
    """TG-09: nobody is told a second time."""
    await world.alert(1, "desk")
    await world.run()
    world.telegram.texts.clear()

    await world.alert(1, "desk", kind="edit")
    await world.run()

    assert await world.states() == {"sent": 1, "dead": 1}


async def test_a_stage_replies_to_the_first_message(world):
    await world.alert(1, "desk")
    await world.run()
    await world.alert(1, "desk", kind="stage", detail="launched")

    await world.run()

    assert [told.reply_to for told in world.telegram.told] == [None, 1]


async def test_a_digest_chat_is_told_everything_since_the_last_delivered_digest(url):
    """SCH-04: also when Telegram could not be reached on the day between."""
    daily = ChatPolicy(name="desk", chat="@desk", mode="digest", digest="08:00 UTC")
    morning = datetime(2026, 3, 2, 8, tzinfo=UTC)
    with sender(url, daily) as world:
        for number in (1, 2):
            await world.alert(number, "desk", not_before=morning)
        world.clock.now = morning - MINUTE
        await world.run(until=MINUTE)
        assert world.telegram.told == []

        world.telegram.mishap = lambda _: "refused"
        await world.run(until=timedelta(hours=2))
        world.telegram.mishap = lambda _: None
        await world.alert(3, "desk", not_before=morning + timedelta(days=1))
        world.clock.now = morning + timedelta(days=1)
        await world.run()

        assert [titles(told.html) for told in world.telegram.told] == [[1, 2, 3]]
        assert "Digest · 3 alerts" in world.telegram.told[0].html


async def test_a_digest_in_doubt_leaves_every_alert_in_it_in_doubt(world):
    """DLV-02."""
    world.telegram.mishap = _each("arrived")
    for number in range(1, 13):
        await world.alert(number, "desk")

    await world.run()

    assert await world.states() == {"unknown": 12}


# Pacing, with real time replaced -----------------------------------------------------------


async def test_a_chat_hears_one_message_a_second_and_a_group_twenty_a_minute(world):
    """TG-02: in any window."""
    for number in range(1, 31):
        await world.alert(number, "desk")
        if number % 10 == 0:
            await world.run()

    moments = by_chat(world.telegram.calls)["@desk"]
    assert most_within(moments, SECOND) == 1
    assert most_within(moments, MINUTE) <= 20
    assert await world.states() == {"sent": 30}


async def test_two_senders_of_one_token_keep_to_one_pace(url):
    """TG-02, TG-03: in any second 30, in any chat 1; two connections to one database."""
    chats = tuple(ChatPolicy(name=f"c{n}", chat=n + 1) for n in range(50))
    clock = Clock()
    telegram = FakeTelegram(clock)
    with (
        sender(url, *chats, clock=clock, telegram=telegram) as one,
        sender(url, *chats, clock=clock, telegram=telegram) as two,
    ):
        for number in range(100):
            await one.alert(number + 1, f"c{number % 50}")
        while (await one.states()).get("pending"):
            if not (await one.tick(limit=20) + await two.tick(limit=20)):
                clock.now += timedelta(seconds=0.1)

    assert most_within([at for _, at in telegram.calls], SECOND) <= 30
    assert all(most_within(at, SECOND) == 1 for at in by_chat(telegram.calls).values())
    assert max(copies(telegram).values()) == 1
    assert len(telegram.told) == 100


# The whole, with faults --------------------------------------------------------------------


@pytest.mark.parametrize(("on_unknown", "most"), [("hold", 1), ("resend_once", 2)])
async def test_nothing_is_lost_silently_and_nothing_comes_too_often(url, on_unknown, most):
    """DLV-02, DLV-04: 15 % faulty answers, 2 % crashes between answer and commit."""
    chats = tuple(ChatPolicy(name=f"c{n}", chat=n + 1) for n in range(40))
    with sender(url, *chats, on_unknown=on_unknown) as world:
        world.telegram.mishap = faults(7, faulty=0.15, crashing=0.02)
        for number in range(100):
            await world.alert(number + 1, f"c{number % 40}")

        await world.run()

        arrived, states = copies(world.telegram), await world.states()
        assert set(states) <= {"sent", "unknown"}
        assert sum(states.values()) == 100
        assert max(arrived.values()) <= most
        assert not lost_silently(await world.ends(), arrived)
        assert world.crashes > 0


async def test_the_same_over_real_http(url):
    """TG-01 to TG-14 end to end: the real adapter, and a stand-in that misbehaves."""
    async with (
        serve(chats=("@desk", "@other")) as api,
        open_messenger(TOKEN, api.root) as messenger,
    ):
        with sender(url, DESK, OTHER, messenger=messenger) as world:
            api.script(Fault.FLOOD, chat="@desk", retry_after=4)
            api.script(Fault.ACCEPT_CLOSE, chat="@desk", skip=1)
            api.script(Fault.MIGRATED, chat="@other", new_chat_id=-100777)
            api.world.open("-100777")
            for number in (1, 2, 3):
                await world.alert(number, "desk")
                await world.alert(number, "other")

            await world.run()

            states = await world.states()
        assert [titles(message.text)[0] for message in api.sent("@desk")] == [1, 2, 3]
        assert [titles(message.text)[0] for message in api.sent("-100777")] == [1, 2, 3]
        assert states == {"sent": 5, "unknown": 1}
