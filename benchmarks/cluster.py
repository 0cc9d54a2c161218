"""What many machines cost: the queue per job, and rows per entry on both engines.

    PYTHONPATH=src:. python benchmarks/cluster.py

Needs a PostgreSQL server as tests/postgres.py finds one. CPU seconds are those of this process.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from tests.postgres import open_server

from monitor.core.detect import detect
from monitor.model import Entry, Feed, FeedId, NewsText
from monitor.runtime.jobs import open_queue
from monitor.stages import Job, Outcome
from monitor.store import entries, feeds, schema
from monitor.store.db import make_engine

NOW = datetime(2026, 3, 1, tzinfo=UTC)
JOBS = 500
ENTRIES = 5_000
TITLE = "Ministers of Norway and Chile discuss number {} of their plans for offshore wind"
SUMMARY = "The ministers met on the coast and looked at what their yards could build. " * 4


async def queue_cost(url: str) -> tuple[float, float]:
    """Return (CPU seconds of this process, seconds) per job that does nothing."""
    left, done = JOBS, asyncio.Event()

    async def nothing(_: Job) -> Outcome:
        nonlocal left
        left -= 1
        if not left:
            done.set()
        return Outcome(status="idle")

    engine = make_engine(url)
    async with open_queue(engine.url, nothing) as queue:
        cpu, began = time.process_time(), time.perf_counter()
        await queue.put(("work", Job("poll", (number,))) for number in range(JOBS))
        working = asyncio.ensure_future(queue.work("work", at_once=8, end_seconds=2))
        await done.wait()
        working.cancel()
        await asyncio.wait({working})
        spent = time.process_time() - cpu, time.perf_counter() - began
    engine.dispose()
    return spent[0] / JOBS, spent[1] / JOBS


def fill(engine: Engine) -> float:
    """Keep entries with their findings; return seconds per entry."""
    with Session(engine) as session:
        feeds.sync(session, [Feed(url="https://a.example/", name="A", family="a")], now=NOW)
        session.flush()
        found = [_candidate(number) for number in range(ENTRIES)]
        began = time.perf_counter()
        for start in range(0, ENTRIES, 20):
            entries.add(
                session,
                FeedId(1),
                found[start : start + 20],
                verdict="rejected",
                reason="",
                now=NOW,
            )
            session.commit()
        return (time.perf_counter() - began) / ENTRIES


def _candidate(number: int) -> entries.Candidate:
    title, link = TITLE.format(number), f"https://a.example/news/2026/03/{number}"
    entry = Entry(
        key=link, guid=link, link=link, canonical_link=link, title=title, summary=SUMMARY,
        content_hash=f"{number:064}",
    )  # fmt: skip
    finding = detect(NewsText(title=title, summary=SUMMARY, lang="en"))
    return entries.Candidate(entry=entry, identities=(link, f"t{number:064}"), finding=finding)


def main() -> None:
    """Print all figures."""
    with TemporaryDirectory() as folder, open_server() as server:
        with server.database(migrated=True) as url:
            cpu, wall = asyncio.run(queue_cost(url))
            print(f"queue: {1000 * cpu:.2f} ms CPU, {1000 * wall:.2f} ms a job (put, take, delete)")
            engine = make_engine(url)
            before = _pg_bytes(engine)
            seconds = fill(engine)
            size = (_pg_bytes(engine) - before) / ENTRIES
            print(f"postgresql: {size:.0f} bytes, {1000 * seconds:.2f} ms an entry")
            engine.dispose()
        file = Path(folder) / "monitor.db"
        engine = make_engine(f"sqlite:///{file}")
        schema.upgrade(engine)
        seconds = fill(engine)
        engine.dispose()
        print(
            f"sqlite: {file.stat().st_size / ENTRIES:.0f} bytes, {1000 * seconds:.2f} ms an entry"
        )


def _pg_bytes(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)


if __name__ == "__main__":
    main()
