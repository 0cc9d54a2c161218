"""Retention: bodies go after a while, keys stay for ever (STORM-06). Runs in a transaction.

An entry's row, its names and its verdict remain, so that it never counts as new again; its
summary and text, which are most of what it holds, do not.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.store import facts
from monitor.store.tables import EntryRow

BATCH = 500  # entries a transaction, so that no other waits long
_THROUGH = "pruned_through"  # the fact that says how far we came: old rows are looked at once
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def prune(session: Session, *, before: datetime, now: datetime) -> int:
    """Drop the bodies of the oldest entries that were seen before; return how many were looked at.

    What is held stays whole: the operator may still release it.
    """
    through = datetime.fromisoformat(facts.value_of(session, _THROUGH) or _NEVER.isoformat())
    asked = (
        select(col(EntryRow.id), col(EntryRow.seen_at))
        .where(col(EntryRow.seen_at) > through, col(EntryRow.seen_at) < before)
        .order_by(col(EntryRow.seen_at))
        .limit(BATCH)
    )
    found = session.execute(asked).all()
    if not found:
        return 0
    last = found[-1][1]
    # All of the last moment: one poll's entries share it, and the next batch begins after it.
    change = update(EntryRow).where(
        col(EntryRow.seen_at) > through,
        col(EntryRow.seen_at) <= last,
        col(EntryRow.verdict) != "held",
    )
    session.connection().execute(change.values(summary="", text=""))
    facts.note(session, _THROUGH, last.isoformat(), now=now)
    return len(found)
