"""Killed at any moment and started again, the bot loses nothing and doubles nothing.

The one documented window is between a request to Telegram and the commit of its answer: there
a message may be in doubt, and the ledger says so.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from tests.world import World, item, open_world

SCRIPT = Path(__file__).with_name("crashing_run.py")
EDGES = ("before", "inside", "after")
# Every function that the way of an entry runs through, in its order.
FUNCTIONS = ("lease", "ingest", "record_checks", "take", "_all_sent")
# Those two decide; the others are run by `make test-all`, since each costs two starts of the bot.
QUICK = ("ingest", "_all_sent")
CASES = [
    pytest.param(function, edge, marks=() if function in QUICK else pytest.mark.slow)
    for function in FUNCTIONS
    for edge in EDGES
]
IN_DOUBT = {("_all_sent", "before"), ("_all_sent", "inside"), ("take", "after")}

OLD = item("Markets close higher in Seoul", number=1)
NEWS = item("South Korea and Japan sign agreement on semiconductor research", number=2)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        yield opened


async def has_seen_the_calm_feed(world: World, **policy: str) -> None:
    """Poll once, silently, with the real program."""
    world.feed("/korea", OLD)
    world.configure(**policy)
    await world.start("poll", "--force")
    assert await world.ended() == 0
    world.feed("/korea", NEWS, OLD)


async def is_killed_at(world: World, function: str, edge: str, **more: str) -> None:
    """Run until the edge is met."""
    await world.start("run", script=SCRIPT, CRASH=f"{function}:{edge}:1", **more)
    assert await world.ended() == 9, world.log()


async def runs_again_until_settled(world: World) -> None:
    """Run the real program until no delivery waits and the entry is kept."""
    before = len(world.feeds.asked("/korea"))
    await world.start()
    await world.until(lambda: len(world.feeds.asked("/korea")) >= before + 1)
    await world.until(lambda: world.rows("SELECT count(*) FROM entry") == [(2,)])
    await world.until(
        lambda: (
            world.rows("SELECT count(*) FROM delivery WHERE state IN ('pending','sending')")
            == [(0,)]
        )
    )
    assert await world.stop() == 0


def states(world: World) -> list[str]:
    return [str(state) for (state,) in world.rows("SELECT state FROM delivery")]


@pytest.mark.parametrize(("function", "edge"), CASES)
async def test_a_kill_at_any_edge_loses_nothing_and_doubles_nothing(
    function: str, edge: str, world: World
):
    """DLV-01, DLV-03: with `hold`, at most one copy; a doubt is a visible row."""
    await has_seen_the_calm_feed(world)

    await is_killed_at(world, function, edge)
    await runs_again_until_settled(world)

    copies = len(world.telegram.made("sendMessage"))
    if (function, edge) in IN_DOUBT:
        assert states(world) == ["unknown"]
        assert copies <= 1
    else:
        assert states(world) == ["sent"]
        assert copies == 1


@pytest.mark.parametrize("edge", ["before", "inside"])
async def test_with_resend_once_a_doubt_is_sent_at_most_twice(edge: str, world: World):
    """DLV-04."""
    await has_seen_the_calm_feed(world, on_unknown="resend_once")

    await is_killed_at(world, "_all_sent", edge)
    await runs_again_until_settled(world)

    assert states(world) == ["sent"]
    assert len(world.telegram.made("sendMessage")) == 2


async def test_the_broken_order_of_commits_is_caught(world: World):
    """The test of the test: entries committed before their alerts lose the news."""
    await has_seen_the_calm_feed(world)

    await is_killed_at(world, "add_alerts", "before", BREAK="1")
    await runs_again_until_settled(world)

    assert states(world) == []
    assert world.texts() == []


def _came_to(world: World, enough: tuple[int, int]) -> bool:
    """Tell whether so many polls were asked for, or so many calls made."""
    asked, calls = enough
    return len(world.feeds.asked("/korea")) >= asked or len(world.telegram.calls) >= calls > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_random_kills_lose_nothing_and_double_nothing(world: World):
    """DB-03, DLV-02: killed at random again and again while news keep coming."""
    dice = random.Random(7)
    countries = ("France", "India", "Brazil", "Egypt", "Norway", "Chile", "Kenya", "Vietnam")
    pairs = [(a, b) for a in countries for b in countries if a < b][:24]
    news = [
        item(f"{a} and {b} sign agreement number {n} on fishing", number=100 + n)
        for n, (a, b) in enumerate(pairs)
    ]
    await has_seen_the_calm_feed(world)
    for shown in range(2, len(news) + 1, 2):
        world.feed("/korea", *reversed(news[:shown]), OLD)
        await world.start()
        asked, sent = len(world.feeds.asked("/korea")), len(world.telegram.calls)
        patience = dice.choice((0, 1, 2))
        await world.until(partial(_came_to, world, (asked + 1, sent + patience)))
        await world.stop(9)

    await world.start()
    await world.until(
        lambda: world.rows("SELECT count(*) FROM entry WHERE verdict = 'told'") == [(len(news),)]
    )
    await world.until(
        lambda: (
            world.rows("SELECT count(*) FROM delivery WHERE state IN ('pending','sending')")
            == [(0,)]
        )
    )
    await world.stop()

    told = " ".join(call.params["text"] for call in world.telegram.made("sendMessage"))
    copies = [told.count(f"number {n} on") for n in range(len(pairs))]
    assert max(copies) == 1
    assert copies.count(0) <= states(world).count("unknown")
    assert set(states(world)) <= {"sent", "unknown"}
    assert world.rows("PRAGMA integrity_check") == [("ok",)]
