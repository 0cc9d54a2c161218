"""A sender in a test: a real database, a clock that we move, and a Telegram that we own.

`FakeTelegram` keeps the contract of the messenger port; tests/contract runs it beside the real
adapter. `Crash` is what `kill -9` leaves of a send: the message is out, and nothing was kept.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.app import WatchlistHolder
from monitor.core.detect import detect
from monitor.errors import OutcomeUnknownError, TryLaterError
from monitor.model import (
    Alert,
    Asked,
    Buttons,
    ChatPolicy,
    DeliveryKind,
    Fetched,
    FetchFailed,
    NotModified,
    ParsedFeed,
    ParseFailed,
    PollTarget,
    Rules,
    Source,
    Story,
    StoryId,
    Watchlist,
)
from monitor.stages.book import StoryBook
from monitor.stages.context import Context, Exits, Hints, Messenger, NoExits
from monitor.stages.deliver import deliver, deliver_due, until_next
from monitor.stages.upkeep import upkeep
from monitor.store import outbox, schema, stories
from monitor.store.db import Database, make_engine
from monitor.store.tables import DeliveryRow
from monitor.vocab import EventType, Mode, Stage

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROUND_TRIP = timedelta(milliseconds=15)  # of one call, on the virtual clock
TICK = timedelta(seconds=0.25)
UPKEEP = timedelta(seconds=15)
TITLE = re.compile(r"Story \d{5}")
PROBING = timedelta(minutes=5)


class Crash(BaseException):
    """The process died between Telegram's answer and the commit."""


@dataclass(slots=True)
class Clock:
    """Time that moves when a test moves it."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Told:
    """A message that a chat has."""

    chat: int | str
    message_id: int
    html: str
    at: datetime
    silent: bool
    reply_to: int | None


@dataclass(slots=True)
class FakeTelegram:
    """Keeps what it is sent. `mishap` says what goes wrong with a call; None: nothing."""

    clock: Clock
    mishap: Callable[[str], str | None] = lambda _: None
    told: list[Told] = field(default_factory=list)
    edits: list[tuple[int | str, int, str]] = field(default_factory=list)
    calls: list[tuple[int | str, datetime]] = field(default_factory=list)
    texts: dict[tuple[int | str, int], str] = field(default_factory=dict)
    _last: Counter[int | str] = field(default_factory=Counter)

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
    ) -> Told:
        self.calls.append((chat_id, self.clock.now))
        mishap = self.mishap(html)
        self._fail_before(mishap)
        self._last[chat_id] += 1
        told = Told(chat_id, self._last[chat_id], html, self.clock.now, silent, reply_to)
        self.told.append(told)
        self.texts[chat_id, told.message_id] = html
        self._fail_after(mishap)
        return told

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
        self.calls.append((chat_id, self.clock.now))
        if (chat_id, message_id) not in self.texts:
            return False
        self.texts[chat_id, message_id] = html
        self.edits.append((chat_id, message_id, html))
        return True

    async def updates(self, *, after: int, wait: timedelta) -> tuple[Asked, ...]:
        return ()

    async def answer(self, query: str, text: str) -> None:
        raise NotImplementedError

    async def offer(self, commands: dict[str, str]) -> None:
        raise NotImplementedError

    def heard(self, chat: int | str) -> list[str]:
        """Return what a chat was sent, in order."""
        return [told.html for told in self.told if told.chat == chat]

    @staticmethod
    def _fail_before(mishap: str | None) -> None:
        match mishap:
            case "flood":
                raise TryLaterError("flood control", wait=timedelta(seconds=7), flood=True)
            case "refused":
                raise TryLaterError("connection refused", wait=None)
            case "lost":
                raise OutcomeUnknownError("502, and nothing arrived")
            case _:
                return

    @staticmethod
    def _fail_after(mishap: str | None) -> None:
        match mishap:
            case "arrived":
                raise OutcomeUnknownError("the answer was cut off")
            case "crash":
                raise Crash
            case _:
                return


class Nowhere:
    """No feed is asked for and none is read in these tests."""

    async def fetch(self, target: PollTarget) -> Fetched | NotModified | FetchFailed:
        raise NotImplementedError

    async def parse(
        self, fetched: Fetched, now: datetime, target: PollTarget
    ) -> ParsedFeed | ParseFailed:
        raise NotImplementedError


@dataclass(slots=True)
class Sender:
    """One sender process, as far as delivery goes."""

    db: Database
    clock: Clock
    telegram: FakeTelegram
    ctx: Context
    crashes: int = 0

    async def alert(
        self,
        number: int,
        chat: str,
        *,
        kind: DeliveryKind = "new",
        detail: str = "",
        not_before: datetime | None = None,
    ) -> None:
        """Put an alert on a story of that number into the outbox."""
        await self.db.run(_queue, number, chat, kind, detail, not_before, self.clock.now)

    async def run(self, *, until: timedelta = timedelta(hours=6)) -> None:
        """Send on the virtual clock until nothing waits, or `until` has passed."""
        end, next_upkeep = self.clock.now + until, self.clock.now
        while self.clock.now < end:
            if self.clock.now >= next_upkeep:
                await upkeep(self.ctx, ())
                next_upkeep = self.clock.now + UPKEEP
            if not await self.tick() and not await self._wait():
                return

    async def _wait(self) -> bool:
        """Let time pass until something may be due; return whether anything waits at all."""
        states, wait = await self.states(), await until_next(self.ctx)
        if not states.get("pending") and not states.get("sending"):
            return False
        if states.get("sending"):  # of a sender that crashed: its chat is blocked for a while
            self.clock.now += UPKEEP if wait is None or wait <= TICK else min(wait, UPKEEP)
        else:
            self.clock.now += PROBING if wait is None else max(TICK, wait)
        return True

    async def tick(self, limit: int = 32) -> int:
        """Attempt what is due now; return how many attempts that were."""
        jobs = await deliver_due(self.ctx, limit)
        for job in jobs:
            try:
                await deliver(self.ctx, job.keys)
            except Crash:
                self.crashes += 1
            self.clock.now += ROUND_TRIP
        return len(jobs)

    async def ends(self) -> dict[str, str]:
        """Return the state of each story's delivery, by the story's title."""
        return await self.db.read(_ends)

    async def states(self) -> dict[str, int]:
        """Return how many deliveries are in which state."""
        return await self.db.read(outbox.states)


def _queue(
    session: Session,
    number: int,
    chat: str,
    kind: DeliveryKind,
    detail: str,
    due: datetime | None,
    now: datetime,
) -> None:
    known = stories.get_story(session, StoryId(number))
    told = known or stories.open_story(session, story(number), cooperation=True)
    alert = Alert(
        story_id=told.id, chat=chat, kind=kind, revision=1, detail=detail, watches=("all",)
    )
    outbox.add(session, (alert,), not_before={chat: due} if due else {}, now=now)


def _ends(session: Session) -> dict[str, str]:
    asked = select(col(DeliveryRow.story_id), col(DeliveryRow.state))
    return {story(number or 0).title: state for number, state in session.execute(asked)}


def story(number: int) -> Story:
    """Return a story that can be told from any other by its title."""
    return Story(
        id=StoryId(number),
        pairs=("JP-KR",),
        sectors=("energy",),
        type=EventType.SUPPORT,
        stage=Stage.SIGNED,
        mode=Mode.ASSERTED,
        title=f"Story {number:05}",
        summary="",
        lang="en",
        first_seen_at=START,
        updated_at=START,
        sources=(Source(name="Wire", family="wire", link=None, published_at=START),),
    )


@cache
def empty_database() -> bytes:
    """Return a migrated file; migrating one for each test would take a third of their time."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        engine = make_engine(f"sqlite:///{file}")
        schema.upgrade(engine)
        engine.dispose()
        return file.read_bytes()


@contextmanager
def sender(
    url: str,
    *chats: ChatPolicy,
    on_unknown: Literal["hold", "resend_once"] = "hold",
    admin_chat: str | None = None,
    commands: bool = False,
    admins: frozenset[int] = frozenset(),
    clock: Clock | None = None,
    telegram: FakeTelegram | None = None,
    messenger: Messenger | None = None,
    exits: Exits | None = None,
) -> Iterator[Sender]:
    """Yield a sender on the database at this address; its tables are made if need be."""
    engine = make_engine(url)
    schema.upgrade(engine)
    db, clock = Database(engine), clock or Clock()
    fake = telegram or FakeTelegram(clock)
    rules = Rules(on_unknown=on_unknown, admin_chat=admin_chat, commands=commands, admins=admins)
    current = WatchlistHolder(Watchlist(rules=rules, chats=chats))
    ctx = Context(
        now=clock,
        db=db,
        fetch=Nowhere(),
        parse=Nowhere(),
        messenger=messenger or fake,
        detect=detect,
        watchlist=current,
        follow=current.follow,
        book=StoryBook(),
        hints=Hints(),
        exits=exits or NoExits(),
    )
    try:
        yield Sender(db, clock, fake, ctx)
    finally:
        db.close()


def faults(seed: int, *, faulty: float, crashing: float) -> Callable[[str], str | None]:
    """Return mishaps for a share of calls: faulty answers of every kind, and crashes after one."""
    chance = random.Random(seed)

    def mishap(_: str) -> str | None:
        dice = chance.random()
        if dice < crashing:
            return "crash"
        if dice < crashing + faulty:
            return chance.choice(("arrived", "lost", "flood", "refused"))
        return None

    return mishap


def copies(telegram: FakeTelegram) -> Counter[str]:
    """Return how often each story arrived, by its title."""
    return Counter(title for told in telegram.told for title in TITLE.findall(told.html))


def lost_silently(ends: dict[str, str], arrived: Counter[str]) -> set[str]:
    """Return the stories that did not arrive although the ledger does not say so."""
    return {title for title, state in ends.items() if state == "sent" and not arrived[title]}


def most_within(moments: list[datetime], window: timedelta) -> int:
    """Return the largest number of moments in any stretch shorter than the window."""
    ordered, first, most = sorted(moments), 0, 0
    for last, at in enumerate(ordered):
        while at - ordered[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most


def by_chat(calls: list[tuple[int | str, datetime]]) -> dict[int | str, list[datetime]]:
    """Return the moments of calls to each chat."""
    moments: defaultdict[int | str, list[datetime]] = defaultdict(list)
    for chat, at in calls:
        moments[chat].append(at)
    return dict(moments)
