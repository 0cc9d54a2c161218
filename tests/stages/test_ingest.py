"""Ingest and the ledger: one transaction from entries to outbox, and what doctor reads of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.model import (
    ChatPolicy,
    Entry,
    Feed,
    FeedId,
    Finding,
    PairPattern,
    PollTarget,
    Rules,
    Validators,
    Watch,
    Watchlist,
)
from monitor.stages import held
from monitor.stages.book import StoryBook
from monitor.stages.ingest import Intake, ingest
from monitor.stages.judge import IngestReport
from monitor.store import balance, entries, feeds, outbox
from monitor.store.db import Database, make_engine
from monitor.store.entries import Candidate
from monitor.vocab import EventType, Stage

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed(url="https://a.example/rss", name="A", family="a")
WATCHLIST = Watchlist(
    rules=Rules(storm_count=5, storm_share=0.6),
    feeds=(FEED,),
    chats=(ChatPolicy(name="desk", chat="@desk"),),
    watches=(
        Watch(
            name="all",
            pairs=(PairPattern(text="*-*", left=None, right=None),),
            chats=("desk",),
        ),
    ),
)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(make_engine(url))
    opened.submit(feeds.sync, (FEED,), now=NOW).result()
    yield opened
    opened.close()


def says(
    title: str, *, pair: str = "JP-KR", stage: Stage = Stage.AGREED, cooperation: bool = True
) -> Candidate:
    """Return an unseen entry with its finding."""
    entry = Entry(
        key=title,
        guid=title,
        link=f"https://a.example/{abs(hash(title))}",
        canonical_link=f"a.example/{abs(hash(title))}",
        title=title,
        summary="",
        published_at=NOW,
        content_hash=title,
    )
    finding = Finding(
        cooperation=cooperation,
        score=1.0,
        reason="as the test says",
        lang="en",
        actors=tuple(pair.split("-")),
        pairs=(pair,),
        type=EventType.AGREE,
        stage=stage,
        sectors=("semiconductors",),
    )
    return Candidate(entry=entry, identities=(title,), finding=finding)


class Ingesting:
    """A feed that brings entries, poll after poll."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.book = StoryBook()
        self.now = NOW

    def poll(self, *brought: Candidate, first: bool = False) -> IngestReport:
        self.now += timedelta(minutes=5)
        intake = Intake(
            target=PollTarget(feed_id=FeedId(1), feed=FEED, url=FEED.url, first=first),
            taken=feeds.Taken(
                validators=Validators(etag=f'"{len(brought)}"'),
                body_hash=str(self.now),
                next_check_at=self.now + timedelta(minutes=5),
            ),
            candidates=brought,
            entries_in_feed=len(brought),
            watchlist=WATCHLIST,
            now=self.now,
        )
        return self.database.submit(ingest, intake, self.book).result()

    def verdicts(self) -> dict[str, int]:
        return self.database.read_now(entries.verdicts)


@pytest.fixture
def world(database: Database) -> Ingesting:
    return Ingesting(database)


def test_an_entry_its_story_and_its_delivery_come_together(world: Ingesting):
    """DLV-01."""
    report = world.poll(says("Seoul and Tokyo agree on chip research"))

    assert (report.new, report.opened, len(report.deliveries)) == (1, 1, 1)
    assert world.database.read_now(outbox.states) == {"pending": 1}
    assert world.verdicts() == {"told": 1}


def test_the_same_body_twice_adds_nothing(world: Ingesting):
    """DLV-06, invariant 5."""
    world.poll(says("Seoul and Tokyo agree on chip research"))

    report = world.poll(says("Seoul and Tokyo agree on chip research"))

    assert (report.new, report.deliveries) == (0, [])
    assert world.database.read_now(outbox.states) == {"pending": 1}


def test_a_transaction_that_fails_keeps_nothing_at_all(world: Ingesting):
    """DLV-01, invariant 2: neither entries nor validators."""

    def fails(session: Session, *arguments: object) -> None:
        ingest(session, *arguments)  # type: ignore[arg-type]  # handed on as they came
        raise RuntimeError("cut")

    candidate = says("Seoul and Tokyo agree on chip research")
    intake = Intake(
        target=PollTarget(feed_id=FeedId(1), feed=FEED, url=FEED.url, first=False),
        taken=feeds.Taken(validators=Validators(etag='"new"'), body_hash="new", next_check_at=NOW),
        candidates=(candidate,),
        entries_in_feed=1,
        watchlist=WATCHLIST,
        now=NOW,
    )
    with pytest.raises(RuntimeError, match="cut"):
        world.database.submit(fails, intake, world.book).result()
    world.book.forget()

    (target,) = world.database.submit(feeds.lease, [FeedId(1)], now=NOW).result()
    assert target.validators == Validators()
    assert world.verdicts() == {}
    assert world.poll(candidate).opened == 1


def test_a_first_poll_remembers_and_tells_nothing(world: Ingesting):
    """STORM-01: a hundred entries at once are history, not news."""
    report = world.poll(*(says(f"Accord number {n}", pair="FR-IN") for n in range(100)), first=True)

    assert report.deliveries == []
    assert world.verdicts() == {"baseline": 100}


def test_a_storm_is_held_and_the_operator_may_release_it(world: Ingesting):
    """STORM-04."""
    world.poll(says("Old news"), first=True)
    storm = [says(f"Oslo and Lima agree on item {n}", pair="NO-PE") for n in range(10)]

    report = world.poll(*storm)

    assert (report.held, report.deliveries) == (10, [])
    assert world.verdicts() == {"baseline": 1, "held": 10}
    released = world.database.submit(
        held.release, FeedId(1), watchlist=WATCHLIST, book=StoryBook(), now=world.now
    ).result()
    assert released.deliveries
    assert "held" not in world.verdicts()


def test_a_storm_may_be_dropped_for_good(world: Ingesting):
    """STORM-04."""
    world.poll(says("Old news"), first=True)
    storm = [says(f"Oslo and Lima agree on item {n}", pair="NO-PE") for n in range(10)]
    world.poll(*storm)

    assert world.database.submit(held.drop, FeedId(1)).result() == 10

    assert world.poll(*storm).new == 0
    assert world.verdicts() == {"baseline": 1, "dropped": 10}


def test_a_restarted_book_joins_as_the_old_one_would(world: Ingesting):
    """Clustering's state outlives the process."""
    world.poll(says("Seoul and Tokyo agree on joint chip research in fine chemicals"))
    world.book = StoryBook()

    report = world.poll(says("Tokyo and Seoul agree on joint chip research, fine chemicals"))

    assert (report.opened, report.joined) == (0, 1)
    assert world.database.read_now(outbox.states) == {"pending": 1}


def test_the_ledger_adds_up_and_a_lost_row_shows(world: Ingesting):
    world.poll(says("Old news"), first=True)
    world.poll(
        says("Seoul and Tokyo agree on chip research"),
        says("Paris condemns Moscow", pair="FR-RU", cooperation=False),
    )

    book = world.database.read_now(balance.balance)
    assert (book.seen, book.rejected, book.queued) == (3, 2, 1)
    assert book.balanced

    def lose(session: Session) -> None:
        session.connection().exec_driver_sql("DELETE FROM delivery")

    world.database.submit(lose).result()
    assert not world.database.read_now(balance.balance).balanced
