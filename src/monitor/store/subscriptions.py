"""What people asked to be told. All functions run in a transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.model import Subscription
from monitor.store.tables import SubscriptionRow


def add(session: Session, wish: Subscription, *, most: int, now: datetime) -> bool:
    """Keep a wish, over an earlier one for the same pair; False if the person has too many."""
    have = {one.pair for one in of_chat(session, wish.chat_id)}
    if wish.pair not in have and len(have) >= most:
        return False
    session.merge(
        SubscriptionRow(
            chat_id=wish.chat_id, pair=wish.pair, sectors=" ".join(wish.sectors), at=now
        )
    )
    return True


def remove(session: Session, chat_id: int, *, pair: str | None) -> int:
    """Forget the wish for this pair, or all of the person's; return how many."""
    change = delete(SubscriptionRow).where(col(SubscriptionRow.chat_id) == chat_id)
    if pair is not None:
        change = change.where(col(SubscriptionRow.pair) == pair)
    return session.connection().execute(change).rowcount


def everyones(session: Session) -> tuple[Subscription, ...]:
    """Return all wishes, in a fixed order."""
    asked = select(SubscriptionRow).order_by(
        col(SubscriptionRow.chat_id), col(SubscriptionRow.pair)
    )
    return tuple(map(_wish, session.scalars(asked)))


def of_chat(session: Session, chat_id: int) -> tuple[Subscription, ...]:
    """Return one person's wishes."""
    asked = select(SubscriptionRow).where(col(SubscriptionRow.chat_id) == chat_id)
    return tuple(map(_wish, session.scalars(asked.order_by(col(SubscriptionRow.pair)))))


def _wish(row: SubscriptionRow) -> Subscription:
    return Subscription(chat_id=row.chat_id, pair=row.pair, sectors=tuple(row.sectors.split()))
