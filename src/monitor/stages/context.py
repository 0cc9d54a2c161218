"""What every stage is given: the ports it may call and the rules it follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from monitor.errors import ChatRefusedError
from monitor.model import (
    Apprise,
    Asked,
    Bulletin,
    Buttons,
    Fetched,
    FetchFailed,
    Finding,
    NewsText,
    NotModified,
    ParsedFeed,
    ParseFailed,
    PollTarget,
    Subscription,
    Watchlist,
    Webhook,
)
from monitor.observe import Meters
from monitor.stages.book import StoryBook
from monitor.store.db import Database


class Clock(Protocol):
    """The only source of the current time."""

    def __call__(self) -> datetime:
        """Return the moment in aware UTC."""
        ...


class Fetch(Protocol):
    """Asks a server for a feed."""

    async def fetch(self, target: PollTarget) -> Fetched | NotModified | FetchFailed:
        """Return what came back; never raises for what a server can do."""
        ...


class Parse(Protocol):
    """Reads a body, somewhere where it can do no harm."""

    async def parse(
        self, fetched: Fetched, now: datetime, target: PollTarget
    ) -> ParsedFeed | ParseFailed:
        """Return the entries that the last body did not have, or why it is no feed."""
        ...


class Reload(Protocol):
    """Looks whether feeds.yaml has changed, and lets it count."""

    async def __call__(self, *, asked: bool = False) -> bool:
        """Return whether another content counts from now on; `asked` reads it in any case."""
        ...


async def no_reload(*, asked: bool = False) -> bool:  # noqa: ARG001 - a port's signature
    """Never change anything."""
    return False


class Hubs(Protocol):
    """WebSub hubs, and the parts of a subscription that nobody can guess."""

    async def ask(self, hub: str, fields: Mapping[str, str]) -> str | None:
        """Post the form; None when it was taken, else why not."""
        ...

    def new_token(self) -> str:
        """Return the last path segment of a callback."""
        ...

    def new_secret(self) -> str:
        """Return a secret for signatures."""
        ...


class NoHubs:
    """Where nothing is subscribed to."""

    async def ask(self, hub: str, fields: Mapping[str, str]) -> str | None:
        """Refuse."""
        return f"{hub} is not asked from here ({len(fields)} fields)"

    def new_token(self) -> str:
        """Return no token."""
        return ""

    def new_secret(self) -> str:
        """Return no secret."""
        return ""


class Sent(Protocol):
    """What the messenger knows after a message went out."""

    @property
    def message_id(self) -> int | None:
        """The Bot API's message_id; None where messages have no number."""
        ...


class Messenger(Protocol):
    """Sends and edits messages. Raises the errors of `monitor.errors`, nothing else."""

    async def send(
        self,
        chat_id: int | str,
        html: str,
        *,
        topic: int | None = None,
        reply_to: int | None = None,
        silent: bool = False,
        link_preview: bool = False,
        buttons: Buttons = (),
        fallback: str | None = None,
    ) -> Sent:
        """Send a message (Bot API sendMessage); the fallback if its HTML cannot be read."""
        ...

    async def edit(
        self,
        chat_id: int | str,
        message_id: int,
        html: str,
        *,
        link_preview: bool = False,
        buttons: Buttons = (),
        fallback: str | None = None,
    ) -> bool:
        """Replace a message's text (Bot API editMessageText).

        An unchanged text is a success; False when the message is no longer there.
        """
        ...

    async def updates(self, *, after: int, wait: timedelta) -> tuple[Asked, ...]:
        """Return what people asked since update `after` (Bot API getUpdates)."""
        ...

    async def answer(self, query: str, text: str) -> None:
        """Answer a pressed button (Bot API answerCallbackQuery)."""
        ...

    async def offer(self, commands: dict[str, str]) -> None:
        """Offer these commands to people (Bot API setMyCommands)."""
        ...


class Exits(Protocol):
    """Everything that is not Telegram. Raises the errors of `monitor.errors`, nothing else."""

    async def post(self, to: Webhook | Apprise, bulletin: Bulletin) -> None:
        """Post the bulletin; that it returns means that it was taken."""
        ...


class NoExits:
    """The exits of a program that has Telegram only."""

    async def post(self, to: Webhook | Apprise, bulletin: Bulletin) -> None:  # noqa: ARG002 - the port's
        """Refuse."""
        raise ChatRefusedError("this exit is not open here", parks=True)


class Hints:
    """Where a stage leaves jobs that should not wait for its own end.

    Hints may be lost; until a runtime listens, they are.
    """

    def __init__(self) -> None:
        self._listener: Callable[[Iterable[Job]], None] | None = None

    def go_to(self, listener: Callable[[Iterable[Job]], None]) -> None:
        """Hand every job from now on to this function."""
        self._listener = listener

    def give(self, jobs: Iterable[Job]) -> None:
        """Say that these jobs may be due."""
        if self._listener is not None:
            self._listener(jobs)


@dataclass(frozen=True, slots=True)
class Job:
    """A hint that something may be due. Losing it loses nothing; having it twice does no harm."""

    stage: str
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a stage ended: a word from a closed set, counts for logs and metrics, follow-up jobs."""

    status: str
    counts: dict[str, int] = field(default_factory=dict)
    then: tuple[Job, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Built once by `app`; stages build nothing."""

    now: Clock
    db: Database
    fetch: Fetch
    parse: Parse
    messenger: Messenger
    detect: Callable[[NewsText], Finding]
    watchlist: Callable[[], Watchlist]  # the current one; a reload changes what it returns
    book: StoryBook
    hints: Hints
    follow: Callable[[tuple[Subscription, ...]], None] = lambda _: None  # let these count, too
    reload: Reload = no_reload
    hubs: Hubs = field(default_factory=NoHubs)
    meters: Meters = field(default_factory=Meters)
    exits: Exits = field(default_factory=NoExits)
    force: bool = False  # poll what is not due, too
