"""What there is to measure, in one read. Read-only functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.store import chats, entries, facts, outbox
from monitor.store.feed_health import healths
from monitor.store.tables import FeedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Counts and moments; moments are seconds since 1970, 0 for never."""

    feeds: dict[str, int]  # by state
    polls: int
    not_modified: int
    last_success: tuple[tuple[str, float], ...]  # address and moment, the longest ago first
    entries: dict[str, int]  # by verdict
    deliveries: dict[str, int]  # by state
    outbox_age_seconds: float
    chats_parked: int
    tick_timestamp: float


def measures(session: Session, *, now: datetime) -> Measures:
    """Return what the tables say now."""
    found = healths(session, now=now)
    states = [feed.state for feed in found]
    waits, tick = outbox.oldest_waiting(session, now=now), facts.noted_at(session, "tick")
    polls, not_modified = session.execute(
        select(func.sum(FeedRow.polls), func.sum(FeedRow.not_modified)).where(col(FeedRow.id) > 0)
    ).one()
    last = ((feed.url, _seconds(feed.last_success_at)) for feed in found)
    return Measures(
        feeds={state: states.count(state) for state in states},
        polls=polls or 0,
        not_modified=not_modified or 0,
        last_success=tuple(sorted(last, key=lambda one: one[1])),
        entries=entries.verdicts(session),
        deliveries=outbox.states(session),
        outbox_age_seconds=waits.total_seconds() if waits else 0.0,
        chats_parked=len(chats.parked(session)),
        tick_timestamp=_seconds(tick),
    )


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
