"""Operators hear of what needs them: once, less and less often, and never in a channel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from tests.stages.sender import START, FakeTelegram, Sender, sender

from monitor.core.notice import is_told
from monitor.errors import ChatRefusedError
from monitor.model import ChatPolicy
from monitor.stages.upkeep import upkeep
from monitor.store.tables import EntryRow, FeedRow

DESK = ChatPolicy(name="desk", chat="@desk")
ADMIN = ChatPolicy(name="admin", chat=77)


@pytest.fixture
def world(url: str) -> Iterator[Sender]:
    with sender(url, DESK, ADMIN, admin_chat="admin") as ready:
        yield ready


async def notices(world: Sender) -> list[str]:
    """Return the heads of what the operator was sent."""
    await upkeep(world.ctx, ())
    await world.run(until=timedelta(minutes=5))
    return [html.splitlines()[0] for html in world.telegram.heard(77)]


async def change(world: Sender, **columns: object) -> None:
    await world.db.run(_change, columns)


def _change(session: Session, columns: dict[str, object]) -> None:
    row = session.get(FeedRow, 1) or FeedRow(
        id=1, url="https://f.example/rss", name="Daily <1>", family="daily", next_check_at=START
    )
    for name, value in columns.items():
        setattr(row, name, value)
    session.add(row)


def _entry(session: Session, number: int, verdict: str) -> None:
    session.add(
        EntryRow(feed_id=1, key=str(number), seen_at=START, verdict=verdict, content_hash="")
    )


def test_the_first_second_fourth_and_eighth_time_are_told():
    assert [count for count in range(20) if is_told(count)] == [1, 2, 4, 8, 16]


async def test_when_all_is_well_nothing_is_said(world):
    await change(world, failures=1, last_error="timeout")

    assert await notices(world) == []


async def test_a_feed_that_is_gone_is_told_once(world):
    """POLL-11."""
    await change(world, gone_at=START)

    assert await notices(world) == ["⚠ <b>Feed gone: Daily &lt;1&gt;</b>"]
    assert len(await notices(world)) == 1


async def test_a_failing_feed_is_told_less_and_less_often(world):
    told: list[str] = []
    for failures in range(1, 21):
        await change(world, failures=failures, last_error="timeout")
        told = await notices(world)

    assert len(told) == 5
    assert told[-1] == "⚠ <b>Feed fails: Daily &lt;1&gt; (time 16)</b>"


async def test_a_parked_chat_is_told_in_the_admin_chat_only(url):
    """TG-11: one notice."""

    class Closed(FakeTelegram):
        async def send(self, chat_id, html, **options):
            if chat_id == "@desk":
                raise ChatRefusedError("bot was kicked", parks=True)
            return await super().send(chat_id, html, **options)

    with sender(url, DESK, ADMIN, admin_chat="admin") as world:
        closed = Closed(world.clock)
        object.__setattr__(world.ctx, "messenger", closed)
        world.telegram = closed
        await world.alert(1, "desk")

        await world.tick()

        assert await notices(world) == ["⚠ <b>Chat parked: desk</b>"]
        assert "bot was kicked" in closed.heard(77)[0]


async def test_a_message_in_doubt_is_told(world):
    """DLV-02: every unknown is visible."""
    await world.alert(1, "desk")
    world.telegram.mishap = lambda html: "lost" if "Story" in html else None

    await world.tick()

    assert await notices(world) == ["⚠ <b>Messages in doubt</b>"]


async def test_a_held_storm_is_told_with_its_size(world):
    """STORM-04."""
    await change(world)
    for number in range(30):
        await world.db.run(_entry, number, "held")

    assert await notices(world) == ["⚠ <b>Storm held: Daily &lt;1&gt;</b>"]
    assert "30 entries" in world.telegram.heard(77)[0]


async def test_a_feed_that_fell_silent_is_told(world):
    await change(world, rhythm_seconds=3600, last_new_at=START - timedelta(days=3))

    assert await notices(world) == ["⚠ <b>Feed silent: Daily &lt;1&gt;</b>"]


async def test_a_slow_feed_is_not_silent(world):
    await change(world, rhythm_seconds=86_400, last_new_at=START - timedelta(days=3))

    assert await notices(world) == []


async def test_a_ledger_that_does_not_add_up_is_told(world):
    await change(world)
    await world.db.run(_entry, 1, "told")

    assert await notices(world) == ["⚠ <b>The ledger does not add up</b>"]


async def test_without_an_admin_chat_nothing_is_queued(url):
    with sender(url, DESK) as world:
        await change(world, gone_at=START)
        await upkeep(world.ctx, ())

        assert await world.states() == {}
