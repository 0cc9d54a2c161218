"""A newsroom's worth of processes on one PostgreSQL, each of which may die at any moment."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import psycopg
from tests.world import World

PATIENCE = 120.0  # seconds; a dead worker's lease alone lasts 50


@dataclass
class Cluster:
    """Processes by name; `url` is their common database."""

    world: World
    url: str
    running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    async def start(self, name: str, *roles: str) -> None:
        """Start a process that plays these roles."""
        arguments = [word for role in roles for word in ("--role", role)]
        with (self.world.folder / "log").open("ab") as log:
            self.running[name] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "monitor", "run", *arguments,
                env=self.world.environment(MONITOR_DATABASE_URL=self.url), stdout=log, stderr=log,
            )  # fmt: skip

    async def kill(self, name: str) -> None:
        """End a process as a power cut would."""
        process = self.running.pop(name)
        process.kill()
        await process.wait()

    async def stop(self) -> list[int]:
        """Ask all to end; return their exit statuses."""
        for process in self.running.values():
            process.terminate()
        ended = [await process.wait() for process in self.running.values()]
        self.running.clear()
        return ended

    def rows(self, question: str) -> list[tuple[object, ...]]:
        """Ask the database."""
        with psycopg.connect(self.url.replace("+psycopg", "")) as connection:
            return connection.execute(question.encode()).fetchall()

    def number(self, question: str) -> int:
        """Ask for one number."""
        return int(str(self.rows(question)[0][0]))

    async def until(self, holds: Callable[[], object], *, patience: float = PATIENCE) -> None:
        """Wait until this holds, or fail with what the processes wrote."""
        try:
            async with asyncio.timeout(patience):
                while not holds():
                    await self.rest(0.2)
        except TimeoutError:
            raise AssertionError(f"it never came to that\n{self.world.log()[-6000:]}") from None

    async def rest(self, seconds: float) -> None:
        """Let the processes work."""
        done = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, done.set)
        await done.wait()

    def settled(self) -> bool:
        """Tell whether no message waits or is under way."""
        return not self.number(
            "SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending')"
        )

    @asynccontextmanager
    async def cut_off(self, conninfo: str) -> AsyncIterator[None]:
        """Cut every connection to the database, and let none come back, while the block lasts."""
        name = urlsplit(self.url).path[1:]
        cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        with psycopg.connect(conninfo, autocommit=True) as server:
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
            server.execute(cut.encode())
            try:
                yield
            finally:
                server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())


@asynccontextmanager
async def open_cluster(world: World, url: str) -> AsyncIterator[Cluster]:
    """Hand out a cluster; whatever still runs at the end is killed."""
    cluster = Cluster(world, url)
    try:
        yield cluster
    finally:
        for name in tuple(cluster.running):
            await cluster.kill(name)
