"""When messages went out, for pacing that all senders of one database share (TG-03)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, text, true, update
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.store.tables import SendRow

UNDER_WAY = timedelta(minutes=3)  # longer than any call (TG-14); then its sender is gone
_PACE_LOCK = 5_202_602  # any number that no other advisory lock of this program has


def take_turn(session: Session) -> None:
    """Wait until no other sender decides. SQLite's BEGIN IMMEDIATE has done so already."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text(f"SELECT pg_advisory_xact_lock({_PACE_LOCK})"))


def to_chat(
    session: Session, chat_id: int | str, *, since: datetime, now: datetime
) -> tuple[datetime, ...]:
    """Return the moments of sends to this chat since, in order."""
    return _moments(session, col(SendRow.chat) == str(chat_id), since=since, now=now)


def overall(session: Session, *, since: datetime, now: datetime) -> tuple[datetime, ...]:
    """Return the moments of all sends since, in order."""
    return _moments(session, true(), since=since, now=now)


def _moments(
    session: Session, which: ColumnElement[bool], *, since: datetime, now: datetime
) -> tuple[datetime, ...]:
    """Return by when each send had arrived at the latest: its answer, or now while it is awaited.

    The beginning would not do: requests that begin evenly arrive bunched when a connection has
    to be made first, and Telegram counts arrivals.
    """
    under_way = col(SendRow.done_at).is_(None) & (col(SendRow.at) > now - UNDER_WAY)
    asked = select(col(SendRow.done_at)).where(which, (col(SendRow.done_at) > since) | under_way)
    return tuple(sorted(done or now for done in session.scalars(asked)))


def note(session: Session, chat_id: int | str, *, at: datetime) -> None:
    """Write down that a message to this chat goes out at this moment."""
    session.add(SendRow(chat=str(chat_id), at=at))
    session.flush()


def settle(session: Session, chat_id: int | str, *, at: datetime) -> None:
    """Write down that what was under way to this chat has its answer."""
    mine = (col(SendRow.chat) == str(chat_id)) & col(SendRow.done_at).is_(None)
    session.connection().execute(update(SendRow).where(mine).values(done_at=at))


def settle_all(session: Session, *, at: datetime) -> None:
    """Write down that nothing is under way: for the only process on a database, at its start."""
    change = update(SendRow).where(col(SendRow.done_at).is_(None))
    session.connection().execute(change.values(done_at=at))


def forget(session: Session, *, before: datetime) -> int:
    """Drop what no rule looks at any more; return how many."""
    change = delete(SendRow).where(col(SendRow.at) < before)
    return session.connection().execute(change).rowcount
