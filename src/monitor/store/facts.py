"""Single facts by name: the heartbeat, the last notice. All functions run in a transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from monitor.store.tables import FactRow


def note(session: Session, name: str, value: str, *, now: datetime) -> None:
    """Write the fact down, over what it said before."""
    session.merge(FactRow(name=name, value=value, at=now))


def noted_at(session: Session, name: str) -> datetime | None:
    """Return when the fact was written down last, None if it never was."""
    row = session.get(FactRow, name)
    return row.at if row else None


def value_of(session: Session, name: str, *, hold: bool = False) -> str | None:
    """Return what the fact says, None if it was never written down.

    With `hold` nobody else changes it until the end of this transaction.
    """
    row = session.get(FactRow, name, with_for_update=hold)
    return row.value if row else None
