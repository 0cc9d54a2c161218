"""`monitor migrate`, `backup` and `restore`: the database's schema, its place and its copies."""

from __future__ import annotations

import argparse
from pathlib import Path

from sqlalchemy.engine import make_url

from monitor.config import read_settings
from monitor.errors import ConfigError, MonitorError
from monitor.store import backup, schema
from monitor.store.db import Database, make_engine
from monitor.store.move import move

IN_USE = "a process works on {}; stop it first"


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs."""
    parser = verbs.add_parser(
        "migrate",
        help="bring the database's schema up to date, or move it to PostgreSQL",
        description="Upgrades the schema of MONITOR_DATABASE_URL; `monitor run` does so, too. "
        "With --to, copies everything into an empty PostgreSQL database and compares every row; "
        "may be repeated when it was cut off.",
    )
    parser.add_argument("--to", metavar="URL", help="postgresql+psycopg://USER:PASSWORD@HOST/NAME")
    parser.set_defaults(call=_migrate)
    parser = verbs.add_parser(
        "backup",
        help="copy a SQLite database into a file, also while the bot runs",
        description="Copies the SQLite database of MONITOR_DATABASE_URL and verifies the copy.",
    )
    parser.add_argument("file", type=Path)
    parser.set_defaults(call=_backup)
    parser = verbs.add_parser(
        "restore",
        help="put a backup in the database's place",
        description="Verifies the backup and puts it in the place of MONITOR_DATABASE_URL.",
    )
    parser.add_argument("file", type=Path)
    parser.set_defaults(call=_restore)


def _migrate(parsed: argparse.Namespace) -> int:
    if parsed.to:
        return _move(parsed.to)
    engine = make_engine(read_settings().database_url)
    try:
        before = schema.upgrade(engine)
    finally:
        engine.dispose()
    if before == schema.HEAD:
        print(f"schema {schema.HEAD}: up to date")
    else:
        print(f"schema {schema.HEAD}: upgraded from {before or 'an empty database'}")
    return 0


def _move(url: str) -> int:
    address = read_settings({"MONITOR_DATABASE_URL": url}).database_url
    if not address.startswith("postgresql"):
        raise ConfigError(("--to: must start with postgresql+psycopg://",))
    path = _sqlite_path()
    source = _held(path)
    target = make_engine(address)
    try:
        for table, rows in move(source.engine, target):
            print(f"{table}: {rows} rows, compared")
    finally:
        target.dispose()
        source.close()
    print("moved; let MONITOR_DATABASE_URL name the new database from now on")
    return 0


def _backup(parsed: argparse.Namespace) -> int:
    revision = backup.backup(_sqlite_path(), parsed.file)
    print(f"{parsed.file}: schema {revision}, verified")
    return 0


def _restore(parsed: argparse.Namespace) -> int:
    path = _sqlite_path()
    _held(path).close()
    revision = backup.restore(parsed.file, path)
    print(f"{path}: restored from {parsed.file}, schema {revision}")
    return 0


def _sqlite_path() -> Path:
    url = make_url(read_settings().database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise ConfigError(
            ("MONITOR_DATABASE_URL: this is for SQLite; use pg_dump and pg_restore on PostgreSQL",)
        )
    return Path(url.database)


def _held(path: Path) -> Database:
    """Open the database as its only user."""
    database = Database(make_engine(f"sqlite:///{path}"))
    if not database.alone():
        database.close()
        raise MonitorError(IN_USE.format(path))
    return database
