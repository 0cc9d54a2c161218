"""The Bot API adapter against the strict stand-in, over real HTTP."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from monitor.demo.botapi import TOKEN, BotApi, Fault, serve
from monitor.errors import (
    ChatMovedError,
    ChatRefusedError,
    MonitorError,
    OutcomeUnknownError,
    TokenRefusedError,
    TryLaterError,
)
from monitor.model import Button
from monitor.net.secrets import Scrubber, scrub
from monitor.net.telegram import Messenger, open_messenger

DESK = "@desk"
FORUM = -1001234567890
BRIEF = timedelta(milliseconds=300)  # where the end of patience is what is tested
PATIENT = timedelta(seconds=20)  # where it must not be, on a machine that is busy
WHOLE_DRIP = timedelta(seconds=8)  # how long the stand-in takes for such an answer, at least
ENDLESS = {Fault.ACCEPT_SILENT, Fault.ACCEPT_DRIP, Fault.SILENT}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with serve(chats=(DESK, f"{FORUM}:7", "42")) as running:
        yield running


@asynccontextmanager
async def speaking_to(
    api: BotApi, token: str = TOKEN, *, deadline: timedelta = PATIENT
) -> AsyncIterator[Messenger]:
    async with open_messenger(token, api.root, deadline=deadline) as messenger:
        yield messenger


@pytest.fixture
async def messenger(api: BotApi) -> AsyncIterator[Messenger]:
    async with speaking_to(api) as speaking:
        yield speaking


async def failing(messenger: Messenger, html: str = "news") -> MonitorError:
    with pytest.raises(MonitorError) as caught:
        await messenger.send(DESK, html)
    return caught.value


async def test_a_message_arrives_with_its_text_and_entities(api, messenger):
    sent = await messenger.send(DESK, '<b>Deal &amp; more</b> <a href="https://x.example/">src</a>')

    [message] = api.sent(DESK)
    assert (sent.chat_id, sent.message_id) == (message.chat.id, message.id)
    assert message.text == "Deal & more src"
    assert [(each.type, each.offset, each.length) for each in message.entities] == [
        ("bold", 0, 11),
        ("text_link", 12, 3),
    ]


async def test_topic_preview_silence_reply_and_buttons_reach_the_wire(api, messenger):
    """TG-12: as configured, and nothing that is not."""
    first = await messenger.send(FORUM, "one", topic=7)
    await messenger.send(
        FORUM,
        "two",
        topic=7,
        reply_to=first.message_id,
        silent=True,
        link_preview=False,
        buttons=((Button(text="why", data="why:1"),),),
    )

    one, two = api.made("sendMessage")
    assert one.params["message_thread_id"] == "7"
    assert json.loads(one.params["link_preview_options"]) == {"is_disabled": False}
    assert "reply_parameters" not in one.params
    assert "reply_markup" not in one.params
    assert two.params["disable_notification"] == "true"
    assert json.loads(two.params["link_preview_options"]) == {"is_disabled": True}
    told = api.sent(FORUM)[1]
    assert (told.topic, told.silent, told.preview, told.reply_to) == (7, True, False, 1)
    assert told.markup == {"inline_keyboard": [[{"text": "why", "callback_data": "why:1"}]]}


UNKNOWN = [
    Fault.ACCEPT_SILENT, Fault.ACCEPT_CLOSE, Fault.ACCEPT_HALF, Fault.ACCEPT_DRIP,
    Fault.ACCEPT_HTML, Fault.ACCEPT_OK_FALSE, Fault.ACCEPT_NULL, Fault.ACCEPT_500,
    Fault.ACCEPT_502, Fault.CLOSE, Fault.SILENT, Fault.INTERNAL, Fault.BAD_GATEWAY,
]  # fmt: skip


@pytest.mark.parametrize("fault", UNKNOWN)
async def test_no_usable_answer_means_that_the_outcome_is_unknown(api, fault):
    """TG-14: also where the library raises KeyError or AttributeError after a 200."""
    api.script(fault)

    async with speaking_to(api, deadline=patience(fault)) as messenger:
        failure = await failing(messenger)

    assert isinstance(failure, OutcomeUnknownError)
    assert len(api.made("sendMessage")) == 1
    assert len(api.sent(DESK)) == int(fault.accepts)


def patience(fault: Fault) -> timedelta:
    return BRIEF if fault in ENDLESS else PATIENT


async def test_a_dripping_answer_ends_at_the_deadline(api):
    """TG-14: a read timeout never trips on a byte now and then; the deadline does."""
    api.script(Fault.ACCEPT_DRIP)
    began = asyncio.get_running_loop().time()

    async with speaking_to(api, deadline=BRIEF) as messenger:
        await failing(messenger)

    assert asyncio.get_running_loop().time() - began < WHOLE_DRIP.total_seconds()


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        (Fault.FLOOD, timedelta(seconds=9)),
        (Fault.FLOOD_ZERO, None),
        (Fault.FLOOD_BARE, None),
    ],
)
async def test_flood_control_is_not_sent_and_says_how_long(api, messenger, fault, wait):
    """TG-04: with a time, with 0, and without parameters."""
    api.script(fault, retry_after=9)

    failure = await failing(messenger)

    assert isinstance(failure, TryLaterError)
    assert (failure.wait, failure.flood) == (wait, True)


async def test_nobody_listening_means_not_sent(api):
    """DLV-04: a refused connection is no unknown."""
    async with serve() as gone:
        root = gone.root
    async with open_messenger(TOKEN, root, deadline=PATIENT) as messenger:
        failure = await failing(messenger)

    assert isinstance(failure, TryLaterError)
    assert not failure.flood


@pytest.mark.parametrize(
    ("fault", "parks"),
    [
        (Fault.CHAT_NOT_FOUND, True),
        (Fault.THREAD_NOT_FOUND, True),
        (Fault.TOPIC_CLOSED, True),
        (Fault.NO_RIGHTS, True),
        (Fault.BLOCKED, True),
        (Fault.KICKED, True),
        (Fault.CANT_PARSE, False),
        (Fault.TOO_LONG, False),
    ],
)
async def test_a_refusal_is_permanent_and_asked_once(api, messenger, fault, parks):
    """TG-05, TG-11: a 400 is a `NetworkError` to the library, and still no reason to retry."""
    api.script(fault, times=9)

    failure = await failing(messenger)

    assert isinstance(failure, ChatRefusedError)
    assert failure.parks is parks
    assert len(api.made("sendMessage")) == 1


async def test_a_group_that_moved_tells_its_new_id(api, messenger):
    """TG-10."""
    api.script(Fault.MIGRATED, new_chat_id=-100777)

    failure = await failing(messenger)

    assert isinstance(failure, ChatMovedError)
    assert failure.new_chat_id == -100777


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.NOT_FOUND])
async def test_an_invalid_token_is_its_own_error(api, messenger, fault):
    """TG-13."""
    api.script(fault)

    assert isinstance(await failing(messenger), TokenRefusedError)


async def test_a_wrong_token_is_refused_by_the_server_itself(api):
    """TG-13: and the check at start says so."""
    async with speaking_to(api, "110201543:wrong") as messenger:
        with pytest.raises(TokenRefusedError):
            await messenger.check()


async def test_the_check_returns_the_bots_name(messenger):
    assert await messenger.check() == "@monitor_bot"


async def test_bad_markup_is_sent_once_more_as_plain_text(api, messenger):
    """TG-07: the stand-in reads markup as strictly as Telegram."""
    await messenger.send(DESK, "<b>open", fallback="open\nhttps://x.example/")

    first, second = api.made("sendMessage")
    assert first.status == 400
    assert "parse_mode" not in second.params
    assert api.sent(DESK)[0].text == "open\nhttps://x.example/"


async def test_bad_markup_without_fallback_is_refused_and_parks_nothing(api, messenger):
    """TG-07."""
    failure = await failing(messenger, "a < b")

    assert isinstance(failure, ChatRefusedError)
    assert not failure.parks
    assert "parse entities" in str(failure)


async def test_an_edit_changes_the_message(api, messenger):
    sent = await messenger.send(DESK, "first")

    assert await messenger.edit(DESK, sent.message_id, "<b>second</b>")

    [message] = api.sent(DESK)
    assert (message.text, message.revisions) == ("second", ["first"])


async def test_an_edit_that_changes_nothing_is_a_success(api, messenger):
    """TG-09: the stand-in answers 400 "message is not modified"."""
    sent = await messenger.send(DESK, "same")

    assert await messenger.edit(DESK, sent.message_id, "same")

    assert api.made("editMessageText")[0].status == 400


async def test_an_edit_of_a_message_that_is_gone_says_so(messenger):
    """TG-09: what to do then is the caller's decision."""
    assert not await messenger.edit(DESK, 999, "text")


async def test_an_edit_with_bad_markup_falls_back_to_plain_text(api, messenger):
    """TG-07."""
    sent = await messenger.send(DESK, "first")

    assert await messenger.edit(DESK, sent.message_id, "<i>second", fallback="second")

    assert api.sent(DESK)[0].text == "second"


async def test_an_edit_without_an_answer_is_unknown(api, messenger):
    """TG-14."""
    sent = await messenger.send(DESK, "first")
    api.script(Fault.ACCEPT_CLOSE)

    with pytest.raises(OutcomeUnknownError):
        await messenger.edit(DESK, sent.message_id, "second")


@pytest.mark.parametrize("fault", list(Fault))
async def test_the_token_is_in_no_log_and_no_error(api, fault):
    """TG-01: every fault, at DEBUG, with the libraries' loggers as loud as they can be."""
    log = io.StringIO()
    writer = logging.StreamHandler(log)
    writer.addFilter(Scrubber((TOKEN,)))
    root = logging.getLogger()
    loggers = (root, *(logging.getLogger(name) for name in ("httpx", "httpcore", "telegram")))
    before = [each.level for each in loggers]
    root.addHandler(writer)
    try:
        async with speaking_to(api, deadline=patience(fault)) as messenger:
            for each in loggers:
                each.setLevel(logging.DEBUG)
            api.script(fault)
            failure = await failing(messenger)
            logging.getLogger("monitor").error("failed", exc_info=failure)
    finally:
        root.removeHandler(writer)
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)

    said = log.getvalue() + repr(messenger) + repr(failure) + str(failure)
    said += "".join(traceback.format_exception(failure))
    assert "failed" in said
    assert TOKEN not in said
    assert TOKEN.partition(":")[2] not in said
    assert failure.__cause__ is None
    assert failure.__context__ is None


async def test_the_libraries_are_silent_by_default(api, caplog):
    """TG-01: without any filter, too; httpx logs each address at INFO."""
    caplog.set_level(logging.DEBUG)

    async with speaking_to(api) as messenger:
        await messenger.send(DESK, "news")

    assert TOKEN.partition(":")[2] not in caplog.text


async def test_a_proxy_in_the_environment_never_sees_a_call(api, monkeypatch):
    """TG-01: the token is in the address of every call."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async with speaking_to(api) as messenger:
        await messenger.send(DESK, "news")

    assert len(api.sent(DESK)) == 1


async def test_it_opens_and_closes_often_without_a_warning(api):
    """TG-15: in our own loop; warnings are errors here."""
    for _ in range(20):
        async with speaking_to(api) as messenger:
            await messenger.check()

    assert not api.made("getUpdates")


async def test_opening_makes_no_call(api):
    """TG-15: the bot starts also when Telegram is away."""
    async with speaking_to(api):
        pass

    assert api.calls == []


def test_scrub_masks_the_token_however_it_is_written():
    """TG-01: plain, percent-encoded, and its secret half."""
    text = "/bot1:ab-C/send /bot1%3Aab-C/ ab-C"

    assert "ab-C" not in scrub(text, ("1:ab-C",))


def test_the_scrubber_keeps_a_record_whose_arguments_do_not_fit():
    record = logging.LogRecord("x", logging.INFO, "f", 1, "%d of 1:ab-C", ("three",), None)

    assert Scrubber(("1:ab-C",)).filter(record)
    assert record.msg == "%d of ***"
