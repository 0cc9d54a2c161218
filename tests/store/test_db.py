"""The database: what a transaction promises, on SQLite files and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from monitor.errors import SchemaError
from monitor.store import facts, schema
from monitor.store.db import Database, make_engine
from monitor.store.tables import FactRow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(make_engine(url))
    yield opened
    opened.close()


def increment(session: Session) -> int:
    """Read, then write: what is lost when two do it at once."""
    number = int(facts.value_of(session, "counter", hold=True) or 0) + 1
    facts.note(session, "counter", str(number), now=NOW)
    return number


async def test_no_update_is_lost_between_tasks(database: Database):
    """DB-01: 8 tasks, 15 read-modify-writes each."""
    await database.run(facts.note, "counter", "0", now=NOW)

    async def fifteen() -> None:
        for _ in range(15):
            await database.run(increment)

    await asyncio.gather(*(fifteen() for _ in range(8)))

    assert database.read_now(facts.value_of, "counter") == "120"


async def test_no_update_is_lost_between_connections(database: Database, url: str):
    """DB-01: two writers that know nothing of each other, as two processes would be."""
    other = Database(make_engine(url))
    await database.run(facts.note, "counter", "0", now=NOW)
    try:
        await asyncio.gather(
            *(base.run(increment) for base in (database, other) for _ in range(60))
        )
    finally:
        other.close()

    assert database.read_now(facts.value_of, "counter") == "120"


async def test_every_connection_is_set_up(database: Database):
    """DB-02."""
    if database.dialect != "sqlite":
        pytest.skip("pragmas are SQLite's")

    def pragmas(session: Session) -> list[object]:
        names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        return [session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await database.run(pragmas) == ["wal", 2, 10_000, 1]
    assert await database.read(pragmas) == ["wal", 2, 10_000, 1]


async def test_what_fails_undoes_itself_and_nothing_else(database: Database):
    """Transactions that wait are committed together, each with its own end."""

    def fails(session: Session) -> None:
        facts.note(session, "bad", "", now=NOW)
        raise ValueError("no")

    runs = [database.run(increment), database.run(fails), database.run(increment)]
    ends = await asyncio.gather(*runs, return_exceptions=True)

    assert [type(end) for end in ends] == [int, ValueError, int]
    assert database.read_now(facts.value_of, "counter") == "2"
    assert database.read_now(facts.value_of, "bad") is None


async def test_a_read_sees_what_was_committed_before_it(database: Database):
    await database.run(facts.note, "seen", "yes", now=NOW)

    assert await database.read(facts.value_of, "seen") == "yes"


async def test_times_are_aware_utc_in_and_out(database: Database):
    """DB-05: another zone is turned into UTC, none at all is refused."""
    seoul = datetime(2026, 3, 1, 21, tzinfo=timezone(timedelta(hours=9)))

    await database.run(facts.note, "seoul", "", now=seoul)

    kept = database.read_now(facts.noted_at, "seoul")
    assert kept == NOW
    assert kept.tzinfo is UTC
    with pytest.raises(StatementError, match="without a zone"):
        await database.run(facts.note, "naive", "", now=datetime(2026, 3, 1))  # noqa: DTZ001 - the point


async def test_a_row_is_forgotten_with_its_session(database: Database):
    """DB-06: values may be read after the commit; no lazy load ever happens."""

    def keep(session: Session) -> FactRow:
        row = FactRow(name="row", value="kept", at=NOW)
        session.add(row)
        return row

    assert (await database.run(keep)).value == "kept"


async def test_only_one_process_is_alone(database: Database, url: str):
    if database.dialect != "sqlite":
        assert not database.alone(), "on a server nobody can know"
        return
    other = Database(make_engine(url))
    try:
        assert database.alone()
        assert not other.alone()
    finally:
        other.close()


def test_the_newest_migration_is_the_schema_of_the_tables(empty_url: str):
    """Alembic finds no difference between its migrations and store/tables.py."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from monitor.store import migrations
    from monitor.store.tables import metadata

    engine = make_engine(empty_url)
    schema.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    folder = Path(str(migrations.__file__)).parent
    assert ScriptDirectory(str(folder)).get_current_head() == schema.HEAD


def test_a_newer_schema_is_refused_with_a_clear_word(empty_url: str):
    """DB-08: an older release must not write into it."""
    engine = make_engine(empty_url)
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaError, match="run the newer release again"):
        schema.upgrade(engine)
    engine.dispose()


def test_upgrading_twice_changes_nothing(empty_url: str):
    engine = make_engine(empty_url)

    assert schema.upgrade(engine) is None
    assert schema.upgrade(engine) == schema.HEAD
    engine.dispose()
