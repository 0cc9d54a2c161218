"""Ingest and the ledger: one transaction from entries to outbox, and what doctor reads of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.core.render import render_alert
from monitor.model import (
    ChatPolicy,
    Entry,
    Feed,
    FeedId,
    Finding,
    PairPattern,
    PollTarget,
    Rules,
    Story,
    StoryId,
    Validators,
    Watch,
    Watchlist,
)
from monitor.stages import held
from monitor.stages.book import StoryBook
from monitor.stages.ingest import Intake, ingest
from monitor.stages.judge import IngestReport
from monitor.store import balance, entries, feeds, outbox, stories
from monitor.store.db import Database, make_engine
from monitor.store.entries import Candidate
from monitor.store.tables import DeliveryRow, FeedRow, MembershipRow
from monitor.vocab import EventType, Stage

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed(url="https://a.example/rss", name="A", family="a")
OTHERS = tuple(
    Feed(url=f"https://{name}.example/rss", name=name.title(), family=name)
    for name in ("gazette", "ledger", "herald", "tribune")
)
WATCHLIST = Watchlist(
    rules=Rules(storm_count=5, storm_share=0.6),
    feeds=(FEED, *OTHERS),
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
    opened.submit(feeds.sync, (FEED, *OTHERS), now=NOW).result()
    yield opened
    opened.close()


def says(
    title: str,
    *,
    summary: str = "",
    pair: str = "JP-KR",
    stage: Stage = Stage.AGREED,
    cooperation: bool = True,
) -> Candidate:
    """Return an unseen entry with its finding."""
    entry = Entry(
        key=title,
        guid=title,
        link=f"https://a.example/{abs(hash(title))}",
        canonical_link=f"a.example/{abs(hash(title))}",
        title=title,
        summary=summary,
        published_at=NOW,
        content_hash=title + summary,
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


def the_story(session: Session) -> Story:
    """Return the only story."""
    told = stories.get_story(session, StoryId(1))
    assert told is not None
    return told


class Ingesting:
    """A feed that brings entries, poll after poll."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.book = StoryBook()
        self.now = NOW

    def poll(self, *brought: Candidate, first: bool = False, feed: Feed = FEED) -> IngestReport:
        self.now += timedelta(minutes=5)
        feed_id = FeedId(1 + [one.url for one in WATCHLIST.feeds].index(feed.url))
        intake = Intake(
            target=PollTarget(feed_id=feed_id, feed=feed, url=feed.url, first=first),
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

    def story(self) -> Story:
        """Return the only story."""
        return self.database.read_now(the_story)

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


WIRE = "SEOUL, March 1 (Yonhap) -- Seoul and Tokyo agreed on joint chip research on Sunday."


def families(session: Session) -> list[str]:
    return list(session.scalars(select(col(MembershipRow.family)).order_by(col(MembershipRow.id))))


def carry_the_wire(world: Ingesting) -> None:
    """Let three outlets bring one wire's copy, each under a headline of its own."""
    for feed, title in zip(
        OTHERS,
        (
            "Seoul and Tokyo agree on joint chip research",
            "Tokyo and Seoul agree on joint chip research",
            "Seoul, Tokyo agree on joint research on chips",
        ),
        strict=False,
    ):
        world.poll(says(title, summary=WIRE), feed=feed)


def test_wire_copy_of_three_outlets_counts_once_as_the_wire(world: Ingesting):
    """Corroboration counts publisher families, wire copy recognised as such."""
    carry_the_wire(world)

    (source,) = world.story().sources
    assert (source.family, source.name) == ("yonhap", "Yonhap (Gazette)")
    assert world.database.read_now(families) == ["yonhap", "yonhap", "yonhap"]


def test_own_reports_count_beside_the_wire_also_after_a_restart(world: Ingesting):
    """Corroboration: the message counts whom the story was told by, not how often."""
    carry_the_wire(world)
    world.book = StoryBook()
    own = "Seoul and Tokyo agreed on joint chip research, the ministry in Seoul told us."
    world.poll(says("Seoul and Tokyo agree: joint chip research", summary=own), feed=FEED)
    world.poll(says("Joint chip research: Seoul, Tokyo agree", summary=own), feed=OTHERS[3])
    world.book = StoryBook()
    world.poll(says("Chips: Seoul and Tokyo agree on joint research", summary=WIRE), feed=OTHERS[3])

    story = world.story()
    told = render_alert(story, now=world.now, kind="edit")

    assert [source.family for source in story.sources] == ["yonhap", "a", "tribune"]
    assert "(3 publishers)" in told
    assert "Yonhap (Gazette)" in told
    assert (
        world.database.read_now(outbox.states)["pending"] == 1
    )  # one message, told as it is when it goes


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


# Content that churns (DLV-10) --------------------------------------------------------------

FLIPS = 50
TITLES = (
    "Seoul and Tokyo agree on joint chip research in fine chemicals",
    "Tokyo and Seoul agree on joint chip research, fine chemicals",
)


def flipped(number: int) -> Candidate:
    """Return the story as its publisher words it the `number`-th time."""
    return says(TITLES[number % 2])


def send_all(session: Session, now: datetime) -> None:
    """Let everything that waits be in its chat."""
    for number in outbox.due(session, now=now, limit=100):
        outbox.claim(session, number, now=now)
        outbox.mark_sent(session, number, message_id=1, body="", now=now)


def kinds(session: Session) -> dict[str, int]:
    asked = select(col(DeliveryRow.kind), func.count()).group_by(col(DeliveryRow.kind))
    return {kind: count for kind, count in session.execute(asked)}  # noqa: C416 - rows


def test_a_title_that_flips_under_one_guid_is_told_once(world: Ingesting):
    """DLV-10: an entry that is known is not read again, whatever it says by now."""
    for number in range(FLIPS):
        one = flipped(number)
        world.poll(replace(one, entry=replace(one.entry, key="1"), identities=("guid 1",)))
        world.database.submit(send_all, world.now).result()

    assert world.database.read_now(kinds) == {"new": 1}


def test_a_story_told_anew_again_and_again_is_edited_so_often_and_alerts_once(world: Ingesting):
    """DLV-10: each flip is another publisher's, under a guid of its own; edits end at MAX_EDITS."""
    for number in range(FLIPS):
        one = flipped(number)
        named = replace(one.entry, key=str(number), content_hash=str(number))
        renamed = replace(FEED, name=f"Paper {number}", family=f"Paper {number}")
        world.database.submit(rename, renamed.name).result()
        world.poll(replace(one, entry=named, identities=(str(number),)), feed=renamed)
        world.database.submit(send_all, world.now).result()

    assert world.database.read_now(kinds) == {"new": 1, "edit": outbox.MAX_EDITS}
    assert world.verdicts() == {"told": 1, "merged": FLIPS - 1}


def rename(session: Session, publisher: str) -> None:
    """Let the feed be another publisher's from now on."""
    row = session.get_one(FeedRow, 1)
    row.name = row.family = publisher
