"""A whole small world for end-to-end tests: feeds, Telegram, and the real bot as a subprocess.

Everything talks real HTTP on loopback, and the database is a real file. Waiting is for events
(a request that came, a process that ended), never for a time.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from monitor.demo import botapi
from monitor.demo.botapi import BotApi
from monitor.demo.feedserver import FeedServer, open_feed_server

SRC = Path(__file__).resolve().parents[1] / "src"
PATIENCE = 20.0  # seconds until a test gives up on an event; never waited for in vain
NOW = datetime.now(UTC)

CONFIG = """\
settings: {{poll_floor: 1s, first_poll: {first_poll}, on_unknown: {on_unknown}, storm_count: 1000, web: {{listen: "{listen}"}}}}
feeds:
{feeds}
chats:
  desk: {{chat: "@desk"}}
  second: {{chat: "-1001234567890"}}
watches:
  - {{name: all, pairs: ["*-*"], chats: {chats}}}
"""


def item(title: str, *, number: int, summary: str = "", ago: timedelta = timedelta()) -> str:
    """Return an RSS item."""
    at = (NOW - ago).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return (
        f"<item><title>{escape(title)}</title><link>https://news.example/{number}</link>"
        f'<guid isPermaLink="false">n{number}</guid><pubDate>{at}</pubDate>'
        f"<description>{escape(summary)}</description></item>"
    )


def rss(*items: str) -> str:
    """Return an RSS document."""
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>'
        f"<link>https://news.example/</link>{''.join(items)}</channel></rss>"
    )


@dataclass
class World:
    """Feeds, Telegram and a folder for the bot."""

    folder: Path
    feeds: FeedServer
    telegram: BotApi
    urls: list[str] = field(default_factory=list)
    running: asyncio.subprocess.Process | None = None

    def feed(self, path: str, *items: str, interval: str = "1s") -> None:
        """Let a feed say this from now on; its ETag follows its content."""
        body = rss(*items)
        self.feeds.serves(path, body, etag=f'"{hash(body)}"')
        line = (
            f'  - {{url: "{self.feeds.url}{path}", name: "{path[1:]}", interval: {interval}, '
            "lang: en}"
        )
        if line not in self.urls:
            self.urls.append(line)

    def configure(
        self,
        *,
        first_poll: str = "silent",
        on_unknown: str = "hold",
        chats: str = "[desk]",
        listen: str = "off",
    ) -> None:
        """Write feeds.yaml."""
        text = CONFIG.format(
            feeds="\n".join(self.urls),
            first_poll=first_poll,
            on_unknown=on_unknown,
            chats=chats,
            listen=listen,
        )
        (self.folder / "feeds.yaml").write_text(text, "utf-8")

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of the bot, without anything of ours."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "PYTHONPATH": str(SRC),
            "PYTHONWARNINGS": "error",
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "MONITOR_TELEGRAM_API": self.telegram.root,
            "MONITOR_CONFIG": str(self.folder / "feeds.yaml"),
            "MONITOR_DATABASE_URL": f"sqlite:///{self.folder / 'monitor.db'}",
            "MONITOR_ALLOW_NETWORKS": "127.0.0.0/8",
            **more,
        }

    async def start(self, *arguments: str, script: Path | None = None, **more: str) -> None:
        """Start the bot; `script` runs it in another way than `python -m monitor`."""
        command = [str(script)] if script else ["-m", "monitor"]
        with (self.folder / "log").open("ab") as log:
            self.running = await asyncio.create_subprocess_exec(
                sys.executable, *command, *(arguments or ("run",)),
                env=self.environment(**more), stdout=log, stderr=log,
            )  # fmt: skip

    async def ended(self) -> int:
        """Wait until the bot has ended; return its exit status."""
        assert self.running is not None
        status = await asyncio.wait_for(self.running.wait(), PATIENCE)
        self.running = None
        return status

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the bot a signal and wait for its end."""
        assert self.running is not None
        self.running.send_signal(number)
        return await self.ended()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until this holds, or fail with the bot's log."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    if self.running is not None and self.running.returncode is not None:
                        raise AssertionError(f"the bot ended\n{self.log()}")
                    await _breathe()
        except TimeoutError:
            raise AssertionError(f"it never came to that\n{self.log()}") from None

    def log(self) -> str:
        """Return what the bot wrote."""
        return (self.folder / "log").read_text("utf-8")

    def texts(self, chat: str = "@desk") -> list[str]:
        """Return the messages in a chat, as they stand now."""
        return [message.text for message in self.telegram.sent(chat)]

    def rows(self, question: str) -> list[tuple[object, ...]]:
        """Ask the bot's database."""
        with sqlite3.connect(f"file:{self.folder / 'monitor.db'}?mode=ro", uri=True) as base:
            try:
                return base.execute(question).fetchall()
            finally:
                base.interrupt()


async def _breathe() -> None:
    """Let the servers in this loop work for a moment."""
    done = asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, done.set)
    await done.wait()


@asynccontextmanager
async def open_world(folder: Path) -> AsyncIterator[World]:
    """Hand out a world; whatever still runs at the end is killed."""
    async with (
        open_feed_server() as feeds,
        botapi.serve(chats=("@desk", "-1001234567890")) as telegram,
    ):
        world = World(folder, feeds, telegram)
        try:
            yield world
        finally:
            if world.running is not None and world.running.returncode is None:
                world.running.kill()
                await world.running.wait()
