"""Backups under write load, and the move to PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from tests import postgres
from tests.stages.sender import empty_database, story

from monitor.model import Alert, Entry, Feed, FeedId
from monitor.store import backup, entries, facts, feeds, move, outbox, schema, stories
from monitor.store.db import Database, make_engine
from monitor.store.tables import EntryRow, FactRow, metadata

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "monitor.db"
    path.write_bytes(empty_database())
    return path


@pytest.fixture
def small(file: Path) -> Iterator[Database]:
    database = Database(make_engine(f"sqlite:///{file}"))
    database.submit(fill).result()
    yield database
    database.close()


def fill(session) -> None:
    """A little of everything."""
    feeds.sync(session, [Feed(url="https://a.example/", name="A", family="a")], now=NOW)
    session.flush()
    for number in range(1200):
        found = entries.Candidate(
            entry=Entry(
                key=f"k{number}", guid=None, link=None, canonical_link=None,
                title=f"한국 {number}", summary="", content_hash="",
            ),
            identities=(f"k{number}",),
        )  # fmt: skip
        entries.add(session, FeedId(1), [found], verdict="rejected", reason="", now=NOW)
    told = stories.open_story(session, story(1), cooperation=True)
    alert = Alert(story_id=told.id, chat="desk", kind="new", revision=1)
    outbox.add(session, (alert,), not_before={}, now=NOW)


def rows(engine, table) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_a_backup_ends_under_write_load_and_can_be_restored(small, file, tmp_path):
    """DB-04."""
    stop = threading.Event()
    count = 0

    def write() -> None:
        nonlocal count
        while not stop.is_set():
            small.submit(facts.note, f"n{count}", "", now=NOW).result()
            count += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [tmp_path / f"copy{number}" for number in range(5)]
        revisions = {backup.backup(file, copy) for copy in copies}
    finally:
        stop.set()
        writer.join()

    assert revisions == {schema.HEAD}
    assert count > 0, "the load was none"
    restored = tmp_path / "restored.db"
    backup.restore(copies[-1], restored)
    engine = make_engine(f"sqlite:///{restored}")
    assert rows(engine, EntryRow) == 1200
    assert schema.upgrade(engine) == schema.HEAD
    engine.dispose()


def test_a_restore_takes_back_what_was_written_since(small, file, tmp_path):
    backup.backup(file, tmp_path / "copy")
    small.submit(facts.note, "later", "", now=NOW).result()
    small.close()

    backup.restore(tmp_path / "copy", file)

    engine = make_engine(f"sqlite:///{file}")
    assert rows(engine, FactRow) == 0
    engine.dispose()


def test_what_is_no_backup_is_refused(small, file, tmp_path):
    torn = tmp_path / "torn"
    torn.write_bytes(empty_database()[:9000])
    with pytest.raises(backup.BackupError, match=r"no database of monitor|damaged"):
        backup.restore(torn, file)
    with pytest.raises(backup.BackupError, match="exists; give a new name"):
        backup.backup(file, torn)


@pytest.mark.postgres
def test_a_move_copies_every_row_and_may_be_repeated(small, postgres_server: postgres.Server):
    with postgres_server.database(migrated=False) as url:
        target = make_engine(url)
        first = dict(move.move(small.engine, target))
        with target.begin() as cut_off:  # as if the first had not come to its end
            cut_off.execute(text("DELETE FROM delivery"))
            cut_off.execute(text("DELETE FROM entry WHERE id > 700"))
        again = dict(move.move(small.engine, target))

        assert first == again == {t.name: rows(small.engine, t) for t in metadata.sorted_tables}
        assert first["entry"] == 1200
        with target.begin() as new:  # numbers go on after those that were copied
            told = new.execute(text("SELECT nextval(pg_get_serial_sequence('entry', 'id'))"))
            assert told.scalar_one() == 1201
        target.dispose()


@pytest.mark.postgres
def test_a_move_into_a_base_that_is_in_use_is_refused(small, postgres_server: postgres.Server):
    with postgres_server.database(migrated=True) as url:
        target = make_engine(url)
        with target.begin() as new:
            new.execute(insert(FactRow).values(name="tick", value="", at=NOW))
        with pytest.raises(move.MoveError, match="target has 1"):
            dict(move.move(small.engine, target))
        target.dispose()
