"""Is the bot alive, and does it do its work? Pure judgement of facts read in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from monitor.store import chats, facts, feeds, outbox

TICK_MOST = timedelta(minutes=2)  # upkeep notes a tick every 15 s
OVERDUE_MOST = timedelta(minutes=15)  # a feed that is due waits at most so long
WAITING_MOST = timedelta(minutes=15)  # so does a message; quiet hours and parked chats are no wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is wrong, in words; nothing when the bot does its work."""

    problems: tuple[str, ...]


def health(session: Session, *, now: datetime) -> Health:
    """Return whether the clock ticks, feeds are polled and messages go out."""
    return Health(problems=tuple(filter(None, (_clock(session, now), *_work(session, now)))))


def _clock(session: Session, now: datetime) -> str:
    tick = facts.noted_at(session, "tick")
    if tick is None:
        return "the clock never ticked: `monitor run` has not started on this database"
    return f"the clock stands still since {tick:%H:%M:%S} UTC" if now - tick > TICK_MOST else ""


def _work(session: Session, now: datetime) -> tuple[str, ...]:
    due, waits = feeds.next_due_at(session), outbox.oldest_waiting(session, now=now)
    stopped = chats.why_stopped(session)
    return (
        f"feeds are not polled: one is due since {due:%H:%M} UTC"
        if due is not None and now - due > OVERDUE_MOST
        else "",
        f"messages do not go out: one waits for {waits}"
        if waits is not None and waits > WAITING_MOST
        else "",
        f"sending has stopped: {stopped}" if stopped is not None else "",
    )
