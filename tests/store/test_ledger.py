"""The ledger: what became of everything, and how each feed fares."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.model import Entry, Feed, FeedId
from monitor.store import entries, feeds, ledger
from monitor.store.db import make_engine

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def session(url) -> Iterator[Session]:
    engine = make_engine(url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def feed(session) -> FeedId:
    feeds.sync(session, [Feed(url="https://a.example/", name="A", family="a")], now=NOW)
    session.flush()
    return feeds.due(session, now=NOW, limit=1)[0]


def keep(session: Session, feed: FeedId, *keys: str) -> None:
    found = [
        entries.Candidate(
            entry=Entry(
                key=key,
                guid=key,
                link=None,
                canonical_link=None,
                title=key,
                summary="",
                content_hash=key,
            ),
            identities=(key,),
        )
        for key in keys
    ]
    ids = entries.add(session, feed, found, verdict="rejected", reason="", now=NOW)
    entries.judge_all(session, [(one, "told", f"told {key}") for key, one in ids.items()])


def test_fates_are_the_newest_entries_oldest_first(session, feed):
    keep(session, feed, "one", "two", "three")
    told = ledger.fates(session, limit=2)
    assert [(one.feed, one.title, one.verdict, one.reason) for one in told] == [
        ("A", "two", "told", "told two"),
        ("A", "three", "told", "told three"),
    ]


def test_a_leased_feed_is_a_poll_under_way_until_its_lease_ends(session, feed):
    assert ledger.polls_under_way(session, now=NOW) == 0
    feeds.lease(session, [feed], now=NOW)
    assert ledger.polls_under_way(session, now=NOW) == 1
    assert ledger.polls_under_way(session, now=NOW + timedelta(hours=1)) == 0


def test_visits_tell_how_a_feed_fares(session, feed):
    check = feeds.Check(feed_id=feed, next_check_at=NOW, error="timeout: no answer")
    feeds.record_checks(session, [check], now=NOW)
    (visit,) = ledger.visits(session)
    assert (visit.feed, visit.polls, visit.failures) == ("A", 1, 1)
    assert visit.last_error == "timeout: no answer"
