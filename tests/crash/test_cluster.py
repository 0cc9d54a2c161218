"""Many processes on one PostgreSQL: any of them may die, and nothing is lost or told twice."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.crash.cluster import Cluster, open_cluster
from tests.postgres import Server
from tests.world import item, open_world

pytestmark = pytest.mark.postgres
COUNTRIES = (  # noqa: SIM905 - a list of words reads better as words
    "France India Brazil Egypt Norway Chile Kenya Vietnam Japan Canada Spain Poland Ghana Peru "
    "Turkey Greece Portugal Morocco Mexico Thailand"
).split()
PAIRS = [(a, b) for a in COUNTRIES for b in COUNTRIES if a < b]
NEWS = [
    item(f"{a} and {b} sign agreement number {n} on fishing", number=100 + n)
    for n, (a, b) in enumerate(PAIRS)
]
OLD = item("Markets close higher in Seoul", number=1)
FEEDS = 6
NUMBER = re.compile(r"agreement number (\d+) on")


@pytest.fixture
async def cluster(tmp_path: Path, postgres_server: Server) -> AsyncIterator[Cluster]:
    with postgres_server.database(migrated=True) as url:
        async with open_world(tmp_path) as world, open_cluster(world, url) as opened:
            yield opened


def shows(cluster: Cluster, count: int) -> None:
    """Let the first so many news stand in the feeds, each in one of them."""
    for number in range(FEEDS):
        mine = NEWS[number:count:FEEDS]
        cluster.world.feed(f"/feed{number}", *reversed(mine), OLD)


async def has_seen_calm_feeds(cluster: Cluster) -> None:
    """Start a clock, a worker and a sender, and let them poll every feed once, silently."""
    shows(cluster, 0)
    cluster.world.configure(chats="[desk, second]")
    await cluster.start("clock", "clock")
    await cluster.start("worker 0", "worker")
    await cluster.start("sender 0", "sender")
    await cluster.until(lambda: _seen(cluster) >= FEEDS)


def _seen(cluster: Cluster) -> int:
    return cluster.number("SELECT count(*) FROM feed WHERE taken_in_at IS NOT NULL")


def told(cluster: Cluster) -> Counter[tuple[str, str]]:
    """Return how often each chat was told each of the news, alone or in a digest."""
    made = cluster.world.telegram.made("sendMessage")
    return Counter(
        (str(call.params["chat_id"]), number)
        for call in made
        for number in NUMBER.findall(str(call.params["text"]))
    )


async def test_roles_in_processes_of_their_own_do_what_one_process_does(cluster: Cluster):
    """SCH-06, SCH-07: clock, worker and sender share nothing but the database."""
    await has_seen_calm_feeds(cluster)

    shows(cluster, 3)
    await cluster.until(lambda: len(told(cluster)) == 6)
    await cluster.until(cluster.settled)

    assert await cluster.stop() == [0, 0, 0]
    assert set(told(cluster).values()) == {1}


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_random_kills_of_many_workers_lose_nothing_and_double_nothing(cluster: Cluster):
    """DB-03, SCH-06, SCH-07: four workers, two senders and two clocks, killed again and again."""
    dice = random.Random(5)
    await has_seen_calm_feeds(cluster)
    await cluster.start("clock 1", "clock")
    for number in range(1, 4):
        await cluster.start(f"worker {number}", "worker")
    await cluster.start("sender 1", "sender")
    roles = {name: name.split()[0] for name in cluster.running}

    for shown in range(2, 26):
        shows(cluster, shown)
        await cluster.rest(dice.uniform(0.5, 3))
        victim = dice.choice(sorted(cluster.running))
        await cluster.kill(victim)
        await cluster.start(victim, roles[victim])
    await all_are_told(cluster, 25)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_server_that_is_away_for_ten_seconds_costs_time_only(
    cluster: Cluster, postgres_server: Server
):
    """SCH-06: every connection is cut while news come in."""
    await has_seen_calm_feeds(cluster)
    shows(cluster, 6)
    await cluster.until(lambda: len(told(cluster)) >= 2)

    async with cluster.cut_off(postgres_server.conninfo):
        shows(cluster, 12)
        await cluster.rest(10)
    await all_are_told(cluster, 12)


async def all_are_told(cluster: Cluster, count: int) -> None:
    """Check that each of the news reached both chats once, or stands in the ledger as a doubt."""
    await cluster.until(
        lambda: cluster.number("SELECT count(*) FROM entry WHERE verdict = 'told'") == count,
        patience=240,
    )
    await cluster.until(cluster.settled, patience=400)
    states = Counter(str(state) for (state,) in cluster.rows("SELECT state FROM delivery"))
    assert set(states) <= {"sent", "unknown"}
    assert states.total() == 2 * count
    assert set(told(cluster).values()) == {1}, "one of the news was told twice"
    assert len(told(cluster)) + states["unknown"] >= 2 * count
    assert set(await cluster.stop()) == {0}
