"""The ledger: what became of everything that was ever seen. Read-only functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.store.tables import EntryRow, FeedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of one entry, and why."""

    feed: str  # the feed's name
    link: str | None
    title: str
    verdict: str  # baseline | rejected | told | merged | held | dropped
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """How the polls of one feed went."""

    feed: str
    polls: int
    not_modified: int
    failures: int  # in a row
    last_error: str


def fates(session: Session, *, limit: int) -> tuple[Fate, ...]:
    """Return the newest entries, oldest first."""
    asked = (
        select(EntryRow, col(FeedRow.name))
        .join(FeedRow, col(FeedRow.id) == col(EntryRow.feed_id))
        .order_by(col(EntryRow.id).desc())
        .limit(limit)
    )
    newest_first = [
        Fate(
            feed=name,
            link=entry.link,
            title=entry.title,
            verdict=entry.verdict,
            reason=entry.reason,
        )
        for entry, name in session.execute(asked)
    ]
    return tuple(reversed(newest_first))


def visits(session: Session) -> tuple[Visits, ...]:
    """Return how every feed of feeds.yaml fares, in its order."""
    asked = select(FeedRow).where(col(FeedRow.active).is_(True)).order_by(col(FeedRow.id))
    return tuple(
        Visits(
            feed=row.name,
            polls=row.polls,
            not_modified=row.not_modified,
            failures=row.failures,
            last_error=row.last_error,
        )
        for row in session.scalars(asked)
    )


def polls_under_way(session: Session, *, now: datetime) -> int:
    """Return how many feeds are being polled."""
    asked = select(func.count()).where(
        col(FeedRow.active).is_(True), col(FeedRow.lease_until) > now
    )
    return session.scalar(asked) or 0
