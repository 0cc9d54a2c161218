"""Many machines: the same stages, with Procrastinate's queue between clocks, workers and senders.

Jobs are hints here, too: `doing` jobs of a dead worker hold nothing up, since leases in our own
tables decide, and a clock drops them. It does so itself, as it does upkeep: what keeps the queue
clean must not wait in it. One clock is enough and two are harmless.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from monitor.runtime.embedded import (
    BATCH,
    PUSH_TICK,
    RELOAD,
    SENDS,
    STAGES,
    SUBSCRIBE_TICK,
    TICK,
    UPKEEP,
    listening,
)
from monitor.runtime.jobs import Procrastinate, open_queue
from monitor.runtime.ticks import ticking
from monitor.stages import Job, Outcome, run
from monitor.stages.context import Context
from monitor.stages.deliver import deliver_due
from monitor.stages.hubs import pushes_due
from monitor.stages.poll import HANDFUL, poll_due

log = logging.getLogger("monitor.distributed")

QUEUES = {"worker": "work", "sender": "send"}
QUEUE_OF = {"poll": "work", "deliver": "send", "push": "work", "subscribe": "work"}
AT_ONCE = {"work": 8, "send": 8}  # jobs of a process side by side; a poll job is 20 feeds
# A fetch may be cut off, the lease is handed back; a send under way may not (DLV-09).
END_SECONDS = {"work": 2.0, "send": 35.0}
AGAIN = timedelta(seconds=1)  # after the queue's connection broke
DELIVERY_TICK = timedelta(seconds=0.5)  # hints are faster; this finds what pacing held back


async def serve(ctx: Context, roles: frozenset[str], stop: asyncio.Event) -> None:
    """Play these roles until `stop` is set, then finish what is under way."""
    async with open_queue(ctx.db.engine.url, _runner(ctx)) as queue, asyncio.TaskGroup() as group:
        ctx.hints.go_to(queue.hint)
        hinting = group.create_task(_hinting(queue))
        for role in sorted(roles - {"clock"}):
            group.create_task(_working(queue, QUEUES[role], stop))
        if "clock" in roles:
            group.create_task(_clock(ctx, queue, stop))
        await stop.wait()
        hinting.cancel()


def _runner(ctx: Context) -> Callable[[Job], Awaitable[Outcome]]:
    async def runner(job: Job) -> Outcome:
        return await run(ctx, job, STAGES)

    return runner


async def _hinting(queue: Procrastinate) -> None:
    """Pass on what stages leave behind; what cannot be passed on is found by a clock."""
    while True:
        jobs = await queue.hinted()
        try:
            await _put(queue, jobs)
        except queue.broken as error:
            log.warning("hints lost, the clock will find them", extra={"error": str(error)[:200]})


async def _put(queue: Procrastinate, jobs: Iterable[Job]) -> None:
    await queue.put((QUEUE_OF[job.stage], job) for job in jobs)


async def _working(queue: Procrastinate, name: str, stop: asyncio.Event) -> None:
    """Run jobs of one queue; begin again whenever the server was away."""
    stopping = asyncio.ensure_future(stop.wait())
    while not stop.is_set():
        working = asyncio.ensure_future(
            queue.work(name, at_once=AT_ONCE[name], end_seconds=END_SECONDS[name])
        )
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            working.cancel()
        with suppress(asyncio.CancelledError):
            try:
                await working
            except queue.broken as error:
                log.warning("the queue is away", extra={"error": str(error)[:200]})
        await asyncio.wait({stopping}, timeout=AGAIN.total_seconds())
    stopping.cancel()


async def _clock(ctx: Context, queue: Procrastinate, stop: asyncio.Event) -> None:
    """Say what is due, and keep the house in order."""

    async def put_polls() -> None:
        known = await queue.waiting("poll")
        due = await poll_due(ctx, BATCH)
        await _put(queue, _handfuls(key for job in due for key in job.keys if key not in known))

    async def put_deliveries() -> None:
        known = await queue.waiting("deliver")
        due = await deliver_due(ctx, SENDS)
        await _put(queue, (job for job in due if job.keys[0] not in known))

    async def put_pushes() -> None:
        known = await queue.waiting("push")
        due = await pushes_due(ctx)
        await _put(queue, (job for job in due if job.keys[0] not in known))

    async def subscribe() -> None:
        await run(ctx, Job("subscribe"), STAGES)

    async def look_for_changes() -> None:
        await ctx.reload()

    async def upkeep() -> None:
        await run(ctx, Job("upkeep"), STAGES)
        if dropped := await queue.drop_stalled():
            log.warning("jobs of dead workers dropped", extra={"jobs": dropped})

    ticks = {
        "poll": (TICK, put_polls),
        "deliver": (DELIVERY_TICK, put_deliveries),
        "upkeep": (UPKEEP, upkeep),
        "push": (PUSH_TICK, put_pushes),
        "subscribe": (SUBSCRIBE_TICK, subscribe),
        "reload": (RELOAD, look_for_changes),
    }
    async with _listening_too(ctx, stop), ticking(ticks):
        await stop.wait()


def _handfuls(keys: Iterable[int]) -> Iterable[Job]:
    found = tuple(keys)
    return (Job("poll", found[start : start + HANDFUL]) for start in range(0, len(found), HANDFUL))


@asynccontextmanager
async def _listening_too(ctx: Context, stop: asyncio.Event) -> AsyncIterator[None]:
    """Answer people meanwhile: of two clocks Telegram refuses one, which then tries again."""
    async with asyncio.TaskGroup() as group:
        if ctx.watchlist().rules.commands:
            group.create_task(listening(ctx, stop))
        yield
