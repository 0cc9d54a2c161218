"""The database as a place where transaction functions run, each all or nothing.

A transaction function is `def f(session, ...)`: it cannot await, so no network call can happen
inside a transaction. Writers of one process take turns in one thread; those that wait are
committed together (group commit), each behind a savepoint of its own, so that thousands of
small transactions cost few fsyncs and one failure undoes only itself. That is SQLite, which has
one writer anyway. On PostgreSQL each transaction is one of its own and a few run side by side;
what must not happen at once is kept apart by row locks, unique constraints and advisory locks.
"""

from __future__ import annotations

import asyncio
import fcntl
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from monitor.store.retry import transact

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 10  # how long a writer waits for another process (DB-02: at least 5)
WRITERS = 4  # transactions of one process side by side on a server; pools are small there
GROUP = 64  # transactions committed together at most; bounds how long a reader's view is old
READERS = 2  # threads for reads; SQLite and CPython gain nothing from more


def make_engine(url: str) -> Engine:
    """Return an engine; for SQLite the folder is made and every connection is set up (DB-02)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _make_server_engine(url)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _make_server_engine(url: str) -> Engine:
    # READ COMMITTED: what waited for a lock must then see what its holder did.
    return create_engine(
        url,
        pool_pre_ping=True,  # a connection that a restart has cut is replaced, not reported
        pool_size=WRITERS + READERS,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": BUSY_SECONDS},
    )


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Without this, sqlite3 would open transactions by itself, deferred, and lose updates (DB-01).
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an alert that was committed survives a power cut
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    reads = connection.get_execution_options().get("monitor_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@dataclass(slots=True)
class _Work:
    call: Callable[[Session], Any]
    future: Future[Any]
    outcome: Any = None


class Database:
    """Runs transaction functions on one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = engine.execution_options(monitor_reads=True)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._lock: IO[bytes] | None = None
        self._closing = threading.Event()
        self._writers: ThreadPoolExecutor | None = None
        if self.dialect != "sqlite":
            self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="writer")
            return
        self._waiting: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="writer", daemon=True)
        self._writer.start()

    def alone(self) -> bool:
        """Tell whether no other process works on this database, and keep it so while we run.

        Only for a SQLite file: it is kept by a lock on a file beside it, which the system lets
        go of when the process ends, however it ends.
        """
        path = self.engine.url.database
        if self.dialect != "sqlite" or not path:
            return False
        if self._lock is None:
            self._lock = Path(f"{path}.lock").open("ab")  # noqa: SIM115 - held until `close`
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    @property
    def dialect(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self.engine.dialect.name

    async def run(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the function in a transaction; return after its commit.

        Raises:
            Exception: what the function raised; then nothing of it was kept.
        """
        return await asyncio.wrap_future(self.submit(function, *args, **kwargs))

    def submit(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """As `run`, for callers without an event loop."""

        def call(session: Session) -> T:
            return function(session, *args, **kwargs)

        if self._writers is not None:
            return self._writers.submit(transact, self.engine, call, self._closing)
        work = _Work(call, Future())
        self._waiting.put(work)
        return work.future

    async def read(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function that only reads, beside the writer."""
        call = asyncio.get_running_loop().run_in_executor
        return await call(self._readers, lambda: self.read_now(function, *args, **kwargs))

    def read_now(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `read`, in this thread."""
        if self._writers is not None:
            return transact(
                self._reading, lambda session: function(session, *args, **kwargs), self._closing
            )
        with Session(self._reading, expire_on_commit=False) as session:
            return function(session, *args, **kwargs)

    def close(self) -> None:
        """Wait for what is being written, then let go of every connection."""
        if self._writers is not None:
            self._writers.shutdown()
        else:
            self._waiting.put(None)
            self._writer.join()
        self._readers.shutdown()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.close()

    # The writer's thread ---------------------------------------------------------------

    def _write(self) -> None:
        while (work := self._waiting.get()) is not None:
            group, last = self._gather(work)
            self._commit(group)
            if last:
                return

    def _gather(self, first: _Work) -> tuple[list[_Work], bool]:
        group = [first]
        while len(group) < GROUP:
            try:
                work = self._waiting.get_nowait()
            except queue.Empty:
                break
            if work is None:
                return group, True
            group.append(work)
        return group, False

    def _commit(self, group: list[_Work]) -> None:
        done: list[_Work] = []
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                done = [work for work in group if self._one(session, work)]
                session.commit()
        except Exception as error:  # noqa: BLE001 - whatever it was, each waiter must hear of it
            for work in group:
                if not work.future.done():
                    work.future.set_exception(error)
            return
        for work in done:
            if not work.future.cancelled():
                work.future.set_result(work.outcome)

    def _one(self, session: Session, work: _Work) -> bool:
        try:
            with session.begin_nested():
                work.outcome = work.call(session)
        except Exception as error:  # noqa: BLE001 - belongs to the caller, not to the group
            work.future.set_exception(error)
            return False
        return True
