"""Parsing in limited processes: what a body does to its parser stays there."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.core.parse import parse
from monitor.model import Feed, FeedId, Fetched, ParsedFeed, ParseFailed, PollTarget, Validators
from monitor.runtime.sandbox import ParseLimits, Sandbox, open_sandbox

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
URL = "http://feeds.example/rss"
TARGET = PollTarget(feed_id=FeedId(1), feed=Feed(url=URL, name="x", family="x"), url=URL)
TIGHT = ParseLimits(cpu=timedelta(seconds=1), wall=timedelta(seconds=4), memory_bytes=400_000_000)
ITEM = (
    "<item><title>Ports of Ålesund &amp; 釜山 sign</title><guid>g{0}</guid><link>http://a.example/{0}</link>"
    "<description>Words.</description><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item>"
)


def page(body: str) -> Fetched:
    return Fetched(
        url=URL,
        body=body.encode(),
        headers=(("content-type", "text/xml"),),
        validators=Validators(),
        body_hash="x",
    )


def rss(items: str) -> Fetched:
    head = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>'
    return page(
        f"<rss version='2.0'><channel><title>t</title><ttl>60</ttl>{head}{items}</channel></rss>"
    )


def children() -> list[str]:
    """Return the processes that this one started and that still run."""
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return [pid for task in tasks for pid in (task / "children").read_text().split()]


async def parsed(sandbox: Sandbox, fetched: Fetched) -> ParsedFeed | ParseFailed:
    return await sandbox.parse(fetched, NOW, TARGET)


async def test_an_answer_is_the_same_as_without_a_sandbox() -> None:
    fetched = rss("".join(ITEM.format(n) for n in range(3)))

    async with open_sandbox(workers=1) as sandbox:
        first = await parsed(sandbox, fetched)
        failed = await parsed(sandbox, page("<html>login</html>"))
        again = await parsed(sandbox, fetched)

    assert first == again == parse(fetched.body, fetched.headers, URL, NOW)
    assert isinstance(first, ParsedFeed)
    assert first.ttl == timedelta(hours=1)
    assert first.hubs == ("https://hub.example/",)
    assert isinstance(failed, ParseFailed)
    assert failed.reason == "not_a_feed"


async def test_a_body_that_takes_too_long_kills_its_worker_and_no_other() -> None:
    """IN-01: CPU is limited by the kernel, the next body gets a fresh worker, the loop is on time."""
    slow = page(
        "<rss version='2.0'><channel><item>" + "<b>&lt;" * 400_000 + "</item></channel></rss>"
    )
    busy: list[float] = []

    async with open_sandbox(workers=1, limits=TIGHT) as sandbox:
        watching = asyncio.create_task(_watch_the_loop(busy))
        failed = await parsed(sandbox, slow)
        watching.cancel()
        good = await parsed(sandbox, rss(ITEM.format(1)))

    assert isinstance(failed, ParseFailed)
    assert failed.reason == "parser_killed"
    assert children() == []
    assert isinstance(good, ParsedFeed)
    assert max(busy) < 0.1


async def _watch_the_loop(busy: list[float]) -> None:
    """Note how long the loop was busy between two looks, by CPU time: other programs do not count."""
    while True:
        before = time.thread_time()
        await asyncio.sleep(0.01)
        busy.append(time.thread_time() - before)


async def test_a_worker_that_dies_between_two_bodies_is_replaced() -> None:
    async with open_sandbox(workers=1) as sandbox:
        await parsed(sandbox, rss(ITEM.format(1)))
        for worker in sandbox._idle:
            worker.kill()
            await worker.wait()
        first = await parsed(sandbox, rss(ITEM.format(2)))
        second = await parsed(sandbox, rss(ITEM.format(2)))

    assert isinstance(first, ParsedFeed)
    assert first == second


async def test_a_cancelled_parse_leaves_no_worker_out_of_step() -> None:
    """An answer that nobody waits for must not become the answer to the next body."""
    async with open_sandbox(workers=1) as sandbox:
        await parsed(sandbox, rss(ITEM.format(1)))
        waiting = asyncio.create_task(parsed(sandbox, rss(ITEM.format(2) * 200)))
        await asyncio.sleep(0.02)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        answer = await parsed(sandbox, rss(ITEM.format(3)))

    assert isinstance(answer, ParsedFeed)
    assert [entry.key for entry in answer.entries] == ["g3"]
    assert children() == []


async def test_a_worker_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """TG-01 in spirit: a process that reads hostile input has nothing to give away."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:secret")

    async with open_sandbox(workers=1) as sandbox:
        await parsed(sandbox, rss(ITEM.format(1)))
        pid = sandbox._idle[0].pid
        given = await asyncio.to_thread(Path(f"/proc/{pid}/environ").read_bytes)

    assert b"secret" not in given


async def test_a_second_worker_starts_when_the_queue_is_worth_it() -> None:
    """A process costs as much to start as forty small bodies cost to parse."""
    few, many = ([rss(ITEM.format(n)) for n in range(count)] for count in (3, 30))

    async with open_sandbox(workers=2) as sandbox:
        await asyncio.gather(*(parsed(sandbox, one) for one in few))
        at_first = len(sandbox._idle)
        answers = await asyncio.gather(*(parsed(sandbox, one) for one in many))
        in_the_end = len(sandbox._idle)

    assert (at_first, in_the_end) == (1, 2)
    assert [answer.entries[0].key for answer in answers if isinstance(answer, ParsedFeed)] == [
        f"g{n}" for n in range(30)
    ]


async def test_a_large_parent_does_not_wear_its_workers_out() -> None:
    """A new process inherits the parent's peak; only its own memory may count."""
    large = bytearray(300_000_000)
    async with open_sandbox(workers=1) as sandbox:
        await parsed(sandbox, rss(ITEM.format(1)))
        idle = len(sandbox._idle)

    assert (idle, len(large)) == (1, 300_000_000)


async def test_waiting_for_a_worker_can_be_given_up() -> None:
    async with open_sandbox(workers=1) as sandbox:
        tasks = [asyncio.create_task(parsed(sandbox, rss(ITEM.format(n)))) for n in range(4)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        tasks[2].cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        idle = len(sandbox._idle)

    assert isinstance(done[0], ParsedFeed)
    assert isinstance(done[3], ParsedFeed)
    assert idle == 1
