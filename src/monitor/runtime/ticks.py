"""The clock: a few fixed APScheduler ticks that ask the tables what is due (SCH-01, SCH-02).

Nothing is scheduled per feed or per message, so there is no schedule that could be lost.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
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


@contextmanager
def ticking(ticks: Mapping[str, tuple[timedelta, Tick]]) -> Iterator[dict[str, int]]:
    """Call each function at its interval while the block lasts; yield counts of misfires.

    A tick that still runs is not started a second time, and one that comes late is not skipped.
    """
    counts = dict.fromkeys(_EVENTS.values(), 0)
    scheduler = AsyncIOScheduler(timezone="UTC")
    for name, (every, tick) in ticks.items():
        scheduler.add_job(
            tick,
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
        scheduler.shutdown(wait=False)


def _count(counts: dict[str, int], event: object) -> None:
    code = getattr(event, "code", 0)
    counts[_EVENTS[code]] += 1
    log.warning("tick misfired", extra={"tick": getattr(event, "job_id", ""), "how": _EVENTS[code]})
    if error := getattr(event, "exception", None):
        log.error("tick failed", exc_info=error)
