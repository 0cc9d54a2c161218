"""Backups of a SQLite database while it is written to, and back again (DB-04).

All pages are copied in one step, from one snapshot: in small steps every write of another
process would start the copy anew, and under load it would never end.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from monitor.errors import MonitorError
from monitor.store.schema import HEAD

ALL_PAGES = -1
WAIT_SECONDS = 30.0  # for a writer that is just committing


class BackupError(MonitorError):
    """The backup cannot be made, or is none."""


def backup(database: Path, file: Path) -> str:
    """Copy the database into a new file; return the schema's revision.

    The file appears under its name once it has been verified, and never before.

    Raises:
        BackupError: there is no such database, the file exists, or the copy is not sound.
    """
    if not database.is_file():
        raise BackupError(f"{database} does not exist")
    if file.exists():
        raise BackupError(f"{file} exists; give a new name")
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    _copy(database, part)
    revision = verify(part)
    part.rename(file)
    return revision


def restore(file: Path, database: Path) -> str:
    """Put the backup in the database's place, in one transaction; return its revision.

    Nothing may run on the database meanwhile; that is for the caller to know.

    Raises:
        BackupError: the file is no sound backup, or was made by a newer release.
    """
    if not file.is_file():
        raise BackupError(f"{file} does not exist")
    revision = verify(file)
    if revision > HEAD:
        raise BackupError(f"{file} has schema {revision}, this release knows {HEAD}")
    database.parent.mkdir(parents=True, exist_ok=True)
    _copy(file, database)
    return revision


def _copy(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as old,
        closing(sqlite3.connect(target, timeout=WAIT_SECONDS)) as new,
    ):
        old.backup(new, pages=ALL_PAGES)
        new.execute("PRAGMA journal_mode=DELETE")  # one file holds all; a run sets WAL again


def verify(file: Path) -> str:
    """Return the schema's revision of a sound database of ours. Raises BackupError."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            damage = opened.execute("PRAGMA integrity_check").fetchone()
            orphans = opened.execute("PRAGMA foreign_key_check").fetchone()
            revision = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} is no database of monitor: {error}") from error
    if damage != ("ok",) or orphans is not None or revision is None:
        raise BackupError(f"{file} is damaged")
    return str(revision[0])
