"""The stand-in is as strict as Telegram, or stricter: what it lets pass, Telegram takes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from monitor.demo.botapi import TOKEN, BotApi, Fault, serve
from monitor.demo.botapi.live import live_entities
from monitor.demo.botapi.markup import MarkupError, parse_html

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with serve(chats=("@desk", "-1001:7")) as running:
        yield running


@pytest.fixture
async def ask(api: BotApi) -> AsyncIterator[Ask]:
    async with aiohttp.ClientSession() as session:

        async def call(method: str, token: str = TOKEN, **params: Any) -> dict[str, Any]:
            async with session.post(f"{api.root}/bot{token}/{method}", json=params) as answer:
                told: dict[str, Any] = await answer.json()
                return told

        yield call


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href>x</a>", "Expected equal sign in declaration of an attribute"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
    ],
)
def test_markup_is_refused_with_telegrams_words(html, complaint):
    """TG-07."""
    with pytest.raises(MarkupError, match="can't parse entities") as caught:
        parse_html(html)

    assert complaint in str(caught.value)


def test_offsets_are_in_utf_16_units_and_references_are_read():
    """TG-06."""
    text, entities = parse_html(
        '🙂&lt;<b>é&amp;<i>x</i></b> <a href="https://x.example/?a&amp;b">y</a>'
    )

    assert text == "🙂<é&x y"
    assert [(one.type, one.offset, one.length) for one in entities] == [
        ("bold", 3, 3),
        ("italic", 5, 1),
        ("text_link", 7, 1),
    ]
    assert entities[2].url == "https://x.example/?a&b"


def test_a_link_that_telegram_drops_is_no_entity():
    assert parse_html('<a href="javascript:alert(1)">x</a>') == ("x", ())


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("see @name", ["mention"]),
        ("a@b no, x@y.org yes", ["email", "url"]),
        ("#tag and $USD", ["hashtag", "cashtag"]),
        ("/start /go@bot", ["bot_command", "bot_command"]),
        ("tg://x or example.com", ["url", "url"]),
        ("and/or 5.7 $8 #1 U.S.", []),
    ],
)
def test_live_text_is_found(text, kinds):
    """TG-08."""
    assert sorted(one.type for one in live_entities(text)) == sorted(kinds)


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"chat_id": "@desk", "text": "x", "parse_mod": "HTML"}, "unknown parameter 'parse_mod'"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": "@desk", "text": " "}, "message text is empty"),
        ({"chat_id": "@desk", "text": "🙂" * 2049}, "message is too long"),
        ({"chat_id": "@desk", "text": "<b>x</b>" * 101, "parse_mode": "HTML"}, "101 entities"),
        ({"chat_id": "-1001", "text": "x", "message_thread_id": 8}, "message thread not found"),
        ({"chat_id": "@desk", "text": "x", "reply_parameters": {"message_id": 9}}, "to be replied"),
        ({"chat_id": "@desk", "text": "x", "parse_mode": "Markdown"}, "unsupported parse_mode"),
    ],
)
async def test_what_telegram_refuses_is_refused(ask, api, params, description):
    answer = await ask("sendMessage", **params)

    assert not answer["ok"]
    assert answer["error_code"] == 400
    assert description in answer["description"]
    assert not api.world.messages


async def test_buttons_carry_64_bytes_at_most(ask):
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "é" * 33}]]}

    answer = await ask("sendMessage", chat_id="@desk", text="x", reply_markup=keyboard)

    assert "BUTTON_DATA_INVALID" in answer["description"]


async def test_a_wrong_token_and_an_unknown_method_are_told_apart(ask):
    assert (await ask("getMe", token="1:x"))["error_code"] == 401
    assert (await ask("sendGreeting"))["error_code"] == 404


async def test_edits_and_deletions_need_a_message(ask):
    sent = await ask("sendMessage", chat_id="@desk", text="x")
    number = sent["result"]["message_id"]

    same = await ask("editMessageText", chat_id="@desk", message_id=number, text="x")
    assert "message is not modified" in same["description"]
    assert (await ask("deleteMessage", chat_id="@desk", message_id=number))["ok"]
    gone = await ask("editMessageText", chat_id="@desk", message_id=number, text="y")
    assert "message to edit not found" in gone["description"]
    again = await ask("deleteMessage", chat_id="@desk", message_id=number)
    assert "message to delete not found" in again["description"]


async def test_a_pressed_button_can_be_answered_once(ask, api):
    sent = await ask("sendMessage", chat_id="@desk", text="x")
    message = api.world.messages[sent["result"]["chat"]["id"], 1]
    query = api.press(message, "up:1")

    assert (await ask("answerCallbackQuery", callback_query_id=query, text="ok"))["ok"]
    assert not (await ask("answerCallbackQuery", callback_query_id=query))["ok"]


async def test_updates_are_given_until_they_are_confirmed(ask, api):
    api.say("@desk", "/help")

    first, again = await ask("getUpdates"), await ask("getUpdates")
    assert first == again
    number = first["result"][0]["update_id"]
    assert (await ask("getUpdates", offset=number + 1))["result"] == []


async def test_a_script_counts_down_and_may_be_for_one_chat_only(ask, api):
    api.script(Fault.FLOOD, chat="@desk", skip=1, retry_after=5)

    outcomes = [(await ask("sendMessage", chat_id="@desk", text="x"))["ok"] for _ in range(3)]

    assert outcomes == [True, False, True]
    assert api.calls[1].fault is Fault.FLOOD


async def test_another_process_can_write_the_script(api):
    async with aiohttp.ClientSession() as session:
        await session.post(f"{api.root}/_script", json={"fault": "blocked", "chat": "@desk"})
        call = f"{api.root}/bot{TOKEN}/sendMessage?chat_id=@desk&text=x"
        async with session.get(call) as answer:
            assert (await answer.json())["error_code"] == 403
        await session.get(call)
        async with session.get(f"{api.root}/_messages") as answer:
            assert [one["text"] for one in json.loads(await answer.text())] == ["x"]
