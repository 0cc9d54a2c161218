"""What becomes of one entry: its story, and who hears of it. Part of ingest's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.core import alert, routing, summary, watch
from monitor.core.story import Placement, Telling, credited, memory, past
from monitor.core.story.advance import Change, Told, advance, open_with
from monitor.model import (
    Alert,
    DeliveryId,
    Entry,
    EntryId,
    Feed,
    FeedId,
    Finding,
    NewsText,
    PastStep,
    Source,
    Story,
    StoryId,
    Watchlist,
)
from monitor.stages.book import StoryBook, telling_key
from monitor.store import entries, outbox, stories
from monitor.store.entries import Candidate
from monitor.vocab import Mode, Stage

REMEMBERED = 50  # earlier stories of a pair that are looked at; a year of a busy pair
_OFF_LADDER = (Mode.STALLED, Mode.ENDED)


@dataclass(slots=True, kw_only=True)
class IngestReport:
    """What one body brought."""

    new: int = 0
    findings: int = 0
    opened: int = 0
    joined: int = 0
    held: int = 0
    deliveries: list[DeliveryId] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What judging needs besides the entry."""

    feed_id: FeedId
    feed: Feed
    watchlist: Watchlist
    now: datetime


def news_of(entry: Entry, *, outlet: str) -> NewsText:
    """Return what detection reads of an entry."""
    return NewsText(
        title=entry.title,
        summary=entry.summary,
        text=entry.text,
        lang=entry.lang,
        published_at=entry.published_at,
        outlet=outlet,
    )


class Judge:
    """Judges entries one after another, in one transaction; adds up what came of them."""

    def __init__(self, session: Session, case: Case, book: StoryBook) -> None:
        self._session = session
        self._case = case
        self._book = book
        self.report = IngestReport()
        self._ends: list[tuple[EntryId, entries.Verdict, str]] = []

    def judge(self, one: Candidate, entry_id: EntryId, *, silent: bool) -> None:
        """Cluster the entry and tell who wants to hear of it; `silent` remembers only."""
        finding = one.finding
        if finding is None:
            return
        if not _concerns(finding):
            self._end(entry_id, "baseline" if silent else "rejected", finding.reason)
            return
        source = _source(one.entry, self._case.feed)
        telling = self._telling(one.entry, finding, source.family)
        placement = self._book.place(telling)
        if placement.story_key is None and not _tells(finding):
            self._end(entry_id, "baseline" if silent else "rejected", finding.reason)
            return
        story, change = self._unfold(one.entry, source, finding, placement.story_key)
        self._book.add(telling, story.id, self._join(story, entry_id, source, placement))
        self._count(joined=placement.joined)
        if silent:
            self._end(entry_id, "baseline", f"first poll of this feed; {finding.reason}")
        else:
            self._tell(one.entry, entry_id, story, change, joined=placement.joined)

    def _join(self, story: Story, entry_id: EntryId, source: Source, placement: Placement) -> int:
        return stories.join(
            self._session,
            story.id,
            entry_id,
            family=source.family,
            rule=placement.rule,
            why=placement.why,
        )

    def _count(self, *, joined: bool) -> None:
        if joined:
            self.report.joined += 1
        else:
            self.report.opened += 1

    def _telling(self, entry: Entry, finding: Finding, family: str) -> Telling:
        case = self._case
        return Telling.of(
            news_of(entry, outlet=case.feed.name),
            finding,
            key=telling_key(case.feed_id, entry.key),
            at=entry.published_at or case.now,
            family=family,
            link=entry.canonical_link,
            content_hash=entry.content_hash,
        )

    def _unfold(
        self, entry: Entry, source: Source, finding: Finding, story_id: int | None
    ) -> tuple[Story, Change | None]:
        """Return the story with the entry in it, kept, and what of it is news."""
        session, now = self._session, self._case.now
        told = Told(
            finding=finding,
            source=source,
            title=entry.title,
            summary=summary.summarise(entry.title, entry.summary, entry.text, finding.lang),
            lang=finding.lang,
        )
        before = None if story_id is None else stories.get_story(session, StoryId(story_id))
        if before is None:
            opened = self._recalled(open_with(told, now=now))
            kept = stories.open_story(session, opened, cooperation=finding.cooperation)
            return kept, "new" if finding.cooperation else "stalled"
        story, change = advance(before, told, now=now)
        stories.save_story(session, story, cooperation=finding.cooperation)
        return story, change

    def _recalled(self, story: Story) -> Story:
        """Return the story with what its pairs did before."""
        before = {
            pair: stories.history(self._session, pair, before=story.first_seen_at, limit=REMEMBERED)
            for pair in story.pairs
        }
        steps = (
            PastStep(pair=pair, at=item.at, stage=Stage(item.stage))
            for pair, items in before.items()
            for item in items[: past.STEPS_PER_PAIR]
        )
        begins = stories.reaches_back_to(self._session)
        line = memory.pair_memory(
            before[story.pairs[0]] if story.pairs else (),
            story,
            reaches_back_to=begins,
            now=self._case.now,
        )
        return replace(story, past=past.recall(steps), remembers_from=begins, memory=line)

    def _tell(
        self, entry: Entry, entry_id: EntryId, story: Story, change: Change | None, *, joined: bool
    ) -> None:
        text = f"{story.title}\n{story.summary}\n{entry.title}\n{entry.summary}"
        said = watch.verdicts(story, text, self._case.watchlist.watches)
        told_before = outbox.told_chats(self._session, story.id)
        alerts = tuple(alert.alerts(story, change, said, told_before))
        added = outbox.add(
            self._session,
            alerts,
            cause=entry_id,
            not_before=self._not_before(alerts),
            now=self._case.now,
        )
        self.report.deliveries.extend(added)
        if added:
            chats = sorted({one.chat for one in alerts})
            self._end(entry_id, "told", f"told to {', '.join(chats)}")
        elif joined:
            self._end(entry_id, "merged", f"joined story {story.id}")
        else:
            self._end(entry_id, "rejected", watch.why_untold(story, said))

    def _not_before(self, alerts: Iterable[Alert]) -> dict[str, datetime]:
        """Return, by chat, when it wants to be told at the earliest (quiet hours, digests)."""
        due: dict[str, datetime] = {}
        for one in alerts:
            policy = self._case.watchlist.chat(one.chat)
            if policy is not None:
                due[one.chat] = routing.send_at(policy, kind=one.kind, now=self._case.now)
        return due

    def _end(self, entry_id: EntryId, verdict: entries.Verdict, reason: str) -> None:
        self._ends.append((entry_id, verdict, reason))

    def seal(self) -> IngestReport:
        """Write down what became of every entry; return what came of them."""
        entries.judge_all(self._session, self._ends)
        self._ends = []
        return self.report


def _source(entry: Entry, feed: Feed) -> Source:
    """Return who tells this, where and when; wire copy as the wire's."""
    carrier = Source(
        name=feed.name,
        family=feed.family,
        link=entry.link,
        published_at=entry.published_at,
        zone=feed.zone,
    )
    return credited(carrier, entry.title, entry.summary, entry.text)


def _concerns(finding: Finding) -> bool:
    """Tell whether the entry can open or join a story; most news does neither, and costs little so."""
    return finding.cooperation or bool(finding.pairs)


def _tells(finding: Finding) -> bool:
    """Tell whether the entry can open a story: cooperation, or the end of one that has a pair."""
    return finding.cooperation or (finding.mode in _OFF_LADDER and bool(finding.pairs))
