"""The clock: ticks come again and again, and the end waits for one that runs."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from monitor.runtime.ticks import ticking

SOON = timedelta(milliseconds=1)


async def test_the_end_waits_for_a_tick_that_runs(caplog):
    began, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def tick() -> None:
        began.set()
        await may_end.wait()
        ended.set()

    async with ticking({"slow": (SOON, tick)}):
        await began.wait()
        asyncio.get_running_loop().call_soon(may_end.set)
    assert ended.is_set()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_tick_that_fails_comes_again_and_is_counted(caplog):
    """SCH-01: nothing that a tick raises ends the clock."""
    times = 0
    enough = asyncio.Event()

    async def tick() -> None:
        nonlocal times
        times += 1
        if times == 3:
            enough.set()
        raise RuntimeError("as told")

    async with ticking({"bad": (SOON, tick)}) as counts:
        await enough.wait()
    assert counts["failed"] >= 2
    assert "tick failed" in caplog.text
