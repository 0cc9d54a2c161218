"""What an operator should know of, as the tables tell it. Read-only functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.store.tables import ChatRow, DeliveryRow, EntryRow, FeedRow

SILENT_FACTOR = 10  # times a feed's own rhythm without anything new
SILENT_LEAST = timedelta(days=2)  # a long weekend is no trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTrouble:
    """A feed that needs a look. `since` is a moment in words, "" where it has no meaning."""

    id: int
    name: str
    url: str
    failures: int
    error: str
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatTrouble:
    """A chat that refuses us."""

    name: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """Entries of one feed that are held (STORM-04)."""

    id: int
    name: str
    count: int
    since: str


def gone(session: Session) -> tuple[FeedTrouble, ...]:
    """Return feeds that answered 410 (POLL-11)."""
    return _feeds(session, col(FeedRow.gone_at).is_not(None), since="gone_at")


def failing(session: Session, *, least: int) -> tuple[FeedTrouble, ...]:
    """Return feeds that failed at least so often in a row, the gone ones left out."""
    return _feeds(session, col(FeedRow.failures) >= least, col(FeedRow.gone_at).is_(None))


def silent(session: Session, *, now: datetime) -> tuple[FeedTrouble, ...]:
    """Return feeds that answer, and have brought nothing new for long beyond their rhythm."""
    found = _rows(
        session,
        col(FeedRow.rhythm_seconds).is_not(None),
        col(FeedRow.last_new_at) < now - SILENT_LEAST,
        col(FeedRow.failures) == 0,
    )
    return tuple(_trouble(row, "last_new_at") for row in found if _is_silent(row, now))


def parked(session: Session) -> tuple[ChatTrouble, ...]:
    """Return chats that refuse us (TG-11)."""
    asked = select(ChatRow).where(col(ChatRow.parked_at).is_not(None)).order_by(col(ChatRow.name))
    return tuple(
        ChatTrouble(name=row.name, reason=row.parked_reason, since=_said(row.parked_at))
        for row in session.scalars(asked)
    )


def storms(session: Session) -> tuple[Storm, ...]:
    """Return what is held, by feed."""
    asked = (
        select(col(FeedRow.id), col(FeedRow.name), func.count(), func.max(EntryRow.seen_at))
        .join(EntryRow, col(EntryRow.feed_id) == col(FeedRow.id))
        .where(col(EntryRow.verdict) == "held")
        .group_by(col(FeedRow.id), col(FeedRow.name))
        .order_by(col(FeedRow.id))
    )
    return tuple(
        Storm(id=number or 0, name=name, count=count, since=_said(newest))
        for number, name, count, newest in session.execute(asked)
    )


def newest_unknown(session: Session) -> tuple[int | None, int]:
    """Return the id of the newest delivery in doubt, None without any, and how many there are."""
    asked = select(func.max(DeliveryRow.id), func.count()).where(
        col(DeliveryRow.state) == "unknown"
    )
    newest, count = session.execute(asked).one()
    return newest, count


def _feeds(
    session: Session, *conditions: ColumnElement[bool], since: str = ""
) -> tuple[FeedTrouble, ...]:
    return tuple(_trouble(row, since) for row in _rows(session, *conditions))


def _rows(session: Session, *conditions: ColumnElement[bool]) -> tuple[FeedRow, ...]:
    asked = select(FeedRow).where(col(FeedRow.active).is_(True), *conditions)
    return tuple(session.scalars(asked.order_by(col(FeedRow.id))))


def _trouble(row: FeedRow, since: str) -> FeedTrouble:
    return FeedTrouble(
        id=row.id or 0,
        name=row.name,
        url=row.url,
        failures=row.failures,
        error=row.last_error,
        since=_said(getattr(row, since)) if since else "",
    )


def _is_silent(row: FeedRow, now: datetime) -> bool:
    usual = timedelta(seconds=row.rhythm_seconds or 0)
    return row.last_new_at is not None and now - row.last_new_at > SILENT_FACTOR * usual


def _said(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
