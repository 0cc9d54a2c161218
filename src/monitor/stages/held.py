"""Storms that were held (STORM-04): release them to be judged, or drop them. In a transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from monitor.model import FeedId, Watchlist
from monitor.stages.book import StoryBook
from monitor.stages.ingest import oldest_first
from monitor.stages.judge import Case, IngestReport, Judge
from monitor.store import entries, feeds, stories


def release(
    session: Session, feed_id: FeedId, *, watchlist: Watchlist, book: StoryBook, now: datetime
) -> IngestReport:
    """Judge what was held of a feed as if it came in now; return what came of it."""
    stories.take_turn(session)
    book.catch_up(session, now=now)
    feed = feeds.get_feed(session, feed_id)
    case = Case(feed_id=feed_id, feed=feed, watchlist=watchlist, now=now)
    judge = Judge(session, case, book)
    held = entries.held(session, feed_id)
    for one in oldest_first(tuple(held)):
        judge.judge(one, held[one], silent=False)
    report = judge.seal()
    report.new = len(held)
    return report


def drop(session: Session, feed_id: FeedId) -> int:
    """Give up what was held of a feed, for good; return how many entries."""
    held = entries.held(session, feed_id)
    why = "a storm that the operator dropped"
    entries.judge_all(session, [(entry_id, "dropped", why) for entry_id in held.values()])
    return len(held)
