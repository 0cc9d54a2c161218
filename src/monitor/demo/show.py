"""What `monitor demo` shows, start to end: the real bot between a feed server and a Bot API stand-in.

Nothing of the bot is replaced but its clock, which jumps from act to act, so that feeds that are
asked every five minutes, and news five days apart, fit into half a minute of watching.
"""

from __future__ import annotations

import asyncio
import io
import ipaddress
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from monitor.app import open_context, start_logging, utc_now
from monitor.config.settings import Secret, Settings
from monitor.demo import botapi
from monitor.demo.botapi import BotApi, Message
from monitor.demo.feeds import (
    LOGIN_PAGE,
    Act,
    Item,
    Outlet,
    acts,
    configuration,
    items,
    outlets,
    rss,
)
from monitor.demo.feedserver import FeedServer, open_feed_server
from monitor.demo.view import MAX_WIDTH, View
from monitor.runtime.embedded import serve
from monitor.stages.context import Context
from monitor.store import balance, feeds, ledger, outbox

CHATS = ("@korea_desk", "@supply_desk")
DEADLINE = timedelta(seconds=50)  # for all of it; a slow machine needs less than 30 s
EDITS_REST = timedelta(minutes=2)  # edits of one message are coalesced to one a minute
GLANCE = timedelta(seconds=0.1)  # between two looks at whether the bot has finished


def show() -> int:
    """Run the demonstration; return 0 if everything that must be told was told, and nothing else."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without UTF-8 shows what it can
    width = min(shutil.get_terminal_size((88, 24)).columns, MAX_WIDTH)
    view = View(width=width, styled=sys.stdout.isatty())
    with tempfile.TemporaryDirectory(prefix="monitor-demo-") as folder:
        try:
            return asyncio.run(_within_time(view, Path(folder)))
        except TimeoutError:
            print(
                f"\nThe bot did not finish within {DEADLINE.seconds} s: the demonstration failed."
            )
            return 1


async def _within_time(view: View, folder: Path) -> int:
    async with asyncio.timeout(DEADLINE.total_seconds()):
        async with (
            open_feed_server() as server,
            botapi.serve(chats=CHATS) as api,
        ):
            settings = _settings(folder, server, api)
            start_logging(settings)
            clock = _Clock()
            async with open_context(settings) as built:
                ctx = replace(built, now=clock)
                return await _Show(view, ctx, clock, server, api, items(now=clock.first)).run()


def _settings(folder: Path, server: FeedServer, api: BotApi) -> Settings:
    config = folder / "feeds.yaml"
    config.write_text(configuration(server.url), "utf-8")
    return Settings(
        config=config,
        database_url=f"sqlite:///{folder / 'monitor.db'}",
        telegram_token=Secret(api.token),
        telegram_api=api.root,
        allow_networks=(ipaddress.ip_network("127.0.0.0/8"),),
        log_level="ERROR",
    )


class _Clock:
    """The system's clock, and the time that was skipped."""

    def __init__(self) -> None:
        self.first = utc_now()
        self._skipped = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self._skipped

    def skip_to(self, moment: datetime) -> None:
        """Let it be this moment now; never turns back."""
        self._skipped += max(timedelta(), moment - self())


@dataclass(slots=True)
class _Show:
    view: View
    ctx: Context
    clock: _Clock
    server: FeedServer
    api: BotApi
    news: tuple[Item, ...]
    shown: dict[tuple[int, int], int] = field(default_factory=dict)  # message -> edits shown

    async def run(self) -> int:
        self._say(self.view.bold("monitor: alerts on cooperation between countries"))
        self._say(f"feeds     {self.server.url}  (made-up newsrooms, real HTTP)")
        self._say(f"Bot API   {self.api.root}  (a strict stand-in for Telegram, real HTTP)")
        self._say("between   the same program that `monitor run` starts, and a fresh SQLite file")
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            self._publish(1)
            group.create_task(serve(self.ctx, stop))
            for act in acts():
                await self._play(act)
            stop.set()
        return await self._sum_up()

    async def _play(self, act: Act) -> None:
        self._publish(act.number)
        self.clock.skip_to(self.clock.first + act.begins)
        self._say(self.view.heading(f"{self.clock():%d %b, %H:%M} UTC · {act.title}"))
        self._say(self.view.paragraph(act.text))
        await self._quiet()
        self.clock.skip_to(self.clock() + EDITS_REST)
        await self._quiet()
        told = self._tell_news()
        if not told:
            self._say(self.view.dim("(no message)"))

    def _publish(self, act: int) -> None:
        for outlet in outlets():
            if outlet.broken:
                self.server.says(outlet.path, LOGIN_PAGE, headers={"Content-Type": "text/html"})
            elif outlet.delay:
                self.server.says(outlet.path, self._feed(outlet, act), delay=outlet.delay)
            else:
                last = max(item.act for item in self._of(outlet, act))
                self.server.serves(outlet.path, self._feed(outlet, act), etag=f'"{last}"')

    def _feed(self, outlet: Outlet, act: int) -> str:
        return rss(outlet, self._of(outlet, act))

    def _of(self, outlet: Outlet, act: int) -> tuple[Item, ...]:
        return tuple(one for one in self.news if one.outlet == outlet.path and one.act <= act)

    async def _quiet(self) -> None:
        """Wait until no feed is due or being polled, and no delivery is due or under way."""
        # The bot does not say when it is idle; its tables do.
        while await self.ctx.db.read(_busy, now=self.clock()):  # noqa: ASYNC110 - see above
            await asyncio.sleep(GLANCE.total_seconds())

    def _tell_news(self) -> int:
        told = 0
        for (chat, number), message in sorted(self.api.world.messages.items()):
            edits = len(message.revisions)
            if self.shown.get((chat, number)) != edits:
                head = self._head(message, new=(chat, number) not in self.shown)
                self._say("\n" + self.view.message(message, head))
                self.shown[chat, number] = edits
                told += 1
        return told

    def _head(self, message: Message, *, new: bool) -> str:
        chat = f"@{message.chat.username}"
        if not new:
            return f"{chat} · message {message.id}, edited"
        reply = f", in reply to {message.reply_to}" if message.reply_to else ""
        return f"{chat} · message {message.id}{reply}"

    async def _sum_up(self) -> int:
        seen = await self.ctx.db.read(ledger.fates, limit=len(self.news) + 10)
        self._say(self.view.heading("Not told, and why"))
        for one in seen:
            if one.verdict == "rejected":
                self._say(self.view.paragraph(f"✗ {one.title} ({one.feed})"))
                self._say(self.view.dim(self.view.paragraph(one.reason, indent="    ")))
        await self._tell_feeds()
        await self._tell_ledger(seen)
        wrong = [*self._surprises(seen), *(await self.ctx.db.read(balance.balance)).problems]
        for line in wrong:
            self._say(self.view.warning(f"wrong: {line}"))
        self._say(_NEXT if not wrong else "\nThe demonstration failed.")
        return 1 if wrong else 0

    async def _tell_feeds(self) -> None:
        self._say(self.view.heading("Feeds"))
        rows = []
        for one in await self.ctx.db.read(ledger.visits):
            polls = f"{one.polls} polls"
            unchanged = f"unchanged {one.not_modified} times of {one.polls}" * (
                one.not_modified > 0
            )
            rows.append((one.feed, polls, one.last_error or unchanged or "well"))
        self._say(self.view.table(rows, (16, 8)))

    async def _tell_ledger(self, seen: tuple[ledger.Fate, ...]) -> None:
        book = await self.ctx.db.read(balance.balance)
        states = await self.ctx.db.read(outbox.states)
        before = sum(one.verdict == "baseline" for one in seen)
        self._say(self.view.heading("Ledger"))
        self._say(
            f"entries     {book.seen} seen = {before} there before + {book.rejected - before} "
            f"rejected + {book.merged} joined a story that was told + {book.sent} told"
        )
        kinds = " + ".join(f"{n} {state}" for state, n in sorted(states.items()))
        self._say(f"deliveries  {sum(states.values())} = {kinds or 'none'}")
        calls = Counter(call.method for call in self.api.calls)
        told = ", ".join(f"{n} {name}" for name, n in sorted(calls.items()))
        self._say(f"Bot API     {told}; refused: {sum(c.status != 200 for c in self.api.calls)}")  # noqa: PLR2004 - HTTP's OK

    def _surprises(self, seen: tuple[ledger.Fate, ...]) -> list[str]:
        """Return what became of entries that should have become something else."""
        became = {one.link: one for one in seen}
        lines = []
        for item in self.news:
            fate = became.get(item.link)
            verdict = fate.verdict if fate else "never seen"
            if verdict != item.expect:
                why = f" ({fate.reason})" if fate else ""
                lines.append(f"{item.title!r} is {verdict}, should be {item.expect}{why}")
        messages = self.api.world.messages.values()
        if not any(message.revisions for message in messages):
            lines.append("no message was edited")
        if not any(message.reply_to for message in messages):
            lines.append("no message answers an earlier one")
        return lines

    def _say(self, text: str) -> None:
        print(text, flush=True)


_NEXT = """
Everything that had to be told was told, and nothing else.

Your turn:
  1. @BotFather on Telegram: /newbot gives a token. Add the bot to your channel as an administrator.
  2. export TELEGRAM_BOT_TOKEN=123456:ABC...
  3. In feeds.yaml, put your channel's @name under chats, and what you ask for under watches.
  4. monitor check       says whether the file is well-formed.
  5. monitor run         polls the feeds and posts until you stop it."""


def _busy(session: Session, *, now: datetime) -> bool:
    return (
        bool(feeds.due(session, now=now, limit=1))
        or ledger.polls_under_way(session, now=now) > 0
        or outbox.oldest_waiting(session, now=now) is not None
    )
