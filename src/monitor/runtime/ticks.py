"""The clock: a few fixed APScheduler ticks that ask the tables what is due (SCH-01, SCH-02).

Nothing is scheduled per feed or per message, so there is no schedule that could be lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger("monitor.ticks")

_EVENTS = {
    EVENT_JOB_MISSED: "missed",
    EVENT_JOB_MAX_INSTANCES: "overlapped",
    EVENT_JOB_ERROR: "failed",
}

Tick = Callable[[], Awaitable[None]]


@asynccontextmanager
async def ticking(ticks: Mapping[str, tuple[timedelta, Tick]]) -> AsyncIterator[dict[str, int]]:
    """Call each function at its interval while the block lasts; yield counts of misfires.

    A tick that still runs is not started a second time, and one that comes late is not skipped.
    The end waits for those that run: APScheduler would cut them off in the middle of a question.
    """
    counts = dict.fromkeys(_EVENTS.values(), 0)
    under_way: set[asyncio.Future[None]] = set()
    scheduler = AsyncIOScheduler(timezone="UTC")
    for name, (every, tick) in ticks.items():
        scheduler.add_job(
            _noted(tick, under_way),
            "interval",
            seconds=every.total_seconds(),
            id=name,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
    scheduler.add_listener(lambda event: _count(counts, event), sum(_EVENTS))
    scheduler.start()
    try:
        yield counts
    finally:
        scheduler.pause()
        await asyncio.gather(*under_way)
        scheduler.shutdown(wait=False)


def _noted(tick: Tick, under_way: set[asyncio.Future[None]]) -> Tick:
    """Return the tick, noting in `under_way` that it runs for as long as it does."""

    async def run() -> None:
        done = asyncio.get_running_loop().create_future()
        under_way.add(done)
        try:
            await tick()
        finally:
            under_way.discard(done)
            done.set_result(None)

    return run


def _count(counts: dict[str, int], event: object) -> None:
    code = getattr(event, "code", 0)
    counts[_EVENTS[code]] += 1
    log.warning("tick misfired", extra={"tick": getattr(event, "job_id", ""), "how": _EVENTS[code]})
    if error := getattr(event, "exception", None):
        log.error("tick failed", exc_info=error)
