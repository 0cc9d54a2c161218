"""Entries -> findings -> stories -> alerts -> outbox, in one transaction: all or nothing.

The feed's validators are committed with the entries that they came with (invariant 2), and
what a chat shall hear is committed with the entry that says it (DLV-01).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from monitor.model import PollTarget, Watchlist
from monitor.stages.book import StoryBook
from monitor.stages.judge import Case, IngestReport, Judge
from monitor.store import entries, feeds, stories
from monitor.store.entries import Candidate

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_HELD = "too much of this feed is new at once; `monitor held` releases or drops it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a transaction is given: everything pure is done before it begins."""

    target: PollTarget
    taken: feeds.Taken | None  # None: of a push, which says nothing of the next poll
    candidates: tuple[Candidate, ...]
    entries_in_feed: int
    watchlist: Watchlist
    now: datetime


def ingest(session: Session, intake: Intake, book: StoryBook) -> IngestReport:
    """Keep what is new, decide who hears of it, and move the feed on."""
    try:
        return _ingest(session, intake, book)
    except BaseException:
        book.forget()  # the transaction is undone, so what the book learned is not true
        raise


def _ingest(session: Session, intake: Intake, book: StoryBook) -> IngestReport:
    target, now = intake.target, intake.now
    feeds.hold(session, target.feed_id)
    fresh = entries.unseen(session, target.feed_id, intake.candidates)
    report = IngestReport()
    if fresh:
        stories.take_turn(session)
        book.catch_up(session, now=now)
        report = _take_in(session, intake, fresh, book)
    if intake.taken is None:
        feeds.record_push(session, target.feed_id, new=len(fresh), now=now)
    else:
        feeds.record_taken(session, target.feed_id, intake.taken, new=len(fresh), now=now)
    return report


def _take_in(
    session: Session, intake: Intake, fresh: Sequence[Candidate], book: StoryBook
) -> IngestReport:
    target = intake.target
    held = not target.first and _is_storm(intake, len(fresh))
    ids = entries.add(
        session,
        target.feed_id,
        fresh,
        verdict="held" if held else "rejected",
        reason=_HELD if held else "",
        now=intake.now,
    )
    case = Case(
        feed_id=target.feed_id, feed=target.feed, watchlist=intake.watchlist, now=intake.now
    )
    judge = Judge(session, case, book)
    silent = _silent(intake, fresh)
    for one in () if held else oldest_first(fresh):
        judge.judge(one, ids[one.entry.key], silent=one.entry.key in silent)
    report = judge.seal()
    report.new = len(fresh)
    report.held = len(fresh) if held else 0
    report.findings = sum(bool(one.finding and one.finding.cooperation) for one in fresh)
    return report


def _is_storm(intake: Intake, new: int) -> bool:
    """STORM-04."""
    rules = intake.watchlist.rules
    return new > rules.storm_count and new / max(1, intake.entries_in_feed) > rules.storm_share


def _silent(intake: Intake, fresh: Sequence[Candidate]) -> frozenset[str]:
    """Return the keys of entries that are remembered but not told (STORM-01)."""
    rule = intake.watchlist.rules.first_poll
    if not intake.target.first or rule == "all":
        return frozenset()
    newest = 0 if rule == "silent" else int(rule.removeprefix("newest-"))
    by_age = list(reversed(oldest_first(fresh)))
    return frozenset(one.entry.key for one in by_age[newest:])


def oldest_first(fresh: Sequence[Candidate]) -> list[Candidate]:
    """Return entries in the order in which they were published; undated ones keep their place.

    Feeds list the newest first, so the reversed feed order breaks ties.
    """
    keyed: list[tuple[datetime, Candidate]] = []
    last = _LONG_AGO
    for one in reversed(fresh):
        last = one.entry.published_at or last
        keyed.append((last, one))
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])]
