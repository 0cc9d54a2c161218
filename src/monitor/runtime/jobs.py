"""Procrastinate as we use it: hints with a queueing lock each, deleted when they are done.

The queue's tables lie in a PostgreSQL schema of their own, named after their definition: a
release with another Procrastinate makes its own, and nothing needs to be upgraded in place.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import ClassVar

import psycopg
import psycopg_pool
from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.schema import SchemaManager
from sqlalchemy import URL

from monitor.stages import Job, Outcome

Runner = Callable[[Job], Awaitable[Outcome]]

CONNECTIONS = 6  # of one process to its queue: one listens, some fetch and finish
POLLING_SECONDS = 1.0  # the fallback when a notification is lost
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0  # a worker without heartbeat for so long is dead
_QUEUE_LOCK = 5_202_604  # of programs that start at once, one makes the tables
_WAITING = """
    SELECT queueing_lock FROM procrastinate_jobs
    WHERE status = 'todo' AND queueing_lock LIKE %(prefix)s
"""
_DROP = """
    DELETE FROM procrastinate_jobs WHERE status = 'doing' AND (worker_id IS NULL OR worker_id IN (
        SELECT id FROM procrastinate_workers
        WHERE last_heartbeat < now() - make_interval(secs => %(seconds)s)))
    RETURNING id
"""


class Procrastinate:
    """The queue of one process."""

    broken: ClassVar[tuple[type[Exception], ...]] = (
        exceptions.ProcrastinateException,
        psycopg.Error,
        psycopg_pool.PoolTimeout,
        OSError,
    )

    def __init__(self, app: App, runner: Runner) -> None:
        self._app = app
        self._hints: asyncio.Queue[Job] = asyncio.Queue()

        async def stage(name: str, keys: list[int]) -> None:
            outcome = await runner(Job(name, tuple(keys)))
            self.hint(outcome.then)

        self._stage = app.task(name="stage")(stage)

    def hint(self, jobs: Iterable[Job]) -> None:
        """Take jobs to be put into the queue soon."""
        for job in jobs:
            self._hints.put_nowait(job)

    async def hinted(self) -> tuple[Job, ...]:
        """Wait for hints; return all that are there."""
        found = [await self._hints.get()]
        while not self._hints.empty():
            found.append(self._hints.get_nowait())
        return tuple(dict.fromkeys(found))

    async def put(self, jobs: Iterable[tuple[str, Job]]) -> None:
        """Put (queue, job) pairs; a job that waits already is left out."""
        for queue, job in jobs:
            task = self._stage.configure(queue=queue, queueing_lock=_lock(job))
            try:
                await task.defer_async(name=job.stage, keys=list(job.keys))
            except exceptions.AlreadyEnqueued:
                continue

    async def waiting(self, stage: str) -> frozenset[int]:
        """Return the keys for which a job of this stage waits."""
        rows = await self._app.connector.execute_query_all_async(_WAITING, prefix=f"{stage}:%")
        locks = (str(row["queueing_lock"]).partition(":")[2] for row in rows)
        return frozenset(int(key) for lock in locks for key in lock.split(",") if key)

    async def drop_stalled(self) -> int:
        """Delete the running jobs of dead workers; return how many."""
        rows = await self._app.connector.execute_query_all_async(_DROP, seconds=STALLED_SECONDS)
        return len(rows)

    async def work(self, queue: str, *, at_once: int, end_seconds: float) -> None:
        """Run jobs of this queue until cancelled; then wait so long for those that run."""
        await self._app.run_worker_async(
            queues=[queue],
            name=queue,
            concurrency=at_once,
            fetch_job_polling_interval=POLLING_SECONDS,
            shutdown_graceful_timeout=end_seconds,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
        )


def _lock(job: Job) -> str:
    return f"{job.stage}:{','.join(map(str, job.keys))}"


@asynccontextmanager
async def open_queue(url: URL, runner: Runner) -> AsyncIterator[Procrastinate]:
    """Make the queue's tables if they are not there, and connect to them."""
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    schema = f"monitor_queue_{zlib.crc32(SchemaManager.get_schema().encode()):08x}"
    await asyncio.to_thread(_make_tables, conninfo, schema)
    connector = PsycopgConnector(
        conninfo=conninfo,
        kwargs={"options": f"-c search_path={schema}"},
        min_size=1,
        max_size=CONNECTIONS,
    )
    async with App(connector=connector).open_async() as app:
        yield Procrastinate(app, runner)


def _make_tables(conninfo: str, schema: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_QUEUE_LOCK,))
        if connection.execute("SELECT to_regnamespace(%s)", (schema,)).fetchone() != (None,):
            return
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        connection.execute(f"SET LOCAL search_path = {schema}".encode())
        connection.execute(SchemaManager.get_schema().encode())
