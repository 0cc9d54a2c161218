"""The composition root: the only place that builds things, and that reads the clock."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor import observe
from monitor.config import Settings, load_watchlist, read_secret
from monitor.core.detect import detect
from monitor.core.subscription import with_subscriptions
from monitor.errors import ConfigError
from monitor.model import Apprise, Bulletin, Subscription, Watchlist, Webhook
from monitor.net import services
from monitor.net.http import CONTACT, open_fetcher
from monitor.net.terminal import TerminalMessenger
from monitor.net.webhook import WebhookPoster, open_webhooks
from monitor.net.websub import HubAsker
from monitor.runtime.reload import Reload
from monitor.runtime.sandbox import open_sandbox
from monitor.stages.book import StoryBook
from monitor.stages.context import (
    Clock,
    Context,
    Exits,
    Fetch,
    Hints,
    Messenger,
    NoExits,
    Parse,
)
from monitor.store import chats, feeds, outbox, schema, subscriptions
from monitor.store.db import Database, make_engine

SECRET_LEAST = 12  # characters; below, a secret can be guessed, and scrubbing it eats words

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

    reload = Reload(settings.config, load_watchlist, keep)
    current.replace(watchlist := load_watchlist(settings.config))
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
            reload=reload,
            exits=await _exits(settings, options, watchlist, stack),
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
        await database.run(outbox.sweep, now=now, resend_at=now if again else None, alone=True)


async def _messenger(settings: Settings, options: Options, stack: AsyncExitStack) -> Messenger:
    if settings.telegram_token is None or not options.deliver:
        return TerminalMessenger(sys.stdout)
    # Telegram's library takes 0.4 s to import; verbs that send nothing never need it.
    from monitor.net.telegram import open_messenger  # noqa: PLC0415

    return await stack.enter_async_context(
        open_messenger(settings.telegram_token, settings.telegram_api)
    )


async def _exits(
    settings: Settings, options: Options, watchlist: Watchlist, stack: AsyncExitStack
) -> Exits:
    """Open what is not Telegram, when feeds.yaml has any of it.

    Raises:
        ConfigError: a secret is not in the environment, or is too short, or Apprise is missing.
    """
    wanted = tuple(chat.exit for chat in watchlist.chats if chat.exit is not None)
    if not wanted or not options.deliver:
        return NoExits()
    if any(isinstance(each, Apprise) for each in wanted) and not services.is_installed():
        raise ConfigError((services.MISSING,))
    secrets = exit_secrets(watchlist)
    observe.hide(_hidden(secrets))
    posting = open_webhooks(now=utc_now, allow_networks=settings.allow_networks)
    return Messengers(secrets, webhooks=await stack.enter_async_context(posting))


def _hidden(secrets: Mapping[str, str]) -> tuple[str, ...]:
    """Return what no log may hold: the secrets, and the long parts of those that are addresses."""
    parts = {part for value in secrets.values() for part in re.split(r"[/:@?&=#]+", value)}
    return (*secrets.values(), *(part for part in parts if len(part) >= SECRET_LEAST))


def exit_secrets(watchlist: Watchlist) -> dict[str, str]:
    """Return the secrets that the exits need, by the names of their variables.

    Raises:
        ConfigError: as `_exits`.
    """
    found = {name: read_secret(name) or "" for name in _secret_names(watchlist)}
    short = tuple(name for name, value in found.items() if len(value) < SECRET_LEAST)
    if short:
        raise ConfigError(
            tuple(f"{name}: not set, or shorter than {SECRET_LEAST} characters" for name in short)
        )
    return dict(found)


def _secret_names(watchlist: Watchlist) -> Iterator[str]:
    for chat in watchlist.chats:
        match chat.exit:
            case Webhook(secret_env=name) | Apprise(url_env=name):
                yield name
            case None:
                pass


class Messengers:
    """Sends each bulletin by the way that its exit asks for."""

    def __init__(self, secrets: Mapping[str, str], *, webhooks: WebhookPoster) -> None:
        self._secrets = secrets
        self._webhooks = webhooks

    async def post(self, to: Webhook | Apprise, bulletin: Bulletin) -> None:
        """Post it; raises `monitor.errors` as the way does."""
        match to:
            case Webhook():
                await self._webhooks.post(to.url, self._secrets[to.secret_env], bulletin)
            case Apprise():
                await services.notify(self._secrets[to.url_env], bulletin.plain)


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
