"""How each feed does, for people to look at. Read-only functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.store import troubles
from monitor.store.tables import EntryRow, FeedRow

State = Literal["new", "ok", "failing", "gone", "silent", "held", "paused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One feed of feeds.yaml, as its row tells."""

    url: str
    name: str
    state: State
    error: str  # of the last poll; "" when it went well
    failures: int  # in a row
    polls: int
    not_modified: int
    held: int  # entries (STORM-04)
    rhythm: timedelta | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    next_check_at: datetime


def healths(session: Session, *, now: datetime) -> tuple[FeedHealth, ...]:
    """Return every feed that stands in feeds.yaml, in the order in which they came."""
    silent = {feed.id for feed in troubles.silent(session, now=now)}
    held = _held(session)
    asked = select(FeedRow).where(col(FeedRow.active).is_(True)).order_by(col(FeedRow.id))
    return tuple(
        _health(row, held=held.get(row.id or 0, 0), silent=row.id in silent)
        for row in session.scalars(asked)
    )


def _held(session: Session) -> dict[int, int]:
    asked = (
        select(col(EntryRow.feed_id), func.count())
        .where(col(EntryRow.verdict) == "held")
        .group_by(col(EntryRow.feed_id))
    )
    return {feed: count for feed, count in session.execute(asked)}  # noqa: C416 - rows


def _health(row: FeedRow, *, held: int, silent: bool) -> FeedHealth:
    return FeedHealth(
        url=row.url,
        name=row.name,
        state=_state(row, held=held, silent=silent),
        error=row.last_error,
        failures=row.failures,
        polls=row.polls,
        not_modified=row.not_modified,
        held=held,
        rhythm=None if row.rhythm_seconds is None else timedelta(seconds=row.rhythm_seconds),
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        next_check_at=row.next_check_at,
    )


def _state(row: FeedRow, *, held: int, silent: bool) -> State:
    """Return the gravest that is true."""
    states: tuple[tuple[State, object], ...] = (
        ("gone", row.gone_at),
        ("paused", row.paused),
        ("failing", row.failures),
        ("held", held),
        ("silent", silent),
        ("ok", row.last_success_at),
    )
    return next((state for state, holds in states if holds), "new")
