"""The composition root: the only place that builds things, and that reads the clock."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor import observe
from monitor.config import Settings, load_watchlist, read_secret
from monitor.core.detect import detect
from monitor.core.subscription import with_subscriptions
from monitor.model import Subscription, Watchlist
from monitor.net.exits import exit_secrets, open_exits
from monitor.net.http import CONTACT, open_fetcher
from monitor.net.terminal import TerminalMessenger
from monitor.net.websub import HubAsker
from monitor.runtime.reload import Reload
from monitor.runtime.sandbox import open_sandbox
from monitor.stages.book import StoryBook
from monitor.stages.context import Clock, Context, Exits, Fetch, Hints, Messenger, NoExits, Parse
from monitor.store import chats, feeds, outbox, schema, sends, subscriptions
from monitor.store.db import Database, make_engine

log = logging.getLogger("monitor")


def utc_now() -> datetime:
    """Return the current moment in aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a verb asks for beyond the settings."""

    force: bool = False
    deliver: bool = True  # False: nothing is sent, so no messenger is opened
    follow_file: bool = True  # make the table of feeds follow feeds.yaml


def start_logging(settings: Settings) -> None:
    """Set up logs with the secrets of these settings scrubbed."""
    token = settings.telegram_token
    observe.configure_logging(
        level=settings.log_level, form=settings.log_format, secrets=(token,) if token else ()
    )


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """Open the database, bring its schema up to date, and close it at the end."""
    engine = make_engine(settings.database_url)
    schema.upgrade(engine)
    database = Database(engine)
    try:
        yield database
    finally:
        database.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What it takes to look at a feed and keep nothing."""

    now: Clock
    fetch: Fetch
    parse: Parse


@asynccontextmanager
async def open_reader(settings: Settings, *, contact: str = "") -> AsyncIterator[Reader]:
    """Build a fetcher and a parser, without a database or a watchlist."""
    async with (
        open_fetcher(
            now=utc_now, allow_networks=settings.allow_networks, contact=contact or CONTACT
        ) as fetcher,
        open_sandbox(workers=1) as sandbox,
    ):
        yield Reader(now=utc_now, fetch=fetcher, parse=sandbox)


@asynccontextmanager
async def open_context(
    settings: Settings, options: Options | None = None
) -> AsyncIterator[Context]:
    """Build everything, hand it out, and close it in reverse order.

    Raises:
        ConfigError: the configuration file has problems.
        SchemaError: the database belongs to a newer release.
    """
    options = options or Options()
    current = WatchlistHolder()

    async def keep(watchlist: Watchlist) -> None:
        new, left = 0, 0
        if options.follow_file:
            new, left = await database.run(feeds.sync, watchlist.feeds, now=utc_now())
        current.replace(watchlist)
        log.info("feeds.yaml read again", extra={"new_feeds": new, "left_feeds": left})

    load = _loader(options)
    reload = Reload(settings.config, load, keep)
    current.replace(watchlist := load(settings.config))
    async with AsyncExitStack() as stack:
        database = stack.enter_context(open_database(settings))
        if options.follow_file:
            await database.run(feeds.sync, watchlist.feeds, now=utc_now())
        await _settle(database, watchlist)
        fetcher = await stack.enter_async_context(
            open_fetcher(
                now=utc_now,
                allow_networks=settings.allow_networks,
                contact=watchlist.rules.contact or CONTACT,
            )
        )
        if watchlist.rules.commands:
            current.follow(await database.read(subscriptions.everyones))
        sandbox = await stack.enter_async_context(open_sandbox())
        yield Context(
            now=utc_now,
            db=database,
            fetch=fetcher,
            parse=sandbox,
            messenger=await _messenger(settings, options, stack),
            detect=detect,
            watchlist=current,
            follow=current.follow,
            book=StoryBook(),
            hints=Hints(),
            exits=await _exits(settings, options, stack),
            reload=reload,
            hubs=HubAsker(fetcher),
            force=options.force,
        )


async def _settle(database: Database, watchlist: Watchlist) -> None:
    """Bring in order what an earlier process may have left behind."""
    await database.run(chats.resume_sending)
    if database.alone():
        again = watchlist.rules.on_unknown == "resend_once"
        now = utc_now()
        await database.run(feeds.release_all)
        await database.run(sends.settle_all, at=now)
        await database.run(outbox.sweep, now=now, resend_at=now if again else None, alone=True)


async def _messenger(settings: Settings, options: Options, stack: AsyncExitStack) -> Messenger:
    if settings.telegram_token is None or not options.deliver:
        return TerminalMessenger(sys.stdout)
    # Telegram's library takes 0.4 s to import; verbs that send nothing never need it.
    from monitor.net.telegram import open_messenger  # noqa: PLC0415

    return await stack.enter_async_context(
        open_messenger(settings.telegram_token, settings.telegram_api)
    )


async def _exits(settings: Settings, options: Options, stack: AsyncExitStack) -> Exits:
    if not options.deliver:
        return NoExits()
    posting = open_exits(read_secret, now=utc_now, allow_networks=settings.allow_networks)
    return await stack.enter_async_context(posting)


def _loader(options: Options) -> Callable[[Path], Watchlist]:
    """Return what reads feeds.yaml and, if messages go out, makes sure of the exits' secrets."""

    def load(path: Path) -> Watchlist:
        watchlist = load_watchlist(path)
        if options.deliver:
            observe.hide(exit_secrets(watchlist.chats, read_secret))
        return watchlist

    return load


class WatchlistHolder:
    """The watchlist in force; calling it returns it."""

    def __init__(self, watchlist: Watchlist | None = None) -> None:
        watchlist = watchlist or Watchlist()
        self._file = watchlist
        self._wishes: tuple[Subscription, ...] = ()
        self._whole = watchlist

    def __call__(self) -> Watchlist:
        """Return what feeds.yaml says, and what people subscribed to."""
        return self._whole

    def replace(self, watchlist: Watchlist) -> None:
        """Let another feeds.yaml count from now on."""
        self._file = watchlist
        self._whole = with_subscriptions(watchlist, self._wishes)

    def follow(self, wishes: tuple[Subscription, ...]) -> None:
        """Let these subscriptions count from now on, and no others."""
        if wishes != self._wishes:
            self._wishes = wishes
            self._whole = with_subscriptions(self._file, wishes)
