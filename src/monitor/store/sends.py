"""When messages went out, for pacing that all senders of one database share (TG-03)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.store.tables import SendRow

_PACE_LOCK = 5_202_602  # any number that no other advisory lock of this program has


def take_turn(session: Session) -> None:
    """Wait until no other sender decides. SQLite's BEGIN IMMEDIATE has done so already."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text(f"SELECT pg_advisory_xact_lock({_PACE_LOCK})"))


def to_chat(session: Session, chat_id: int | str, *, since: datetime) -> tuple[datetime, ...]:
    """Return the moments of sends to this chat since, in order."""
    asked = select(col(SendRow.at)).where(
        col(SendRow.at) > since, col(SendRow.chat) == str(chat_id)
    )
    return tuple(session.scalars(asked.order_by(col(SendRow.at))))


def overall(session: Session, *, since: datetime) -> tuple[datetime, ...]:
    """Return the moments of all sends since, in order."""
    asked = select(col(SendRow.at)).where(col(SendRow.at) > since)
    return tuple(session.scalars(asked.order_by(col(SendRow.at))))


def note(session: Session, chat_id: int | str, *, at: datetime) -> None:
    """Write down that a message to this chat goes out at this moment."""
    session.add(SendRow(chat=str(chat_id), at=at))
    session.flush()


def forget(session: Session, *, before: datetime) -> int:
    """Drop what no rule looks at any more; return how many."""
    change = delete(SendRow).where(col(SendRow.at) < before)
    return session.connection().execute(change).rowcount


def count(session: Session, *, now: datetime, window: timedelta) -> int:
    """Return how many messages went out within the window that ends now."""
    asked = select(func.count()).select_from(SendRow).where(col(SendRow.at) > now - window)
    return session.scalar(asked) or 0
