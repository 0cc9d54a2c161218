"""Embedded mode: clock, queue and workers in one process."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from monitor.runtime.queue import InlineQueue
from monitor.runtime.ticks import ticking
from monitor.stages import Job, Outcome, Stage, run
from monitor.stages.commands import listen
from monitor.stages.context import Context
from monitor.stages.deliver import deliver, deliver_due, until_next
from monitor.stages.hubs import pushes_due, subscribe, take_push
from monitor.stages.poll import poll, poll_due
from monitor.stages.upkeep import upkeep

STAGES: dict[str, Stage] = {
    "poll": poll,
    "deliver": deliver,
    "upkeep": upkeep,
    "listen": listen,
    "subscribe": subscribe,
    "push": take_push,
}

TICK = timedelta(seconds=1)  # an entry is a message at most this long after its poll was due
DELIVERY_TICK = timedelta(seconds=0.25)  # what pacing held back for a second is late by this much
UPKEEP = timedelta(seconds=15)
RELOAD = timedelta(seconds=2)  # a change of feeds.yaml counts after twice that at most
PUSH_TICK = timedelta(seconds=5)  # for pushes whose hint was lost
SUBSCRIBE_TICK = timedelta(seconds=10)
WORKERS = 32  # jobs at once; polls of one job run side by side, so this bounds handfuls
GIVE_UP = frozenset({"poll"})  # a fetch may be cut off; a send under way may not (DLV-09)
BATCH = 2_000  # feeds taken up by one tick
SENDS = 32  # deliveries taken up by one tick; pacing lets fewer go in a second
LISTEN_AGAIN = timedelta(seconds=10)  # after a long poll that failed
SHORTEST_PAUSE = timedelta(seconds=0.1)
PATIENCE = timedelta(seconds=90)  # one round waits for pacing (a minute), not for the morning


async def serve(ctx: Context, stop: asyncio.Event) -> None:
    """Poll and deliver until `stop` is set, then finish what is under way."""
    queue = _queue(ctx)

    async def put_polls() -> None:
        queue.put(await poll_due(ctx, BATCH))

    async def put_deliveries() -> None:
        queue.put(await deliver_due(ctx, SENDS))

    async def put_upkeep() -> None:
        queue.put((Job("upkeep"),))

    async def look_for_changes() -> None:
        await ctx.reload()

    async def put_pushes() -> None:
        queue.put(await pushes_due(ctx))

    async def put_subscriptions() -> None:
        queue.put((Job("subscribe"),))

    ticks = {
        "push": (PUSH_TICK, put_pushes),
        "subscribe": (SUBSCRIBE_TICK, put_subscriptions),
        "reload": (RELOAD, look_for_changes),
        "poll": (TICK, put_polls),
        "deliver": (DELIVERY_TICK, put_deliveries),
        "upkeep": (UPKEEP, put_upkeep),
    }
    async with asyncio.TaskGroup() as group:
        group.create_task(queue.work())
        if ctx.watchlist().rules.commands:
            group.create_task(listening(ctx, stop))
        await put_upkeep()
        await put_polls()
        await put_deliveries()
        async with ticking(ticks) as misfires:
            ctx.meters.misfires = misfires
            await stop.wait()
        queue.close(give_up=GIVE_UP)


async def listening(ctx: Context, stop: asyncio.Event) -> None:
    """Answer questions, one long poll after the other, until `stop`."""
    stopping = asyncio.ensure_future(stop.wait())
    while not stop.is_set():
        poll_ = asyncio.ensure_future(run(ctx, Job("listen"), STAGES))
        await asyncio.wait({poll_, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not poll_.done():
            poll_.cancel()
        elif poll_.result().status == "stopped":
            break
        elif poll_.result().status == "failed":
            await asyncio.wait({stopping}, timeout=LISTEN_AGAIN.total_seconds())
    stopping.cancel()


async def one_round(ctx: Context, *, deliver_too: bool) -> dict[str, int]:
    """Poll what is due, deliver if asked to, and return the summed counts."""
    queue = _queue(ctx)
    if not deliver_too:
        ctx.hints.go_to(lambda _jobs: None)
    async with asyncio.TaskGroup() as group:
        group.create_task(queue.work())
        while jobs := await poll_due(ctx, BATCH):
            queue.put(jobs)
            await queue.drained()
            if ctx.force:
                break
        await _drain_outbox(ctx, queue, wanted=deliver_too)
        queue.close()
    return dict(queue.counts)


async def _drain_outbox(ctx: Context, queue: InlineQueue, *, wanted: bool) -> None:
    """Send until nothing is due, and wait where only pacing or flood control holds a chat back."""
    while wanted:
        if jobs := await deliver_due(ctx, SENDS):
            queue.put(jobs)
            await queue.drained()
            continue
        wait = await until_next(ctx)
        if wait is None or wait > PATIENCE:
            return
        await _pause(wait)


async def _pause(wait: timedelta) -> None:
    """Let the moment pass; nothing can cut it short, since one round takes in nothing more."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), max(SHORTEST_PAUSE, wait).total_seconds())


def _queue(ctx: Context) -> InlineQueue:
    async def runner(job: Job) -> Outcome:
        return await run(ctx, job, STAGES)

    queue = InlineQueue(runner, workers=WORKERS)
    ctx.hints.go_to(queue.put)
    return queue
