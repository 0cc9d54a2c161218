"""What is known of the chats themselves: held back, parked, moved, or nothing sent at all.

State of a chat is kept with the chat and never with the first row of its queue: the second would
overtake it (DLV-07). All functions run in a transaction.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.store.entries import insert_new
from monitor.store.tables import ChatRow, FactRow

STOP = "sending_stopped"  # the name of a fact


def chat_row(session: Session, name: str) -> ChatRow:
    """Return the chat's row, made when it is not there and held. For this package only."""
    insert_new(session, ChatRow.__table__, [{"name": name, "parked_reason": ""}])  # type: ignore[attr-defined]  # not declared
    return session.get_one(ChatRow, name, with_for_update=True)


def hold_chat(session: Session, chat: str, *, until: datetime) -> None:
    """Send nothing to this chat before `until` (TG-04); later of two wins."""
    row = chat_row(session, chat)
    row.not_before = max(until, row.not_before or until)


def park_chat(
    session: Session, chat: str, *, reason: str, probe_at: datetime, now: datetime
) -> bool:
    """Stop sending to a chat that refuses us, its queue kept (TG-11); return whether this is news."""
    row = chat_row(session, chat)
    news = row.parked_at is None
    row.parked_at, row.parked_reason, row.probe_at = row.parked_at or now, reason[:500], probe_at
    return news


def unpark_due(session: Session, *, now: datetime) -> int:
    """Let chats be tried again whose probe is due; return how many."""
    change = update(ChatRow).where(col(ChatRow.probe_at) <= now)
    done = session.connection().execute(change.values(parked_at=None, probe_at=None))
    return done.rowcount


def move_chat(session: Session, chat: str, *, new_chat_id: int) -> None:
    """Remember the id that a group migrated to (TG-10); pending rows follow by name."""
    chat_row(session, chat).moved_to = new_chat_id


def stopped(session: Session) -> bool:
    """Tell whether nothing is sent at all (TG-13)."""
    return session.get(FactRow, STOP) is not None


def stop_sending(session: Session, *, reason: str, now: datetime) -> bool:
    """Send nothing at all until `resume_sending` (TG-13); return whether this is news."""
    if stopped(session):
        return False
    session.add(FactRow(name=STOP, value=reason, at=now))
    return True


def resume_sending(session: Session) -> None:
    """Send again; called at each start, since the operator has mended the token by then."""
    if row := session.get(FactRow, STOP):
        session.delete(row)


def why_stopped(session: Session) -> str | None:
    """Return why nothing is sent at all (TG-13), None when sending goes on."""
    row = session.get(FactRow, STOP)
    return row.value if row else None


def parked(session: Session) -> tuple[tuple[str, str], ...]:
    """Return (chat, why) of every chat that refuses us."""
    asked = select(ChatRow).where(col(ChatRow.parked_at).is_not(None)).order_by(col(ChatRow.name))
    return tuple((row.name, row.parked_reason) for row in session.scalars(asked))


def digested(session: Session, chat: str, *, now: datetime) -> None:
    """Remember that the chat has its digest up to now."""
    chat_row(session, chat).digested_at = now
