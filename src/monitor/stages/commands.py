"""What people ask the bot, and its answers. Nothing that a person sends is trusted.

An answer goes out at once and once: whoever misses it asks again. It counts for the pace that all
sends keep to, and is dropped when the chat hears much already, so nobody can make the bot flood
a chat. Only commands are looked at; other words in a group are none of our business.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from monitor.core import pacing, subscription
from monitor.core.identity import canonical_link
from monitor.core.render import render_digest, render_help, render_notice, render_plain, render_why
from monitor.errors import TokenRefusedError
from monitor.model import Asked, ChatPolicy, FeedId, StoryId, Watchlist
from monitor.stages import held
from monitor.stages.book import StoryBook
from monitor.stages.context import Context, Outcome
from monitor.stages.health import health
from monitor.store import chats, facts, outbox, readers, sends, subscriptions, troubles
from monitor.vocab import SECTORS

ANSWERS_A_MINUTE = 10  # in one chat, alerts counted; Telegram allows a short burst (Bots FAQ)
LATEST = 8  # stories in one answer
LATEST_DAYS = timedelta(days=30)
DIGEST_DAY = timedelta(hours=24)
MUTE_MOST = timedelta(days=7)
OFFSET = "updates_offset"  # names of facts
MENU = "commands_offered"
WAIT = timedelta(seconds=25)  # of one long poll; Telegram closes those beyond 50 s

_DATA = re.compile(r"(up|down|why|release|drop):([0-9]{1,15})(?::([0-9]{1,9}))?")
_SPAN = re.compile(r"(\d{1,3})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}

OFFERED = {
    "latest": "Newest cooperation news: /latest KR-JP semiconductors",
    "digest": "What the last 24 hours brought",
    "why": "Why something was told, or not: in reply to an alert, or with a link",
    "subscribe": "Be told here: /subscribe KR-JP semiconductors",
    "unsubscribe": "Be told no more: /unsubscribe KR-JP, or of all",
    "help": "What this bot does",
}
_HELP = (
    "I tell of new cooperation between countries: talks, agreements, signings, joint work.",
    "/latest [KR-JP] [sector]: the newest, of a pair or a sector",
    "/digest: what the last 24 hours brought",
    "/why: in reply to an alert, or with a link: what it rests on, also for what was not told",
    "/subscribe KR-JP [sector]: be told here, in a private chat; /unsubscribe ends it",
    "Sectors: " + ", ".join(SECTORS),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A command with its words, where it was asked, and what we know of that place."""

    asked: Asked
    words: tuple[str, ...]
    watchlist: Watchlist
    now: datetime

    @property
    def policies(self) -> tuple[ChatPolicy, ...]:
        """The chats of feeds.yaml that stand for this place."""
        place = (self.asked.chat_id, self.asked.chat_name)
        return tuple(chat for chat in self.watchlist.chats if chat.chat in place)

    @property
    def language(self) -> str:
        """The language of the place."""
        return self.policies[0].language if self.policies else "en"

    @property
    def by_admin(self) -> bool:
        """Whether an administrator asks."""
        return self.asked.user_id in self.watchlist.rules.admins


async def answer(ctx: Context, asked: Asked) -> None:
    """Answer a command or a pressed button; anything else is left alone."""
    if asked.query is not None:
        text = await ctx.db.run(
            _pressed, asked, watchlist=ctx.watchlist(), book=ctx.book, now=ctx.now()
        )
        await ctx.messenger.answer(asked.query, text)
        return
    html = await ctx.db.run(_reply, asked, watchlist=ctx.watchlist(), now=ctx.now())
    ctx.follow(await ctx.db.read(subscriptions.everyones))
    if html is not None:
        await ctx.messenger.send(
            asked.chat_id,
            html,
            topic=asked.topic,
            reply_to=asked.message_id,
            fallback=render_plain(html),
        )


def _reply(session: Session, asked: Asked, *, watchlist: Watchlist, now: datetime) -> str | None:
    """Return the answer; None when there is none to give, or the chat heard enough for now."""
    name, words = _command(asked.text)
    answering = _COMMANDS.get(name)
    if answering is None or not _may_speak(session, asked.chat_id, now=now):
        return None
    html = answering(session, Question(asked, words, watchlist, now))
    if html is not None:
        sends.note(session, asked.chat_id, at=now)
        sends.settle(session, asked.chat_id, at=now)
    return html


def _command(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the command's name, "" for none, and its words."""
    head, *words = text.split() or [""]
    name = head[1:].partition("@")[0].casefold() if head.startswith("/") else ""
    return name, tuple(words)


def _may_speak(session: Session, chat_id: int, *, now: datetime) -> bool:
    """Tell whether an answer is due: people may be quick, but not for long."""
    heard = sends.to_chat(session, chat_id, since=now - timedelta(minutes=1), now=now)
    overall = sends.overall(session, since=now - pacing.OVERALL.window, now=now)
    return len(heard) < ANSWERS_A_MINUTE and pacing.room(overall, now=now) > 0


# Commands ----------------------------------------------------------------------------------


def _help(_session: Session, _question: Question) -> str:
    return render_help("🤝 Cooperation monitor", _HELP)


def _latest(session: Session, question: Question) -> str:
    pairs = map(subscription.pair_of, question.words)
    pair = next((pair for pair in pairs if pair and subscription.ANY not in pair), None)
    sector = next((word.casefold() for word in question.words if word.casefold() in SECTORS), None)
    return _stories(session, question, pair=pair, sector=sector, back=LATEST_DAYS)


def _digest(session: Session, question: Question) -> str:
    return _stories(session, question, pair=None, sector=None, back=DIGEST_DAY)


def _stories(
    session: Session, question: Question, *, pair: str | None, sector: str | None, back: timedelta
) -> str:
    found = readers.latest(
        session, pair=pair, sector=sector, since=question.now - back, limit=LATEST
    )
    if not found:
        return render_notice("Nothing", (f"No such news in the last {back.days} days.",), sign="·")
    return render_digest(found, now=question.now, language=question.language)[0]


def _why(session: Session, question: Question) -> str:
    found = _meant(session, question)
    if found is None:
        return render_notice("I do not know it", ("Reply to an alert, or give a link.",), sign="·")
    return render_why(
        found.title,
        found.finding,
        verdict=found.verdict,
        reason=found.reason,
        link=found.link,
        language_code=question.language,
    )


def _meant(session: Session, question: Question) -> readers.Explained | None:
    link = canonical_link(question.words[0]) if question.words else None
    if link is not None:
        return readers.linked(session, link)
    if question.asked.reply_to is None:
        return None
    names = tuple(policy.name for policy in question.policies)
    return readers.told_in(session, names, question.asked.reply_to)


def _status(session: Session, question: Question) -> str | None:
    if not question.by_admin:
        return None
    states = outbox.states(session)
    problems = health(session, now=question.now).problems
    lines = (
        "messages: " + ", ".join(f"{count} {state}" for state, count in sorted(states.items())),
        f"feeds that fail: {len(troubles.failing(session, least=1))}",
        *(problems or ("all is well",)),
    )
    return render_notice("Status", lines, sign="●")


def _mute(session: Session, question: Question) -> str | None:
    """Hold this chat's alerts for a while; they are kept, and told afterwards."""
    span = _span(question.words[0]) if question.words else None
    if not question.by_admin or span is None or not question.policies:
        return None
    for policy in question.policies:
        chats.hold_chat(session, policy.name, until=question.now + span)
    return render_notice("Muted", (f"Alerts wait for {question.words[0]}.",), sign="🔕")


def _subscribe(session: Session, question: Question) -> str | None:
    """Take in a wish of a private chat, and say what the person is subscribed to."""
    chat_id = question.asked.chat_id
    if chat_id <= 0:
        return None
    if question.words:
        wish = subscription.wanted(question.words, chat_id=chat_id)
        if wish is None:
            return render_notice("Sorry?", ("For example: /subscribe KR-JP energy",), sign="·")
        if not subscriptions.add(session, wish, most=subscription.MOST, now=question.now):
            return render_notice("That is enough", (f"{subscription.MOST} pairs at most.",))
    return _subscribed(session, chat_id)


def _unsubscribe(session: Session, question: Question) -> str | None:
    """Forget one wish, or all of them."""
    chat_id = question.asked.chat_id
    pair = subscription.pair_of(question.words[0]) if question.words else None
    if chat_id <= 0 or (question.words and pair is None):
        return None
    subscriptions.remove(session, chat_id, pair=pair)
    return _subscribed(session, chat_id)


def _subscribed(session: Session, chat_id: int) -> str:
    wishes = subscriptions.of_chat(session, chat_id)
    lines = tuple(f"{wish.pair} {', '.join(wish.sectors) or 'all sectors'}" for wish in wishes)
    return render_notice("You are told of", lines or ("nothing",), sign="🔔")


Answering = Callable[[Session, Question], str | None]
_COMMANDS: dict[str, Answering] = {
    "start": _help,
    "help": _help,
    "latest": _latest,
    "digest": _digest,
    "why": _why,
    "subscribe": _subscribe,
    "unsubscribe": _unsubscribe,
    "status": _status,
    "mute": _mute,
}


def _span(word: str) -> timedelta | None:
    found = _SPAN.fullmatch(word.casefold())
    return min(int(found[1]) * _UNITS[found[2]], MUTE_MOST) if found else None


# Buttons -----------------------------------------------------------------------------------


def _pressed(
    session: Session, asked: Asked, *, watchlist: Watchlist, book: StoryBook, now: datetime
) -> str:
    """Return the short text that whoever pressed the button sees."""
    found = _DATA.fullmatch(asked.data)
    if found is None:
        return "?"
    kind, number, told = found.groups()
    if kind in {"up", "down", "why"}:
        return _on_story(session, asked, kind, StoryId(int(number)), now=now)
    if told is None:
        return "?"
    if asked.user_id not in watchlist.rules.admins:
        return "For administrators only."
    decision: Literal["release", "drop"] = "release" if kind == "release" else "drop"
    return held.decided(
        session,
        decision,
        FeedId(int(number)),
        int(told),
        watchlist=watchlist,
        book=book,
        now=now,
    )


def _on_story(
    session: Session, asked: Asked, kind: str, story_id: StoryId, *, now: datetime
) -> str:
    if kind == "why":
        found = readers.first_of(session, story_id)
        return f"{found.verdict}: {found.finding.reason or found.reason}" if found else "?"
    useful = kind == "up"
    kept = readers.say(session, story_id, reader=_reader(asked), useful=useful, now=now)
    return ("👍" if useful else "👎") if kept else "?"


def _reader(asked: Asked) -> str:
    """Return what stands for a person in the table: enough to count each once, and no name."""
    return hashlib.blake2b(f"reader {asked.user_id}".encode(), digest_size=12).hexdigest()


# Where we are ------------------------------------------------------------------------------


async def listen(ctx: Context, _keys: tuple[int, ...]) -> Outcome:
    """Answer what was asked since the last time, waiting for a question if there is none.

    The place in the stream is kept before the answers go out: none is given twice. "stopped" when
    Telegram refuses the token (TG-13): there is nothing to listen to until the next start.
    """
    if await ctx.db.read(chats.stopped):
        return Outcome(status="stopped")
    try:
        return await _listen(ctx)
    except TokenRefusedError as error:
        await ctx.db.run(chats.stop_sending, reason=str(error), now=ctx.now())
        return Outcome(status="stopped", counts={"token_refused": 1})


async def _listen(ctx: Context) -> Outcome:
    await _offer(ctx)
    after = int(await ctx.db.read(facts.value_of, OFFSET) or 0)
    asked = await ctx.messenger.updates(after=after, wait=WAIT)
    if not asked:
        return Outcome(status="idle")
    await ctx.db.run(facts.note, OFFSET, str(asked[-1].update), now=ctx.now())
    for one in asked:
        await answer(ctx, one)
    return Outcome(status="answered", counts={"asked": len(asked)})


async def _offer(ctx: Context) -> None:
    """Let Telegram show the menu of commands; once, and again when it changes."""
    menu = ", ".join(OFFERED)
    if await ctx.db.read(facts.value_of, MENU) != menu:
        await ctx.messenger.offer(OFFERED)
        await ctx.db.run(facts.note, MENU, menu, now=ctx.now())
