"""The in-process queue: jobs wait once each, and a fixed number of workers takes them."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable

from monitor.stages import Job, Outcome

Runner = Callable[[Job], Awaitable[Outcome]]


class InlineQueue:
    """Runs jobs in this event loop. A job that waits already is not taken a second time."""

    def __init__(self, runner: Runner, *, workers: int) -> None:
        self._runner = runner
        self._workers = workers
        self._waiting: deque[Job] = deque()
        self._known: set[Job] = set()
        self._running = 0
        self._changed = asyncio.Condition()
        self._closing = False
        self.counts: Counter[str] = Counter()

    async def put(self, jobs: Iterable[Job]) -> None:
        """Let the jobs wait for a worker; those that wait already are left out."""
        async with self._changed:
            for job in jobs:
                if job not in self._known and not self._closing:
                    self._known.add(job)
                    self._waiting.append(job)
            self._changed.notify_all()

    async def work(self) -> None:
        """Run jobs until `close`; then finish what is running and return."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._workers):
                group.create_task(self._worker())

    async def drained(self) -> None:
        """Wait until nothing waits and nothing runs."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._waiting and not self._running)

    async def close(self) -> None:
        """Take no more jobs and drop those that wait: tables say what is due (invariant 4)."""
        async with self._changed:
            self._closing = True
            self._waiting.clear()
            self._changed.notify_all()

    async def _worker(self) -> None:
        while (job := await self._take()) is not None:
            outcome = await self._runner(job)
            self.counts.update(outcome.counts)
            await self._done(outcome.then)

    async def _take(self) -> Job | None:
        async with self._changed:
            await self._changed.wait_for(lambda: bool(self._waiting) or self._closing)
            if not self._waiting:
                return None
            self._running += 1
            job = self._waiting.popleft()
            self._known.discard(job)
            return job

    async def _done(self, then: tuple[Job, ...]) -> None:
        await self.put(then)
        async with self._changed:
            self._running -= 1
            self._changed.notify_all()
