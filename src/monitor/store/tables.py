"""The tables.

Rows are dumb: values are validated before they come here (DB-05), and rows never leave the
package.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlmodel import Column, Field, SQLModel

metadata = MetaData()

# SQLite numbers rows by itself only in a column that is exactly INTEGER.
BigId = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out. SQLite would drop the zone, so it is checked here (DB-05)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; refuse one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone; give aware datetimes")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in aware UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def sound(value: str) -> str:
    """Return the text without what PostgreSQL cannot keep: NUL and lone surrogates."""
    if value.isascii() and "\0" not in value:
        return value
    return value.replace("\0", "").encode("utf-8", "ignore").decode()


class SoundText(TypeDecorator[str]):
    """Text that every engine keeps: no NUL (PostgreSQL refuses it), no lone surrogate (IN-17)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text without what cannot be kept."""
        return None if value is None else sound(value)


def _id() -> Any:
    return Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))


def _time(*, index: bool = False, nullable: bool = True) -> Any:
    column = Column(UtcDateTime, nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def _text() -> Any:
    return Field(default="", sa_column=Column(SoundText, nullable=False))


def _ref(target: str, *, index: bool = False, nullable: bool = False) -> Any:
    key = ForeignKey(target, ondelete="CASCADE")
    column = Column(BigId, key, nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


class Base(SQLModel):
    """Common parent, so that our tables have a MetaData of their own."""

    metadata: ClassVar[MetaData] = metadata


class FeedRow(Base, table=True):
    """A feed, its validators and when to ask again. Due times live here (SCH-02)."""

    __tablename__ = "feed"

    id: int | None = _id()
    url: str = Field(sa_column=Column(SoundText, nullable=False, unique=True))
    name: str = _text()
    family: str = _text()
    lang: str | None = Field(default=None, sa_type=SoundText)
    interval_seconds: int | None = None
    tags: str = _text()  # JSON list
    fulltext: bool = False
    zone: str | None = None  # IANA name of the newsroom's clock
    active: bool = True  # stands in feeds.yaml now
    paused: bool = False  # by the operator
    current_url: str = _text()  # differs from url once a permanent move is confirmed
    # WebSub: where to subscribe, and to what; as the last body said
    hub: str | None = Field(default=None, sa_type=SoundText)
    topic: str | None = Field(default=None, sa_type=SoundText)
    move_url: str | None = Field(default=None, sa_type=SoundText)
    move_count: int = 0
    etag: str | None = Field(default=None, sa_type=SoundText)
    last_modified: str | None = Field(default=None, sa_type=SoundText)
    body_hash: str | None = None
    cut: str = _text()  # hashes of the last body's entries, for the next cut
    title: str = _text()
    ttl_seconds: int | None = None
    rhythm_seconds: int | None = None  # how often it brings something new
    next_check_at: datetime = _time(index=True, nullable=False)
    lease_until: datetime | None = _time()
    last_checked_at: datetime | None = _time()
    last_success_at: datetime | None = _time()
    last_new_at: datetime | None = _time()
    taken_in_at: datetime | None = _time()  # first time that entries were kept
    gone_at: datetime | None = _time()
    failures: int = 0  # in a row
    last_error: str = _text()
    polls: int = 0
    not_modified: int = 0


class EntryRow(Base, table=True):
    """An entry as it was first seen, and what became of it."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("feed_id", "key"),)

    id: int | None = _id()
    feed_id: int = _ref("feed.id")
    key: str = Field(sa_column=Column(SoundText, nullable=False))
    guid: str | None = Field(default=None, sa_column=Column(SoundText))
    link: str | None = Field(default=None, sa_column=Column(SoundText))
    canonical_link: str | None = Field(default=None, sa_column=Column(SoundText, index=True))
    title: str = _text()
    summary: str = _text()
    text: str = _text()
    lang: str | None = Field(default=None, sa_type=SoundText)
    published_at: datetime | None = _time()
    seen_at: datetime = _time(index=True, nullable=False)
    content_hash: str = ""
    verdict: str = Field(index=True)  # baseline | rejected | told | merged | held | dropped
    reason: str = _text()


class IdentityRow(Base, table=True):
    """Every name by which an entry of a feed is known; outlives the entry (STORM-02, 03, 06)."""

    __tablename__ = "identity"

    feed_id: int = Field(
        sa_column=Column(BigId, ForeignKey("feed.id", ondelete="CASCADE"), primary_key=True)
    )
    value: str = Field(sa_type=SoundText, primary_key=True)
    seen_at: datetime = _time(nullable=False)


class FindingRow(Base, table=True):
    """What an entry says. The columns are for look-ups; `body` is the whole value as JSON."""

    __tablename__ = "finding"

    entry_id: int = Field(
        sa_column=Column(BigId, ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    )
    cooperation: bool
    score: float
    pairs: str = ""  # space-separated
    type: str = ""
    stage: str = ""
    mode: str = ""
    body: str = _text()


class StoryRow(Base, table=True):
    """A story as it is told now; `body` is the whole value as JSON."""

    __tablename__ = "story"

    id: int | None = _id()
    cooperation: bool = False
    pairs: str = ""
    type: str = ""
    stage: str = ""
    mode: str = ""
    title: str = _text()
    first_seen_at: datetime = _time(nullable=False)
    updated_at: datetime = _time(index=True, nullable=False)
    revision: int = 1
    body: str = _text()


class StoryPairRow(Base, table=True):
    """Which pairs a cooperation story concerns: the memory of a pair."""

    __tablename__ = "story_pair"
    __table_args__ = (Index("ix_story_pair_pair_at", "pair", "at"),)

    story_id: int = Field(
        sa_column=Column(BigId, ForeignKey("story.id", ondelete="CASCADE"), primary_key=True)
    )
    pair: str = Field(primary_key=True)
    sectors: str = ""
    stage: str = ""
    at: datetime = _time(nullable=False)


class MembershipRow(Base, table=True):
    """An entry belongs to one story. Ids rise in the order in which entries were placed."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("entry_id"),)

    id: int | None = _id()
    entry_id: int = _ref("entry.id")
    story_id: int = _ref("story.id", index=True)
    rule: str = ""
    why: str = _text()
    # Publisher family that it counts under: a wire's where it is wire copy; "": its feed's.
    family: str = _text()


class DeliveryRow(Base, table=True):
    """One message that a chat shall have: the outbox and the ledger in one (DLV-01..06)."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("chat", "dedup_key"),
        Index("ix_delivery_due", "state", "next_attempt_at"),
        Index("ix_delivery_chat", "chat", "state"),
    )

    id: int | None = _id()
    story_id: int | None = _ref("story.id", index=True, nullable=True)
    entry_id: int | None = _ref("entry.id", index=True, nullable=True)  # what caused it
    chat: str
    kind: str
    revision: int = 1
    dedup_key: str = Field(sa_column=Column(SoundText, nullable=False))
    state: str = "pending"
    attempts: int = 0
    resends: int = 0  # of an unknown outcome (DLV-04)
    created_at: datetime = _time(nullable=False)
    next_attempt_at: datetime = _time(nullable=False)
    lease_until: datetime | None = _time()
    sent_at: datetime | None = _time()
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    body: str = _text()  # the HTML as it was last attempted
    watches: str = _text()  # JSON list: why this chat hears of it
    last_error: str = _text()


class FeedbackRow(Base, table=True):
    """What a reader thought of a story. Readers are kept as hashes, to count each once."""

    __tablename__ = "feedback"

    story_id: int = Field(
        sa_column=Column(BigId, ForeignKey("story.id", ondelete="CASCADE"), primary_key=True)
    )
    reader: str = Field(primary_key=True)
    useful: bool
    at: datetime = _time(nullable=False)


class SubscriptionRow(Base, table=True):
    """What a person asked to be told in a private chat."""

    __tablename__ = "subscription"

    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    pair: str = Field(primary_key=True)
    sectors: str = ""  # space-separated
    at: datetime = _time(nullable=False)


class CallbackRow(Base, table=True):
    """One WebSub subscription; its token is the last path segment of its callback (SUB-05)."""

    __tablename__ = "callback"

    token: str = Field(primary_key=True)
    feed_id: int = _ref("feed.id", index=True)
    secret: str
    hub: str = _text()
    topic: str = _text()
    asked_at: datetime = _time(nullable=False)
    mode: str = "subscribe"
    state: str = "pending"
    lease_until: datetime | None = _time()
    pushed_at: datetime | None = _time()


class PushRow(Base, table=True):
    """A body that a hub pushed, kept until it is taken in (SUB-07)."""

    __tablename__ = "push"

    id: int | None = _id()
    feed_id: int = _ref("feed.id", index=True)
    url: str = _text()  # the topic: where the body is from
    content_type: str = _text()
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = _time(nullable=False)
    attempts: int = 0
    lease_until: datetime | None = _time()


class ChatRow(Base, table=True):
    """What we learned of a chat while sending."""

    __tablename__ = "chat"

    name: str = Field(primary_key=True)
    moved_to: int | None = Field(default=None, sa_column=Column(BigInteger))  # TG-10
    parked_at: datetime | None = _time()  # TG-11
    parked_reason: str = _text()
    not_before: datetime | None = _time()  # TG-04
    probe_at: datetime | None = _time()
    digested_at: datetime | None = _time()  # end of the last delivered digest


class SendRow(Base, table=True):
    """When a message went out, for pacing across processes (TG-03). Kept for minutes only."""

    __tablename__ = "send"

    id: int | None = _id()
    chat: str
    at: datetime = _time(index=True, nullable=False)  # when the request began
    done_at: datetime | None = _time()  # when its answer was there; None: under way


class FactRow(Base, table=True):
    """Single facts: heartbeat, stop of sending, last notice."""

    __tablename__ = "fact"

    name: str = Field(primary_key=True)
    value: str = _text()
    at: datetime = _time(nullable=False)
