"""Stories and who tells them. All functions run in a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.model import EntryId, Finding, Pair, Story, StoryId
from monitor.store import codec
from monitor.store.tables import (
    EntryRow,
    FeedRow,
    FindingRow,
    MembershipRow,
    StoryPairRow,
    StoryRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An entry of a story as it is kept: all that clustering needs to go on after a restart."""

    id: int  # rises in the order of placement
    story_id: StoryId
    feed_id: int
    key: str
    title: str
    summary: str
    lang: str | None
    published_at: datetime | None
    seen_at: datetime
    family: str
    canonical_link: str | None
    content_hash: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class PairItem:
    """One story in the memory of a pair."""

    story_id: StoryId
    at: datetime
    sectors: tuple[str, ...]
    stage: str


# Clustering decides one after another; this is the key of the lock that keeps the order.
_CLUSTER_LOCK = 0x6D6F6E69


def take_turn(session: Session) -> None:
    """Wait until no other process clusters. SQLite's BEGIN IMMEDIATE has done so already."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text(f"SELECT pg_advisory_xact_lock({_CLUSTER_LOCK})"))


def members_after(session: Session, member_id: int, *, since: datetime) -> Iterator[Member]:
    """Yield the members that were placed after that one and seen since, in order of placement."""
    asked = (
        select(MembershipRow, EntryRow, FindingRow, col(FeedRow.family))
        .join(EntryRow, col(EntryRow.id) == col(MembershipRow.entry_id))
        .join(FindingRow, col(FindingRow.entry_id) == col(EntryRow.id))
        .join(FeedRow, col(FeedRow.id) == col(EntryRow.feed_id))
        .where(col(MembershipRow.id) > member_id, col(EntryRow.seen_at) >= since)
        .order_by(col(MembershipRow.id))
    )
    for membership, entry, finding, family in session.execute(asked):
        yield Member(
            id=membership.id or 0,
            story_id=StoryId(membership.story_id),
            feed_id=entry.feed_id,
            key=entry.key,
            title=entry.title,
            summary=entry.summary,
            lang=entry.lang,
            published_at=entry.published_at,
            seen_at=entry.seen_at,
            family=membership.family or family,
            canonical_link=entry.canonical_link,
            content_hash=entry.content_hash,
            finding=codec.finding(finding.body),
        )


def entry_of(session: Session, member_id: int) -> tuple[int, str] | None:
    """Return (feed, entry key) of a member, None when there is no such member."""
    asked = (
        select(col(EntryRow.feed_id), col(EntryRow.key))
        .join(MembershipRow, col(MembershipRow.entry_id) == col(EntryRow.id))
        .where(col(MembershipRow.id) == member_id)
    )
    row = session.execute(asked).one_or_none()
    return None if row is None else (row[0], row[1])


def open_story(session: Session, story: Story, *, cooperation: bool) -> Story:
    """Keep a new story; return it with its id."""
    row = StoryRow(first_seen_at=story.first_seen_at, updated_at=story.updated_at)
    session.add(row)
    session.flush()
    kept = replace(story, id=StoryId(row.id or 0))
    _write(session, row, kept, cooperation=cooperation)
    return kept


def save_story(session: Session, story: Story, *, cooperation: bool) -> None:
    """Keep what became of a story."""
    row = session.get_one(StoryRow, story.id)
    _write(session, row, story, cooperation=row.cooperation or cooperation)


def _write(session: Session, row: StoryRow, story: Story, *, cooperation: bool) -> None:
    row.cooperation = cooperation
    row.pairs, row.type, row.stage = " ".join(story.pairs), story.type.value, story.stage.value
    row.mode, row.title, row.revision = story.mode.value, story.title, story.revision
    row.updated_at, row.body = story.updated_at, codec.to_json(story)
    session.flush()
    if cooperation:
        _remember_pairs(session, story)


def _remember_pairs(session: Session, story: Story) -> None:
    session.execute(delete(StoryPairRow).where(col(StoryPairRow.story_id) == story.id))
    for pair in story.pairs:
        row = StoryPairRow(story_id=story.id, pair=pair, at=story.first_seen_at)
        row.sectors, row.stage = " ".join(story.sectors), story.stage.value
        session.add(row)
    session.flush()


def get_story(session: Session, story_id: StoryId) -> Story | None:
    """Return the story as it is told now."""
    row = session.get(StoryRow, story_id)
    return None if row is None else codec.story(row.body)


def join(
    session: Session,
    story_id: StoryId,
    entry_id: EntryId,
    *,
    family: str,
    rule: str,
    why: str,
) -> int:
    """Make the entry a member of the story; return the membership's id.

    `family` is the publisher family that it counts under: the wire's, where it is wire copy.
    """
    row = MembershipRow(entry_id=entry_id, story_id=story_id, rule=rule, why=why[:500])
    row.family = family
    session.add(row)
    session.flush()
    return row.id or 0


def history(session: Session, pair: Pair, *, before: datetime, limit: int) -> tuple[PairItem, ...]:
    """Return the pair's stories before this moment, newest first."""
    asked = (
        select(StoryPairRow)
        .where(col(StoryPairRow.pair) == pair, col(StoryPairRow.at) < before)
        .order_by(col(StoryPairRow.at).desc())
        .limit(limit)
    )
    return tuple(
        PairItem(
            story_id=StoryId(row.story_id),
            at=row.at,
            sectors=tuple(row.sectors.split()),
            stage=row.stage,
        )
        for row in session.scalars(asked)
    )


def reaches_back_to(session: Session) -> datetime | None:
    """Return when the first entry of the store was seen: no memory reaches further."""
    return session.scalar(select(func.min(EntryRow.seen_at)))
