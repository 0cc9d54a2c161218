"""What readers ask for and what they think. Read-only but for `say`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.model import Finding, Pair, Story, StoryId
from monitor.store import codec
from monitor.store.tables import (
    DeliveryRow,
    EntryRow,
    FeedbackRow,
    FindingRow,
    MembershipRow,
    StoryPairRow,
    StoryRow,
)

LOOKED_AT = 200  # stories read to find those of a sector


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One entry: what it said, what became of it and why."""

    title: str
    link: str | None
    verdict: str
    reason: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One entry of a story with what readers thought of it: a labelled row."""

    id: int
    title: str
    summary: str
    lang: str | None
    published_at: datetime | None
    pairs: tuple[Pair, ...]
    useful: int
    not_useful: int


def say(session: Session, story_id: StoryId, *, reader: str, useful: bool, now: datetime) -> bool:
    """Keep what a reader thinks, over what the same reader said before; False without the story."""
    if session.get(StoryRow, story_id) is None:
        return False
    session.merge(FeedbackRow(story_id=story_id, reader=reader, useful=useful, at=now))
    return True


def opinions(session: Session) -> tuple[Opinion, ...]:
    """Return the first entry of each story that readers judged, with their verdicts."""
    votes: dict[int, list[bool]] = {}
    for story_id, useful in session.execute(
        select(col(FeedbackRow.story_id), col(FeedbackRow.useful))
    ):
        votes.setdefault(story_id, []).append(useful)
    return tuple(_opinion(session, number, said) for number, said in sorted(votes.items()))


def _opinion(session: Session, story_id: int, said: list[bool]) -> Opinion:
    story = codec.story(session.get_one(StoryRow, story_id).body)
    first = select(func.min(MembershipRow.entry_id)).where(col(MembershipRow.story_id) == story_id)
    entry = session.get(EntryRow, session.scalar(first) or 0)
    return Opinion(
        id=entry.id or 0 if entry else 0,
        title=entry.title if entry else story.title,
        summary=entry.summary if entry else story.summary,
        lang=entry.lang if entry else story.lang,
        published_at=entry.published_at if entry else story.first_seen_at,
        pairs=story.pairs,
        useful=sum(said),
        not_useful=len(said) - sum(said),
    )


def latest(
    session: Session, *, pair: Pair | None, sector: str | None, since: datetime, limit: int
) -> tuple[Story, ...]:
    """Return the newest cooperation stories, newest first; None asks for any."""
    asked = select(StoryRow).where(
        col(StoryRow.cooperation).is_(True), col(StoryRow.updated_at) >= since
    )
    if pair is not None:
        asked = asked.join(StoryPairRow, col(StoryPairRow.story_id) == col(StoryRow.id))
        asked = asked.where(col(StoryPairRow.pair) == pair)
    rows = session.scalars(asked.order_by(col(StoryRow.updated_at).desc()).limit(LOOKED_AT))
    stories = (codec.story(row.body) for row in rows)
    return tuple(story for story in stories if sector is None or sector in story.sectors)[:limit]


def told_in(session: Session, chats: tuple[str, ...], message_id: int) -> Explained | None:
    """Return what a message of ours in one of these chats tells of; None when it is not ours."""
    asked = select(col(DeliveryRow.entry_id)).where(
        col(DeliveryRow.chat).in_(chats), col(DeliveryRow.message_id) == message_id
    )
    return _explained(session, session.scalar(asked.order_by(col(DeliveryRow.id)).limit(1)))


def linked(session: Session, canonical_link: str) -> Explained | None:
    """Return the newest entry with this link, told or not; None when we never saw it."""
    asked = select(func.max(EntryRow.id)).where(col(EntryRow.canonical_link) == canonical_link)
    return _explained(session, session.scalar(asked))


def first_of(session: Session, story_id: StoryId) -> Explained | None:
    """Return the entry that opened a story."""
    asked = select(func.min(MembershipRow.entry_id)).where(col(MembershipRow.story_id) == story_id)
    return _explained(session, session.scalar(asked))


def _explained(session: Session, entry_id: int | None) -> Explained | None:
    entry = session.get(EntryRow, entry_id) if entry_id else None
    found = session.get(FindingRow, entry_id) if entry_id else None
    if entry is None:
        return None
    return Explained(
        title=entry.title,
        link=entry.link,
        verdict=entry.verdict,
        reason=entry.reason,
        finding=codec.finding(found.body)
        if found
        else Finding(cooperation=False, score=0.0, reason=entry.reason),
    )
