"""`monitor run` as a subprocess between a real feed server and a real Bot API server."""

from __future__ import annotations

import re
import signal
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import aiohttp
import pytest
from tests.world import World, item, open_world

from monitor.demo.botapi import Fault, server

OLD = item("Markets close higher in Seoul", number=1)
CHIPS = item(
    "South Korea and Japan sign agreement on semiconductor research",
    number=2,
    summary="Seoul and Tokyo signed an agreement on joint chip research on Monday.",
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        yield opened


async def calm(world: World) -> None:
    """Start the bot and wait until the first, silent poll has been kept."""
    world.feed("/korea", OLD)
    world.configure()
    await world.start()
    await world.until(lambda: "entries taken in" in world.log())


async def test_an_entry_that_appears_in_a_feed_is_a_message(world: World):
    await calm(world)

    world.feed("/korea", CHIPS, OLD)
    await world.until(world.texts)

    (text,) = world.texts()
    assert "South Korea and Japan sign agreement on semiconductor research" in text
    assert "Japan – South Korea" in text
    assert await world.stop() == 0


async def test_the_message_comes_within_two_seconds_of_the_poll(world: World):
    await calm(world)

    world.feed("/korea", CHIPS, OLD)
    await world.until(world.texts)

    sent = world.telegram.made("sendMessage")[0].at
    asked = [r.at for r in world.feeds.asked("/korea") if r.at <= sent]
    assert sent - asked[-1] < 2.0


async def test_a_restart_sends_nothing_again_and_asks_conditionally(world: World):
    """POLL-03, SCH-02: validators and due times outlive the process; the scheduler keeps nothing."""
    await calm(world)
    world.feed("/korea", CHIPS, OLD)
    await world.until(world.texts)
    await world.stop()
    before = len(world.feeds.asked("/korea"))

    await world.start()
    await world.until(lambda: len(world.feeds.asked("/korea")) >= before + 2)
    await world.stop()

    assert world.rows("SELECT name FROM sqlite_master WHERE name LIKE '%scheduler%'") == []
    assert len(world.telegram.made("sendMessage")) == 1
    again = world.feeds.asked("/korea")[before:]
    assert all("if-none-match" in request.headers for request in again)


async def test_the_first_poll_is_silent(world: World):
    """STORM-01."""
    world.feed("/korea", CHIPS, OLD)
    world.configure()
    await world.start()
    await world.until(lambda: len(world.feeds.asked("/korea")) >= 2)
    await world.stop()

    assert world.texts() == []
    assert world.rows("SELECT verdict, count(*) FROM entry GROUP BY 1") == [("baseline", 2)]


async def test_the_first_poll_may_tell_the_newest(world: World):
    """STORM-01."""
    world.feed("/korea", CHIPS, OLD)
    world.configure(first_poll="newest-1")
    await world.start()
    await world.until(world.texts)
    await world.stop()

    assert len(world.texts()) == 1


async def test_a_broken_feed_stops_no_other(world: World):
    """POLL-19: one hangs, one is no feed, one is well."""
    world.feeds.says("/hangs", "", delay=300)
    world.urls.append(f'  - {{url: "{world.feeds.url}/hangs", interval: 1s}}')
    world.feeds.says("/broken", "<html>not a feed</html>")
    world.urls.append(f'  - {{url: "{world.feeds.url}/broken", interval: 1s}}')
    await calm(world)

    world.feed("/korea", CHIPS, OLD)
    await world.until(world.texts)

    assert await world.stop() == 0


async def test_a_stop_in_the_middle_of_a_delivery_finishes_it(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    """DLV-09: the answer is waited for and kept, so the next start sends nothing again."""
    monkeypatch.setattr(server, "DRIP_SECONDS", 0.003)
    await calm(world)
    world.telegram.script(Fault.ACCEPT_DRIP)
    world.feed("/korea", CHIPS, OLD)
    await world.until(lambda: world.telegram.made("sendMessage"))

    assert await world.stop(signal.SIGTERM) == 0

    assert world.rows("SELECT state FROM delivery") == [("sent",)]


async def test_without_a_token_alerts_go_to_the_terminal_and_it_says_so(world: World):
    world.feed("/korea", CHIPS)
    world.configure(first_poll="all")

    await world.start(TELEGRAM_BOT_TOKEN="")
    await world.until(lambda: "sign agreement on semiconductor" in world.log())
    await world.stop()

    assert "no TELEGRAM_BOT_TOKEN" in world.log()
    assert world.telegram.calls == []


HOOK_SECRET = "correct-horse-battery-staple"
ONE_A_CHAT = tuple(fault for fault in Fault if fault not in (Fault.UNAUTHORIZED, Fault.NOT_FOUND))


async def test_no_secret_is_in_logs_or_database_whatever_goes_wrong(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    """TG-01: at DEBUG, over runs that meet every fault that the stand-in knows."""
    monkeypatch.setattr(server, "DRIP_SECONDS", 0.003)
    chats = [f"-100{number}" for number, _ in enumerate(ONE_A_CHAT, start=1000)]
    for chat, fault in zip(chats, ONE_A_CHAT, strict=True):
        world.telegram.world.open(chat)
        world.telegram.script(fault, chat=chat)
    world.telegram.script(Fault.BAD_GATEWAY, method="getUpdates")
    world.telegram.script(Fault.INTERNAL, method="setMyCommands")
    hook = world.feeds.says("/hook?key=hidden-key", status=502)
    world.feeds.says("/hook", status=502)
    world.feed("/korea", CHIPS)
    write_feeds(world, chats, hook)

    await world.start(MONITOR_LOG_LEVEL="DEBUG", HOOK_SECRET=HOOK_SECRET)
    await world.until(lambda: met(world) >= set(ONE_A_CHAT) and world.feeds.asked("/hook"))
    await world.until(lambda: world.rows(SENDING) == [(2,)])  # those that are never answered ...
    world.telegram.closing.set()  # ... are cut off now
    await world.until(lambda: world.rows(SENDING) == [(0,)])
    await world.stop()
    more = [
        item("France and India sign agreement on a joint satellite", number=3),
        item("Canada and Chile sign agreement on copper research", number=4),
    ]
    for last in (Fault.UNAUTHORIZED, Fault.NOT_FOUND):  # each stops all sending until a restart
        world.telegram.script(last)
        await world.start(MONITOR_LOG_LEVEL="DEBUG", HOOK_SECRET=HOOK_SECRET)
        world.feed("/korea", more.pop(), CHIPS)
        await world.until(partial(stopped_by, world, last))
        await world.stop()

    assert met(world) == set(Fault)
    assert len({state for (state,) in world.rows("SELECT state FROM delivery")}) >= 3
    for secret in (world.telegram.token.partition(":")[2], HOOK_SECRET, "hidden-key"):
        assert secret not in world.log()
        assert not [file for file in kept(world) if secret.encode() in file.read_bytes()]


SENDING = "SELECT count(*) FROM delivery WHERE state = 'sending'"
STOPPED = "SELECT count(*) FROM fact WHERE name = 'sending_stopped'"


def stopped_by(world: World, fault: Fault) -> bool:
    return fault in met(world) and world.rows(STOPPED) == [(1,)]


def met(world: World) -> set[Fault]:
    """Return the faults that calls to send met so far."""
    return {call.fault for call in world.telegram.made("sendMessage") if call.fault}


def kept(world: World) -> list[Path]:
    """Return the files of the bot, but for the log."""
    return [file for file in world.folder.iterdir() if file.name.startswith("monitor.db")]


def write_feeds(world: World, chats: list[str], hook: str) -> None:
    """Let every chat, and a webhook, be told everything."""
    defined = "".join(f'  c{chat[1:]}: {{chat: "{chat}"}}\n' for chat in chats)
    names = ", ".join(["hook", *(f"c{chat[1:]}" for chat in chats)])
    (world.folder / "feeds.yaml").write_text(
        "settings: {poll_floor: 1s, first_poll: all, commands: true}\n"
        f"feeds:\n{world.urls[0]}\n"
        f'chats:\n  hook: {{webhook: "{hook}", secret_env: HOOK_SECRET}}\n{defined}'
        f'watches:\n  - {{name: all, pairs: ["*-*"], chats: [{names}]}}\n',
        "utf-8",
    )


async def test_a_change_of_feeds_yaml_counts_without_a_restart(world: World):
    """POLL-03, POLL-05: the new feed is asked, and nobody else sooner for it."""
    world.feed("/slow", OLD, interval="1h")
    await calm(world)
    await world.until(lambda: len(world.rows("SELECT 1 FROM feed WHERE taken_in_at NOT NULL")) == 2)
    world.feed("/late", CHIPS)
    world.configure()
    await world.until(lambda: world.feeds.asked("/late"))
    assert len(world.feeds.asked("/slow")) == 1
    assert "feeds.yaml read again new_feeds=1" in world.log()
    assert await world.stop() == 0


async def test_sighup_reads_feeds_yaml_and_a_wrong_one_keeps_the_old(world: World):
    await calm(world)
    (world.folder / "feeds.yaml").write_text("feeds: [{url: nowhere}]\nwatch: []\n", "utf-8")
    assert world.running is not None
    world.running.send_signal(signal.SIGHUP)
    await world.until(lambda: world.log().count("the old one stays") == 2)
    world.feed("/korea", CHIPS, OLD)
    await world.until(world.texts)
    assert await world.stop() == 0


async def test_the_running_bot_answers_on_its_port(world: World):
    """OPS-01, OPS-02: health and metrics of the bot itself; SIGTERM still ends it well."""
    world.feed("/korea", OLD)
    world.configure(listen="127.0.0.1:0")
    await world.start()
    await world.until(lambda: "web server listens" in world.log())
    await world.until(lambda: "entries taken in" in world.log())
    port = re.search(r"web server listens host=127.0.0.1 port=([0-9]+)", world.log())
    assert port
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port[1]}") as client:
        for path, said in (
            ("/healthz", "alive"),
            ("/readyz", "ready"),
            ("/metrics", 'monitor_entries{verdict="baseline"} 1'),
        ):
            async with client.get(path) as response:
                assert response.status == 200
                assert said in await response.text()
    assert await world.stop() == 0
