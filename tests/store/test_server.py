"""What many processes on one PostgreSQL may count on."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from tests import postgres

from monitor.errors import SchemaError
from monitor.model import Feed, FeedId
from monitor.store import facts, feeds, outbox, schema
from monitor.store.db import Database, make_engine
from monitor.store.tables import FactRow

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
IDS = [FeedId(number) for number in range(1, 21)]


@pytest.fixture
def url(postgres_server: postgres.Server) -> Iterator[str]:
    with postgres_server.database(migrated=True) as url:
        yield url


@pytest.fixture
def databases(url: str) -> Iterator[tuple[Database, Database]]:
    opened = (Database(make_engine(url)), Database(make_engine(url)))
    yield opened
    for one in opened:
        one.close()


async def test_a_feed_has_one_holder_whoever_asks_at_once(databases):
    """SCH-07: four askers in two processes, in opposite orders; each feed is leased once."""
    one, two = databases
    listed = [Feed(url=f"https://{n}.example/", name=str(n), family=str(n)) for n in IDS]
    await one.run(feeds.sync, listed, now=NOW)

    leases = await asyncio.gather(
        *(
            base.run(feeds.lease, order, now=NOW)
            for base in (one, two)
            for order in (IDS, IDS[::-1])
        )
    )

    held = sorted(target.feed_id for targets in leases for target in targets)
    assert held == IDS


async def test_a_dead_holders_feeds_are_taken_over_within_a_minute(databases):
    """SCH-07."""
    one, two = databases
    await one.run(feeds.sync, [Feed(url="https://a.example/", name="A", family="a")], now=NOW)
    await one.run(feeds.lease, [IDS[0]], now=NOW)

    assert await two.run(feeds.lease, [IDS[0]], now=NOW + timedelta(seconds=49)) == ()
    assert len(await two.run(feeds.lease, [IDS[0]], now=NOW + timedelta(seconds=59))) == 1


async def test_of_two_sweepers_one_lets_a_doubt_be_sent_again(databases):
    """DLV-04: never a third time, however many processes sweep."""
    one, two = databases

    def in_doubt(session: Session) -> None:
        outbox.add_notice(session, "desk", "x", key="x", now=NOW)
        (due,) = outbox.due(session, now=NOW, limit=1)
        assert outbox.claim(session, due, now=NOW) is not None

    await one.run(in_doubt)
    later = NOW + timedelta(hours=1)
    swept = await asyncio.gather(
        *(base.run(outbox.sweep, now=later, resend_at=later) for base in (one, two, one, two))
    )

    assert sum(swept) == 1
    assert await one.read(outbox.states) == {"pending": 1}


async def test_a_transaction_survives_the_loss_of_its_connection(databases):
    """SCH-06: cut before the commit, everything is undone and done again."""
    one, two = databases
    ran: list[int] = []

    def cut_once(session: Session) -> None:
        facts.note(session, "kept", "yes", now=NOW)
        session.flush()
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        ran.append(pid)
        if len(ran) == 1:
            two.read_now(lambda other: other.execute(text(f"SELECT pg_terminate_backend({pid})")))
            session.execute(text("SELECT 1"))

    await one.run(cut_once)

    assert len(ran) == 2
    assert await one.read(facts.value_of, "kept") == "yes"


async def test_a_deadlock_costs_time_and_nothing_else(databases):
    """DB-01: one of the two is undone by the server and runs again."""
    one, two = databases
    await one.run(facts.note, "a", "0", now=NOW)
    await one.run(facts.note, "b", "0", now=NOW)
    both = threading.Barrier(2)
    first = {"a", "b"}

    def add_to(session: Session, *names: str) -> None:
        for name in names:
            number = int(facts.value_of(session, name, hold=True) or 0)
            facts.note(session, name, str(number + 1), now=NOW)
            session.flush()
            if names[0] in first:
                first.discard(names[0])
                both.wait(10)

    await asyncio.gather(one.run(add_to, "a", "b"), two.run(add_to, "b", "a"))

    assert await one.read(facts.value_of, "a") == "2"
    assert await one.read(facts.value_of, "b") == "2"


async def test_what_can_never_be_kept_is_an_error_in_the_end(databases):
    def twice(session: Session) -> None:
        for _ in range(2):
            session.execute(insert(FactRow).values(name="x", value="", at=NOW))

    with pytest.raises(IntegrityError):
        await databases[0].run(twice)


async def test_text_that_the_server_refuses_is_made_sound(databases):
    """IN-17: neither NUL nor a lone surrogate reaches PostgreSQL."""
    await databases[0].run(facts.note, "odd", "a\0b\ud800c 한국", now=NOW)

    assert await databases[1].read(facts.value_of, "odd") == "abc 한국"


async def test_two_processes_write_the_same_alert_once(databases):
    """DLV-06."""

    def notice(session: Session) -> None:
        outbox.add_notice(session, "desk", "x", key="same", now=NOW)

    await asyncio.gather(*(base.run(notice) for base in databases for _ in range(5)))

    assert await databases[0].read(outbox.states) == {"pending": 1}


async def test_programs_that_start_at_once_upgrade_once(postgres_server):
    with postgres_server.database(migrated=False) as url:
        command = (sys.executable, "-m", "monitor", "migrate")
        environ = {**os.environ, "MONITOR_DATABASE_URL": url, "PYTHONPATH": "src"}
        started = [await asyncio.create_subprocess_exec(*command, env=environ) for _ in range(3)]
        assert [await one.wait() for one in started] == [0, 0, 0]
        engine = make_engine(url)
        assert schema.current_revision(engine) == schema.HEAD
        engine.dispose()


def test_a_newer_schema_is_refused_here_too(url):
    """DB-08."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaError, match="run the newer release again"):
        schema.upgrade(engine)
    engine.dispose()
