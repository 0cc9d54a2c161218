"""Two whole bots on one database and one token: one pace, no message twice."""

from __future__ import annotations

import signal
from bisect import bisect_left
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.world import World, item, open_world

CHATS = [f"-100{number}" for number in range(2000, 2040)]
NEWS = (
    item("South Korea and Japan sign agreement on semiconductor research", number=2),
    item("France and India sign agreement on a joint satellite", number=3),
    item("Canada and Chile sign agreement on copper research", number=4),
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        yield opened


def most_in(seconds: float, moments: list[float]) -> int:
    """Return how many fall into the busiest stretch of this length."""
    ordered = sorted(moments)
    return max(bisect_left(ordered, at + seconds) - place for place, at in enumerate(ordered))


@pytest.mark.slow
async def test_two_processes_keep_one_pace_and_tell_everything_once(world: World):
    """TG-02, TG-03, SCH-07: 120 messages; at most 30 in any second, one a second in any chat."""
    for chat in CHATS:
        world.telegram.world.open(chat)
    world.feed("/korea", *NEWS)
    chats = "".join(f'  c{chat[1:]}: {{chat: "{chat}"}}\n' for chat in CHATS)
    (world.folder / "feeds.yaml").write_text(
        "settings: {poll_floor: 1s, first_poll: all, web: {listen: 'off'}}\n"
        f"feeds:\n{world.urls[0]}\nchats:\n{chats}"
        f'watches: [{{name: all, pairs: ["*-*"], chats: [{", ".join("c" + c[1:] for c in CHATS)}]}}]\n',
        "utf-8",
    )
    await world.start("migrate")
    assert await world.ended() == 0

    await world.start()
    first = world.running
    await world.start()
    await world.until(
        lambda: world.rows("SELECT count(*) FROM delivery WHERE state = 'sent'") == [(120,)]
    )
    assert first is not None
    first.send_signal(signal.SIGTERM)
    assert await first.wait() == 0
    assert await world.stop() == 0

    calls = world.telegram.made("sendMessage")
    assert len(calls) == len({(call.chat, call.params["text"]) for call in calls}) == 120
    assert most_in(1.0, [call.at for call in calls]) <= 30
    for chat in CHATS:
        assert most_in(1.0, [call.at for call in calls if call.chat == chat]) == 1
