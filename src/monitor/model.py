"""The values that travel through the program: frozen, keyword-only, UTC-aware, tuples inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NewType

from monitor.vocab import EventType, Mode, Role, Stage

FeedId = NewType("FeedId", int)
EntryId = NewType("EntryId", int)
StoryId = NewType("StoryId", int)
DeliveryId = NewType("DeliveryId", int)

Country = str  # ISO 3166-1 alpha-2, and EU, TW, HK, PS, XK
Pair = str  # two countries, sorted, with a hyphen: "JP-KR"


# Feeds -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask again with (RFC 9110 8.8), byte for byte."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as the operator described it."""

    url: str
    name: str
    family: str  # feeds of one newsroom or wire; counts once as a source
    lang: str | None = None  # ISO 639-1
    interval: timedelta | None = None  # None: the feed's own rhythm
    tags: tuple[str, ...] = ()
    fulltext: bool = False
    zone: str | None = None  # IANA name of the newsroom's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTarget:
    """What a poll must know of a leased feed."""

    feed_id: FeedId
    feed: Feed
    url: str  # where to ask now: the configured address, or a move that was confirmed
    validators: Validators = Validators()
    body_hash: str | None = None  # of the last body that was taken in
    cut: str = ""  # hashes of that body's entries; opaque, made and read by core.parse
    ttl: timedelta | None = None  # last known
    rhythm: timedelta | None = None  # how often it brings something new; None: not known yet
    hub_wait: timedelta | None = None  # the interval that suffices while its hub is alive
    failures: int = 0  # in a row
    first: bool = True  # nothing was ever taken in from this feed
    move_url: str | None = None  # a permanent move that is not confirmed yet
    move_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A 2xx answer with a body, decoded and within the size cap."""

    url: str  # after redirects
    body: bytes
    headers: tuple[tuple[str, str], ...]  # names in lower case
    validators: Validators
    body_hash: str
    moved_to: str | None = None  # every hop was 301 or 308


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A 304 answer; its cache headers count anew (RFC 9111 4.3.4)."""

    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """The poll brought nothing; `reason` is from a closed set, `detail` is for the operator."""

    reason: Literal[
        "refused", "timeout", "too_large", "encoding", "status", "gone", "throttled",
        "redirect", "blocked", "protocol", "not_a_feed", "parser_killed",
    ]  # fmt: skip
    detail: str
    retry_after: timedelta | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, cleaned: plain text, http(s) links only, NFC, no control characters."""

    key: str  # guid, else canonical link, else hash of the title
    guid: str | None
    link: str | None
    canonical_link: str | None  # without scheme, www and tracking; what makes two links one
    title: str
    summary: str
    text: str = ""
    lang: str | None = None
    published_at: datetime | None = None  # None: undated; never later than the fetch
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What one body said. Entries in feed order."""

    title: str
    lang: str | None
    entries: tuple[Entry, ...]
    skipped: int = 0  # entries that could not be read, are copies, or beyond the limit
    unchanged: int = 0  # entries left out because `PollTarget.cut` knew them
    cut: str = ""  # for the next poll's `PollTarget.cut`; "" when the body cannot be cut
    ttl: timedelta | None = None  # RSS ttl or sy:updatePeriod/Frequency
    rhythm: timedelta | None = None  # usual gap between its entries; None: too few with dates
    hubs: tuple[str, ...] = ()  # WebSub
    self_link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseFailed:
    """The body is no feed, or broke the parser."""

    reason: Literal["not_a_feed", "parser_killed"]
    detail: str


HubMode = Literal["subscribe", "unsubscribe"]
HubState = Literal["pending", "active", "denied", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSubscription:
    """One callback at one WebSub hub; a renewal is a new one, with another token and secret (SUB-05)."""

    feed_id: FeedId
    token: str  # the callback's last path segment; not to be guessed
    secret: str  # of the HMAC; fewer than 200 bytes
    hub: str
    topic: str
    asked_at: datetime
    mode: HubMode = "subscribe"  # what was asked last, and is to be verified
    state: HubState = "pending"
    lease_until: datetime | None = None  # None until it is active
    pushed_at: datetime | None = None  # last delivery that counted


@dataclass(frozen=True, slots=True, kw_only=True)
class HubOffer:
    """Where a topic may be subscribed to."""

    hubs: tuple[str, ...]  # https first
    topic: str


# Findings ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsText:
    """What detection reads of an entry."""

    title: str
    summary: str = ""
    text: str = ""
    lang: str | None = None
    published_at: datetime | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in the text that a decision rests on: `text == news.<field>[start:end]`."""

    field: Literal["title", "summary", "text"]
    start: int  # characters
    end: int
    kind: str  # actor, act, sector, organisation, figure, negation, ...
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An amount, share, count or date with its unit: `8000000 USD`, `15 percent`."""

    kind: Literal["money", "percent", "count", "date"]
    value: float | None
    unit: str  # ISO 4217 for money, "percent", the counted noun, "" for dates
    text: str  # as the entry wrote it


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one entry says, and why. `pairs` are those concerned, whatever the verdict."""

    cooperation: bool
    score: float  # 0..1
    reason: str
    lang: str = "und"
    actors: tuple[Country, ...] = ()  # every country named, in order of appearance
    pairs: tuple[Pair, ...] = ()  # sorted
    roles: tuple[tuple[Country, Role], ...] = ()
    type: EventType = EventType.NONE
    stage: Stage = Stage.NONE
    mode: Mode = Mode.ASSERTED
    sectors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    evidence: tuple[Span, ...] = ()
    blocs: tuple[str, ...] = ()


# Stories and alerts ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One telling of a story: who, where, when."""

    name: str
    family: str
    link: str | None
    published_at: datetime | None
    zone: str | None = None  # IANA name: where the newsroom's clock stands; None: told in UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStep:
    """What a pair did before: an earlier story of our own store."""

    pair: Pair
    at: datetime
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Entries that tell one event, as a message would tell it now."""

    id: StoryId
    pairs: tuple[Pair, ...]
    sectors: tuple[str, ...]
    type: EventType
    stage: Stage
    mode: Mode
    title: str
    summary: str
    lang: str
    first_seen_at: datetime
    updated_at: datetime
    sources: tuple[Source, ...] = ()  # in order of arrival
    organisations: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    revision: int = 1
    link: str | None = None  # of the telling whose title it bears; None: its first source's
    past: tuple[PastStep, ...] = ()  # what its pairs did before, newest first
    remembers_from: datetime | None = None  # when our memory begins; None: not asked
    stage_at: datetime | None = None  # when its stage was reached; None: with its first entry
    unconfirmed: Stage = Stage.NONE  # a higher stage that one publisher family claims
    unconfirmed_by: str = ""  # that family
    memory: str = ""  # what this pair did before, in one line; "" when nothing is known


DeliveryKind = Literal["new", "edit", "stage", "stalled", "digest", "notice"]
DeliveryState = Literal["pending", "sending", "sent", "unknown", "dead", "held"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The decision to tell a chat of a story."""

    story_id: StoryId
    chat: str  # the name in feeds.yaml
    kind: DeliveryKind
    revision: int
    detail: str = ""  # the stage or mode that it tells of; what makes two alerts one
    watches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An inline button: `data` comes back when it is pressed (Bot API: 1-64 bytes)."""

    text: str
    data: str


Buttons = tuple[tuple[Button, ...], ...]  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person wrote to the bot, or which button was pressed. Nothing in it is trusted."""

    update: int  # update_id; the next question has a greater one
    chat_id: int
    user_id: int
    chat_name: str | None = None  # "@name" of a public chat
    text: str = ""
    message_id: int | None = None
    reply_to: int | None = None  # id of the message that it answers
    topic: int | None = None
    query: str | None = None  # callback query: a button was pressed
    data: str = ""  # of that button


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a person asked to be told in a private chat."""

    chat_id: int
    pair: str  # "JP-KR", "KR-*": as asked, the sides sorted
    sectors: tuple[str, ...] = ()  # none: all


# What the operator asks for ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPattern:
    """Two sides of a watch; None is any country. Matches a pair either way round."""

    text: str  # as the operator wrote it
    left: frozenset[Country] | None
    right: frozenset[Country] | None

    def matches(self, pair: Pair) -> bool:
        """Tell whether the pair has one country on each side."""
        a, b = pair.split("-")
        return self._sides(a, b) or self._sides(b, a)

    def _sides(self, a: Country, b: Country) -> bool:
        return (self.left is None or a in self.left) and (self.right is None or b in self.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Pairs x sectors x types x stages -> chats. An empty set asks for all."""

    name: str
    pairs: tuple[PairPattern, ...]
    sectors: frozenset[str] = frozenset()
    types: frozenset[EventType] = frozenset()
    min_stage: Stage | None = None
    require: tuple[str, ...] = ()  # at least one of these words
    forbid: tuple[str, ...] = ()  # none of these words
    on: frozenset[str] = frozenset({"new", "stage", "stalled"})
    chats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPolicy:
    """A Telegram chat, or another exit, and how it wants to be told."""

    name: str
    chat: int | str  # id, or "@channel"; of another exit a name that no chat can have
    topic: int | None = None  # message_thread_id
    language: str = "en"
    mode: Literal["instant", "digest"] = "instant"
    digest: str | None = None  # "08:00 Asia/Seoul"
    quiet_hours: str | None = None  # "22:00-07:00 Asia/Seoul"
    silent: bool = False
    link_preview: bool = False
    max_age: timedelta = timedelta(hours=24)
    exit: Webhook | Apprise | None = None  # None: Telegram


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is posted to. The secret that signs is in the environment only."""

    url: str
    secret_env: str  # the variable's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Apprise:
    """Any service that Apprise knows. Its address holds secrets, so it is in the environment only."""

    url_env: str  # the variable's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """One message for an exit that is not Telegram: ready to go."""

    id: str  # the same at every attempt, so that a receiver can drop what came twice
    plain: str
    body: bytes  # JSON: the text and the stories as values


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The `settings` of feeds.yaml."""

    poll_floor: timedelta = timedelta(minutes=5)  # POLL-05
    poll_ceiling: timedelta = timedelta(hours=24)  # POLL-06
    first_poll: str = "silent"  # silent | newest-N | all (STORM-01)
    on_unknown: Literal["hold", "resend_once"] = "hold"  # DLV-04
    storm_share: float = (
        0.6  # STORM-04: hold when more than this share of a feed is new at once ...
    )
    storm_count: int = 20  # ... and more than this many entries
    retention: timedelta = timedelta(days=90)  # how long the bodies of entries are kept
    contact: str = ""  # what the User-Agent names, so that a publisher can write to you
    admin_chat: str | None = None  # the name of a chat for notices to the operator
    commands: bool = False  # answer /latest, /why ... and show buttons under alerts
    admins: frozenset[int] = frozenset()  # Telegram user ids that may ask for /status and /mute
    web_listen: str | None = "127.0.0.1:8080"  # None: no web server
    web_public_url: str = ""  # where hubs reach it, without a slash at the end; "": no WebSub


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """All that feeds.yaml says."""

    rules: Rules = Rules()
    feeds: tuple[Feed, ...] = ()
    chats: tuple[ChatPolicy, ...] = ()
    watches: tuple[Watch, ...] = ()

    def chat(self, name: str) -> ChatPolicy | None:
        """Return the chat of that name, None when the file no longer holds it."""
        return next((chat for chat in self.chats if chat.name == name), None)

    @property
    def elsewhere(self) -> frozenset[str]:
        """Names of the chats that are not Telegram's, and so need no bot token."""
        return frozenset(chat.name for chat in self.chats if chat.exit is not None)
