"""Clustering's memory, kept equal to the database: a cache that can always be built anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from monitor.core.story import THREAD_WINDOW, Clusterer, Placement, Telling
from monitor.model import NewsText, StoryId
from monitor.store import stories


class StoryBook:
    """The tellings of the window and their stories.

    Used inside ingest's transaction only, one at a time. After a rollback `forget` must be
    called: the next use reads everything back from the database.
    """

    def __init__(self) -> None:
        self._clusterer = Clusterer()
        self._last_member = 0
        self._last_key = ""
        self._stale = False

    def forget(self) -> None:
        """Distrust all of it: the next `catch_up` reads everything back."""
        self._stale = True

    def catch_up(self, session: Session, *, now: datetime) -> None:
        """Take in what this or another process kept since the last call."""
        # A commit that failed has taken back what the book learned of it, and nobody told it.
        if self._stale or self._key_of_last(session) != self._last_key:
            self._clusterer, self._last_member = Clusterer(), 0
            self._last_key = ""
            self._stale = False
        for member in stories.members_after(session, self._last_member, since=now - THREAD_WINDOW):
            self.add(_telling(member), member.story_id, member.id)

    def place(self, telling: Telling) -> Placement:
        """Return the story that the telling belongs to, or that it opens one."""
        return self._clusterer.place(telling)

    def add(self, telling: Telling, story_id: StoryId, member_id: int) -> None:
        """Remember the telling as part of a story."""
        self._clusterer.add(telling, story_id)
        if member_id > self._last_member:
            self._last_member, self._last_key = member_id, telling.key

    def _key_of_last(self, session: Session) -> str:
        known = stories.entry_of(session, self._last_member) if self._last_member else None
        return telling_key(*known) if known else ""


def _telling(member: stories.Member) -> Telling:
    news = NewsText(title=member.title, summary=member.summary, lang=member.lang)
    return Telling.of(
        news,
        member.finding,
        key=telling_key(member.feed_id, member.key),
        at=member.published_at or member.seen_at,
        family=member.family,
        link=member.canonical_link,
        content_hash=member.content_hash,
    )


def telling_key(feed_id: int, entry_key: str) -> str:
    """Return what makes a telling one among all feeds."""
    return f"{feed_id} {entry_key}"
