"""Entries -> findings -> stories -> alerts -> outbox, in one transaction: all or nothing.

The feed's validators are committed with the entries that they came with (invariant 2), and
what a chat shall hear is committed with the entry that says it (DLV-01).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from monitor.core import alert, routing, summary, watch
from monitor.core.story import Telling
from monitor.core.story.advance import Change, Told, advance, open_with
from monitor.model import (
    Alert,
    DeliveryId,
    Entry,
    EntryId,
    Finding,
    NewsText,
    PollTarget,
    Story,
    StoryId,
    Watchlist,
)
from monitor.stages.book import StoryBook, telling_key
from monitor.store import entries, feeds, outbox, stories
from monitor.store.entries import Candidate
from monitor.vocab import Mode

_OFF_LADDER = (Mode.STALLED, Mode.ENDED)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


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
class Intake:
    """What a transaction is given: everything pure is done before it begins."""

    target: PollTarget
    taken: feeds.Taken
    candidates: tuple[Candidate, ...]
    entries_in_feed: int
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


def ingest(session: Session, intake: Intake, book: StoryBook) -> IngestReport:
    """Keep what is new, decide who hears of it, and move the feed on."""
    try:
        return _Ingest(session, intake, book).run()
    except BaseException:
        book.forget()  # the transaction is undone, so what the book learned is not true
        raise


class _Ingest:
    def __init__(self, session: Session, intake: Intake, book: StoryBook) -> None:
        self._session = session
        self._intake = intake
        self._book = book
        self._report = IngestReport()

    def run(self) -> IngestReport:
        session, intake = self._session, self._intake
        feed_id, now = intake.target.feed_id, intake.now
        fresh = entries.unseen(session, feed_id, intake.candidates)
        self._report.new = len(fresh)
        if fresh:
            stories.take_turn(session)
            self._book.catch_up(session, now=now)
            self._take_in(fresh)
            self._book.seal(session)
        feeds.record_taken(session, feed_id, intake.taken, new=len(fresh), now=now)
        return self._report

    def _take_in(self, fresh: Sequence[Candidate]) -> None:
        silent = self._silent(fresh)
        held = not self._intake.target.first and self._is_storm(len(fresh))
        ids = entries.add(
            self._session,
            self._intake.target.feed_id,
            fresh,
            verdict="held" if held else "rejected",
            reason="too much of this feed is new at once; release or drop it with `monitor held`"
            if held
            else "",
            now=self._intake.now,
        )
        self._report.held = len(fresh) if held else 0
        self._report.findings = sum(bool(one.finding and one.finding.cooperation) for one in fresh)
        if not held:
            for one in _oldest_first(fresh):
                self._judge(one, ids[one.entry.key], silent=one.entry.key in silent)

    def _is_storm(self, new: int) -> bool:
        """STORM-04."""
        rules = self._intake.watchlist.rules
        share = new / max(1, self._intake.entries_in_feed)
        return new > rules.storm_count and share > rules.storm_share

    def _silent(self, fresh: Sequence[Candidate]) -> frozenset[str]:
        """Return the keys of entries that are remembered but not told (STORM-01)."""
        rule = self._intake.watchlist.rules.first_poll
        if not self._intake.target.first or rule == "all":
            return frozenset()
        newest = 0 if rule == "silent" else int(rule.removeprefix("newest-"))
        by_age = list(reversed(_oldest_first(fresh)))
        return frozenset(one.entry.key for one in by_age[newest:])

    def _judge(self, one: Candidate, entry_id: EntryId, *, silent: bool) -> None:
        finding = one.finding
        if finding is None:
            return
        telling = self._telling(one.entry, finding)
        placement = self._book.place(telling)
        tells = finding.cooperation or (finding.mode in _OFF_LADDER and bool(finding.pairs))
        if placement.story_key is None and not tells:
            self._end(entry_id, "baseline" if silent else "rejected", finding.reason)
            return
        story, change = self._unfold(one.entry, entry_id, finding, placement.story_key)
        stories.join(self._session, story.id, entry_id, rule=placement.rule, why=placement.why)
        self._book.add(telling, story.id)
        if placement.joined:
            self._report.joined += 1
        else:
            self._report.opened += 1
        if silent:
            self._end(entry_id, "baseline", f"first poll of this feed; {finding.reason}")
        else:
            self._tell(one.entry, entry_id, story, change, joined=placement.joined)

    def _telling(self, entry: Entry, finding: Finding) -> Telling:
        target = self._intake.target
        return Telling.of(
            news_of(entry, outlet=target.feed.name),
            finding,
            key=telling_key(target.feed_id, entry.key),
            at=entry.published_at or self._intake.now,
            family=target.feed.family,
            link=entry.canonical_link,
            content_hash=entry.content_hash,
        )

    def _unfold(
        self, entry: Entry, entry_id: EntryId, finding: Finding, story_id: int | None
    ) -> tuple[Story, Change | None]:
        session, now = self._session, self._intake.now
        told = Told(
            finding=finding,
            source=stories.source_of(session, entry_id),
            title=entry.title,
            summary=summary.summarise(entry.title, entry.summary, entry.text, finding.lang),
            lang=finding.lang,
        )
        before = None if story_id is None else stories.get_story(session, StoryId(story_id))
        if before is None:
            opened = open_with(told, now=now)
            return (
                stories.open_story(session, opened, cooperation=finding.cooperation),
                "new" if finding.cooperation else "stalled",
            )
        story, change = advance(before, told, now=now)
        stories.save_story(session, story, cooperation=finding.cooperation)
        return story, change

    def _tell(
        self, entry: Entry, entry_id: EntryId, story: Story, change: Change | None, *, joined: bool
    ) -> None:
        text = f"{story.title}\n{story.summary}\n{entry.title}\n{entry.summary}"
        said = watch.verdicts(story, text, self._intake.watchlist.watches)
        told_before = outbox.told_chats(self._session, story.id)
        alerts = tuple(alert.alerts(story, change, said, told_before))
        added = outbox.add(
            self._session, alerts, not_before=self._not_before(alerts), now=self._intake.now
        )
        self._report.deliveries.extend(added)
        if added:
            self._end(entry_id, "told", f"told to {', '.join(sorted({a.chat for a in alerts}))}")
        elif joined:
            self._end(entry_id, "merged", f"joined story {story.id}")
        else:
            self._end(entry_id, "rejected", watch.why_untold(story, said))

    def _not_before(self, alerts: Iterable[Alert]) -> dict[str, datetime]:
        """Return, for chats that want to be told later than now, when (quiet hours, digests)."""
        due: dict[str, datetime] = {}
        for one in alerts:
            policy = self._intake.watchlist.chat(one.chat)
            if policy is not None:
                due[one.chat] = routing.send_at(policy, kind=one.kind, now=self._intake.now)
        return due

    def _end(self, entry_id: EntryId, verdict: entries.Verdict, reason: str) -> None:
        entries.judge(self._session, entry_id, verdict, reason)


def _oldest_first(fresh: Sequence[Candidate]) -> list[Candidate]:
    """Return entries in the order in which they were published; undated ones keep their place.

    Feeds list the newest first, so the reversed feed order breaks ties.
    """
    keyed: list[tuple[datetime, Candidate]] = []
    last = _LONG_AGO
    for one in reversed(fresh):
        last = one.entry.published_at or last
        keyed.append((last, one))
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])]
