"""The in-process queue: jobs wait once each, and a fixed number of workers takes them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

from monitor.stages import Job, Outcome

Runner = Callable[[Job], Awaitable[Outcome]]


class InlineQueue:
    """Runs jobs in this event loop. A job that waits already is not taken a second time."""

    def __init__(self, runner: Runner, *, workers: int) -> None:
        self._runner = runner
        self._workers = workers
        self._waiting: asyncio.Queue[Job | None] = asyncio.Queue()
        self._known: set[Job] = set()
        self._running: dict[asyncio.Future[Outcome], Job] = {}
        self._closing = False
        self.counts: Counter[str] = Counter()

    def put(self, jobs: Iterable[Job]) -> None:
        """Let the jobs wait for a worker; those that wait already are left out."""
        for job in jobs:
            if job not in self._known and not self._closing:
                self._known.add(job)
                self._waiting.put_nowait(job)

    async def work(self) -> None:
        """Run jobs until `close`; then finish what is running and return."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._workers):
                group.create_task(self._worker())

    async def drained(self) -> None:
        """Wait until nothing waits and nothing runs."""
        await self._waiting.join()

    def close(self, *, give_up: frozenset[str] = frozenset()) -> None:
        """Take no more jobs and drop those that wait: tables say what is due (invariant 4).

        Running jobs are finished, but for those of the stages to `give_up`.
        """
        self._closing = True
        while not self._waiting.empty():
            self._waiting.get_nowait()
            self._waiting.task_done()
        for _ in range(self._workers):
            self._waiting.put_nowait(None)
        for task, job in self._running.items():
            if job.stage in give_up:
                task.cancel()

    async def _worker(self) -> None:
        while (job := await self._waiting.get()) is not None:
            self._known.discard(job)
            try:
                await self._run(job)
            finally:
                self._waiting.task_done()

    async def _run(self, job: Job) -> None:
        task = asyncio.ensure_future(self._runner(job))
        self._running[task] = job
        await asyncio.wait({task})
        del self._running[task]
        if not task.cancelled():
            outcome = task.result()
            self.counts.update(outcome.counts)
            self.put(outcome.then)
