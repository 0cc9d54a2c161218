"""Commands and buttons: real updates from the stand-in, real answers into it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from tests.stages.sender import START, Sender, sender

from monitor.core import subscription
from monitor.demo.botapi import TOKEN, BotApi, Fault, serve
from monitor.model import ChatPolicy, Finding, Span
from monitor.net.telegram import open_messenger
from monitor.stages import commands
from monitor.stages.commands import listen
from monitor.stages.upkeep import upkeep
from monitor.store import codec, readers
from monitor.store.tables import DeliveryRow, EntryRow, FeedRow, FindingRow, MembershipRow
from monitor.vocab import EventType, Stage

DESK = ChatPolicy(name="desk", chat=-1001234567890, language="en")
OPERATOR = ChatPolicy(name="operator", chat=42)
ADMIN, READER, OTHER = 7, 1001, 1002


@dataclass(slots=True)
class Room:
    """A bot that listens, its database, and Telegram."""

    api: BotApi
    sender: Sender

    async def ask(self, text: str, *, chat: int = 42, user: int = READER, reply_to: int = 0) -> str:
        """Let somebody write; return what the bot answers, "" when it does not."""
        before = len(self.api.made("sendMessage"))
        self.api.say(chat, text, user=user, reply_to=reply_to)
        await listen(self.sender.ctx, ())
        self.sender.clock.now += timedelta(seconds=5)
        said = self.api.made("sendMessage")[before:]
        return self.api.sent(chat)[-1].text if said else ""

    async def press(self, data: str, *, user: int = READER) -> str:
        """Let somebody press a button under the first alert; return what is shown."""
        self.api.press(self.api.sent(DESK.chat)[0], data, user=user)
        await listen(self.sender.ctx, ())
        return str(self.api.made("answerCallbackQuery")[-1].params["text"])


@asynccontextmanager
async def room(url: str) -> AsyncIterator[Room]:
    async with (
        serve(chats=(str(DESK.chat), "42")) as api,
        open_messenger(TOKEN, api.root) as messenger,
    ):
        with sender(
            url,
            DESK,
            OPERATOR,
            messenger=messenger,
            commands=True,
            admins=frozenset({ADMIN}),
            admin_chat="operator",
        ) as ready:
            yield Room(api, ready)


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Room]:
    async with room(url) as ready:
        await ready.sender.alert(1, "desk")
        await ready.sender.db.run(_entry, 1, "told", "told to desk")
        await ready.sender.db.run(_entry, 2, "rejected", "no act of cooperation")
        await ready.sender.run()
        ready.sender.clock.now += timedelta(seconds=5)
        yield ready


def _entry(session: Session, number: int, verdict: str, reason: str) -> None:
    session.merge(
        FeedRow(id=1, url="https://f.example/", name="Wire", family="wire", next_check_at=START)
    )
    session.flush()
    session.add(
        EntryRow(
            id=number,
            feed_id=1,
            key=str(number),
            title=f"Entry {number}",
            link=f"https://www.n.example/{number}",
            canonical_link=f"n.example/{number}",
            seen_at=START,
            verdict=verdict,
            reason=reason,
            content_hash="",
        )
    )
    session.flush()
    finding = Finding(
        cooperation=verdict == "told",
        score=0.9,
        reason=reason,
        pairs=("JP-KR",),
        type=EventType.SUPPORT,
        stage=Stage.SIGNED,
        evidence=(Span(field="title", start=0, end=4, kind="act", text="sign"),),
    )
    session.add(
        FindingRow(
            entry_id=number, cooperation=finding.cooperation, score=0.9, body=codec.to_json(finding)
        )
    )
    if verdict == "told":
        session.add(MembershipRow(entry_id=number, story_id=1))
        session.get_one(DeliveryRow, 1).entry_id = number


async def test_help_says_what_the_bot_does(bot):
    assert "/latest" in await bot.ask("/start")
    assert "semiconductors" in await bot.ask("/help@monitor_bot")


async def test_other_words_are_none_of_our_business(bot):
    assert await bot.ask("hello @monitor_bot, /latest is nice") == ""
    assert await bot.ask("/unknown") == ""


async def test_latest_tells_the_newest_of_a_pair_and_a_sector(bot):
    assert "Story 00001" in await bot.ask("/latest")
    assert "Story 00001" in await bot.ask("/latest kr-jp energy")
    assert "Story 00001" not in await bot.ask("/latest KR-JP space")
    assert "Story 00001" not in await bot.ask("/latest IL-KR")


async def test_digest_tells_the_last_day(bot):
    assert "Digest · 1 alert" in await bot.ask("/digest")


async def test_why_in_reply_to_an_alert_shows_the_evidence(bot):
    answer = await bot.ask("/why", chat=int(DESK.chat), reply_to=1)

    assert "told · told to desk" in answer
    assert "▸ act: sign" in answer


async def test_why_with_a_link_explains_also_what_was_not_told(bot):
    answer = await bot.ask("/why https://n.example/2?utm_source=x")

    assert "rejected · no act of cooperation" in answer


async def test_why_of_what_we_never_saw_says_so(bot):
    assert "I do not know it" in await bot.ask("/why https://n.example/99")
    assert "I do not know it" in await bot.ask("/why")


async def test_only_administrators_see_the_status_and_mute(bot):
    assert await bot.ask("/status") == ""
    assert await bot.ask("/mute 2h", chat=int(DESK.chat)) == ""
    assert "1 sent" in await bot.ask("/status", user=ADMIN)


async def test_a_muted_chat_hears_nothing_for_a_while_and_everything_afterwards(bot):
    assert "Muted" in await bot.ask("/mute 2h", chat=int(DESK.chat), user=ADMIN)
    await bot.sender.alert(5, "desk")

    await bot.sender.run(until=timedelta(hours=1))
    assert "Story 00005" not in bot.api.sent(DESK.chat)[-1].text

    await bot.sender.run()
    assert "Story 00005" in bot.api.sent(DESK.chat)[-1].text


async def test_nobody_can_make_the_bot_flood_a_chat(bot):
    """TG-02: forty questions at once get a handful of answers."""
    for _ in range(40):
        bot.api.say(42, "/help")
    before = len(bot.api.made("sendMessage"))

    await listen(bot.sender.ctx, ())

    assert len(bot.api.made("sendMessage")) - before <= commands.ANSWERS_A_MINUTE


async def test_no_question_is_answered_twice(bot):
    await bot.ask("/help")
    before = len(bot.api.made("sendMessage"))
    bot.api.say(42, "hello")

    await listen(bot.sender.ctx, ())

    assert len(bot.api.made("sendMessage")) == before


async def test_alerts_have_buttons_and_an_edit_keeps_them(bot):
    [message] = bot.api.sent(DESK.chat)
    row = message.markup["inline_keyboard"][0]
    assert [button["callback_data"] for button in row] == ["up:1", "down:1", "why:1"]

    await bot.sender.alert(1, "desk", kind="edit")
    await bot.sender.run()

    assert bot.api.sent(DESK.chat)[0].markup == message.markup


async def test_each_reader_is_counted_once_and_can_think_again(bot):
    assert await bot.press("up:1") == "👍"
    assert await bot.press("up:1", user=OTHER) == "👍"
    assert await bot.press("down:1", user=OTHER) == "👎"

    [opinion] = await bot.sender.db.read(readers.opinions)
    assert (opinion.title, opinion.useful, opinion.not_useful) == ("Entry 1", 1, 1)


async def test_the_why_button_answers_whoever_pressed_it(bot):
    assert await bot.press("why:1") == "told: told to desk"


@pytest.mark.parametrize("data", ["up:99", "up:", "drop:1", "up:1;2", "", "why:99"])
async def test_nonsense_from_a_button_does_nothing(bot, data):
    assert await bot.press(data) == "?"
    assert await bot.sender.db.read(readers.opinions) == ()


async def test_without_commands_there_are_no_buttons_and_no_updates(url):
    """TG-15."""
    async with serve(open_doors=True) as api, open_messenger(TOKEN, api.root) as messenger:
        with sender(url, DESK, messenger=messenger) as ready:
            await ready.alert(1, "desk")
            await ready.run()

        assert api.sent(DESK.chat)[0].markup is None
        assert not api.made("getUpdates")


async def test_a_person_subscribes_in_a_private_chat_and_is_told_there(bot):
    assert "JP-KR energy" in await bot.ask("/subscribe kr-jp energy")
    watchlist = bot.sender.ctx.watchlist()
    [wish] = watchlist.watches
    assert wish.pairs[0].matches("JP-KR")
    assert not wish.pairs[0].matches("IL-KR")
    assert wish.sectors == {"energy"}

    await bot.sender.alert(9, wish.chats[0])
    await bot.sender.run()
    assert "Story 00009" in bot.api.sent(42)[-1].text
    bot.sender.clock.now += timedelta(seconds=5)

    assert "nothing" in await bot.ask("/unsubscribe")
    assert bot.sender.ctx.watchlist().watches == ()


async def test_a_subscription_survives_a_restart_and_reaches_other_processes(bot):
    await bot.ask("/subscribe IL-*")
    bot.sender.ctx.follow(())

    await upkeep(bot.sender.ctx, ())

    [wish] = bot.sender.ctx.watchlist().watches
    assert wish.pairs[0].matches("IL-KR")


@pytest.mark.parametrize("words", ["KR", "KR-JP chips", "KR-JP IL-KR", "; drop table", "energy"])
async def test_a_wish_that_makes_no_sense_is_not_taken_in(bot, words):
    assert "Sorry" in await bot.ask(f"/subscribe {words}")
    assert bot.sender.ctx.watchlist().watches == ()


async def test_who_blocks_the_bot_is_subscribed_no_more(bot):
    await bot.ask("/subscribe KR-JP")
    [wish] = bot.sender.ctx.watchlist().watches
    bot.api.script(Fault.BLOCKED, chat="42")
    await bot.sender.alert(9, wish.chats[0])
    await bot.sender.run()

    await upkeep(bot.sender.ctx, ())

    assert bot.sender.ctx.watchlist().watches == ()
    assert (await bot.sender.states())["dead"] == 1


async def test_a_group_cannot_subscribe(bot):
    assert await bot.ask("/subscribe KR-JP", chat=int(DESK.chat)) == ""


async def test_one_person_has_a_bounded_number_of_wishes(bot):
    for number in range(subscription.MOST):
        await bot.ask(f"/subscribe KR-{chr(65 + number)}A")
        bot.sender.clock.now += timedelta(seconds=10)

    assert "enough" in await bot.ask("/subscribe KR-ZZ")


async def test_the_menu_is_offered_once(bot):
    await bot.ask("/help")
    await bot.ask("/help")

    assert len(bot.api.made("setMyCommands")) == 1
    offered = {each["command"] for each in bot.api.world.commands}
    assert {"latest", "why"} <= offered
    assert not offered & {"status", "mute"}


# Held storms -------------------------------------------------------------------------------


async def storm(bot: Room, *numbers: int) -> None:
    """Hold these entries, and let the operator be told."""
    for number in numbers:
        await bot.sender.db.run(_entry, number, "held", "storm")
    await upkeep(bot.sender.ctx, ())
    await bot.sender.run(until=timedelta(minutes=1))
    bot.sender.clock.now += timedelta(minutes=1)


async def decide(bot: Room, data: str, *, user: int = ADMIN) -> str:
    """Let somebody press a button under the newest notice; return what is shown."""
    bot.api.press(bot.api.sent(42)[-1], data, user=user)
    await listen(bot.sender.ctx, ())
    return str(bot.api.made("answerCallbackQuery")[-1].params["text"])


async def verdicts(bot: Room) -> list[str]:
    return await bot.sender.db.read(
        lambda session: [session.get_one(EntryRow, number).verdict for number in (11, 12)]
    )


def buttons(bot: Room) -> list[str]:
    """Return what the buttons under the newest notice send."""
    markup = json.loads(str(bot.api.made("sendMessage")[-1].params["reply_markup"]))
    return [each["callback_data"] for row in markup["inline_keyboard"] for each in row]


async def test_an_admin_releases_a_held_storm_with_a_button(bot):
    """STORM-04."""
    await storm(bot, 11, 12)
    release, _ = buttons(bot)

    assert "2 entries released" in await decide(bot, release)
    assert "held" not in await verdicts(bot)
    assert await decide(bot, release) == "Nothing is held any more."


async def test_an_admin_drops_a_held_storm_with_a_button(bot):
    """STORM-04."""
    await storm(bot, 11, 12)
    _, drop = buttons(bot)

    assert await decide(bot, drop) == "2 entries dropped."
    assert await verdicts(bot) == ["dropped", "dropped"]


async def test_nobody_else_decides_on_a_storm(bot):
    """What a client sends as a button's data is not trusted: the person is looked at."""
    await storm(bot, 11, 12)

    for data in buttons(bot):
        assert await decide(bot, data, user=READER) == "For administrators only."
    assert await verdicts(bot) == ["held", "held"]


@pytest.mark.parametrize("data", ["release:1", "drop:1:", "drop:1:x", "drop:-1:1", "release:9:1"])
async def test_a_made_up_decision_does_nothing(bot, data):
    await storm(bot, 11, 12)

    await decide(bot, data)

    assert await verdicts(bot) == ["held", "held"]


async def test_a_button_decides_only_on_what_its_notice_told_of(bot):
    await storm(bot, 11)
    release, drop = buttons(bot)
    bot.sender.clock.now += timedelta(minutes=5)
    await bot.sender.db.run(_later_entry)

    assert "More was held since" in await decide(bot, drop)
    assert "More was held since" in await decide(bot, release)
    assert await verdicts(bot) == ["held", "held"]


def _later_entry(session: Session) -> None:
    _entry(session, 12, "held", "storm")
    session.get_one(EntryRow, 12).seen_at = START + timedelta(hours=1)
