"""Storms that were held (STORM-04): release them to be judged, or drop them. In a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from monitor.model import FeedId, Watchlist
from monitor.stages.book import StoryBook
from monitor.stages.ingest import oldest_first
from monitor.stages.judge import Case, IngestReport, Judge
from monitor.store import entries, facts, feeds, outbox, stories, troubles


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


def decided(
    session: Session,
    kind: Literal["release", "drop"],
    feed_id: FeedId,
    number: int,
    *,
    watchlist: Watchlist,
    book: StoryBook,
    now: datetime,
) -> str:
    """Do what an administrator pressed under the `number`-th notice; return what came of it.

    Nothing is done when something else is held by now: the notice did not tell of it.
    """
    storm = next((one for one in troubles.storms(session) if one.id == feed_id), None)
    if storm is None:
        return "Nothing is held any more."
    if facts.value_of(session, f"{outbox.NOTICE}storm:{feed_id}") != f"{number} {storm.since}":
        return "More was held since. See `monitor held`."
    if kind == "drop":
        return f"{drop(session, feed_id)} entries dropped."
    report = release(session, feed_id, watchlist=watchlist, book=book, now=now)
    return f"{report.new} entries released, {len(report.deliveries)} messages queued."


def drop(session: Session, feed_id: FeedId) -> int:
    """Give up what was held of a feed, for good; return how many entries."""
    held = entries.held(session, feed_id)
    why = "a storm that the operator dropped"
    entries.judge_all(session, [(entry_id, "dropped", why) for entry_id in held.values()])
    return len(held)
