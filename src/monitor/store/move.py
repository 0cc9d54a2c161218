"""Moving up: every row of one database into another, compared one by one.

Meant for SQLite -> PostgreSQL, before a second machine is added. It may be cut off and started
again: rows that are there already are left, and compared like all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from monitor.errors import MonitorError
from monitor.store import schema
from monitor.store.tables import metadata, sound

BATCH = 500  # rows a statement; a restart repeats at most so many


class MoveError(MonitorError):
    """The copy is not what the original is; nothing should run on it."""


def move(source: Engine, target: Engine) -> Iterator[tuple[str, int]]:
    """Copy all tables; yield (table, rows) of each once it was compared.

    The source is read as it was at the start; nothing may work on it meanwhile, since what is
    written later is not copied.

    Raises:
        MoveError: the target holds something else, or what was read back differs.
    """
    schema.upgrade(source)
    schema.upgrade(target)
    with source.execution_options(monitor_reads=True).connect() as old:
        for table in metadata.sorted_tables:
            yield table.name, _move_table(old, target, table)


def _move_table(old: Connection, target: Engine, table: Table) -> int:
    rows = 0
    for batch in _batches(old, table):
        rows += len(batch)
        with target.begin() as new:
            new.execute(insert(table).on_conflict_do_nothing(), batch)
            _compare(new, table, batch)
    with target.begin() as new:
        _count(new, table, rows)
        _follow_ids(new, table)
    return rows


def _batches(old: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows = old.execute(select(table).order_by(*table.primary_key.columns)).mappings()
    kept = ({name: _sound(value) for name, value in row.items()} for row in rows)
    while batch := list(islice(kept, BATCH)):
        yield batch


def _sound(value: Any) -> Any:
    return sound(value) if isinstance(value, str) else value


def _compare(new: Connection, table: Table, batch: Sequence[dict[str, Any]]) -> None:
    keys = [column.name for column in table.primary_key.columns]
    wanted = {tuple(row[name] for name in keys): row for row in batch}
    asked = select(table).where(tuple_(*table.primary_key.columns).in_(list(wanted)))
    found = {tuple(row[name] for name in keys): dict(row) for row in new.execute(asked).mappings()}
    for key, row in wanted.items():
        if found.get(key) != row:
            raise MoveError(
                f"{table.name} {key}: the target holds something else; "
                "move into an empty database that nothing runs on"
            )


def _count(new: Connection, table: Table, rows: int) -> None:
    there = new.scalar(select(func.count()).select_from(table))
    if there != rows:
        raise MoveError(f"{table.name}: {rows} rows were copied, and the target has {there}")


def _follow_ids(new: Connection, table: Table) -> None:
    """Let numbers that the target gives begin after those that were copied."""
    key = list(table.primary_key.columns)[0]  # noqa: RUF015 - a column collection, no iterator
    if table.autoincrement_column is None:
        return
    new.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'), "  # noqa: S608 - our own names
            f"coalesce(max({key.name}), 1), max({key.name}) IS NOT NULL) FROM {table.name}"
        )
    )
