"""What goes over the wire, as a third party's emulator records it (telegram-test-api, npm).

    npm install --prefix tests/emulator
    pytest tests/emulator

It accepts anything, so it can show what we send and nothing more; tests/net is strict. Skipped
where Node or the package is missing.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests.stages.sender import START, story

from monitor.core.render import render_alert
from monitor.demo.botapi import TOKEN
from monitor.errors import OutcomeUnknownError
from monitor.model import Button
from monitor.net.telegram import open_messenger

HERE = Path(__file__).parent
NODE = shutil.which("node")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        NODE is None or not (HERE / "node_modules/telegram-test-api").exists(),
        reason="needs Node, and `npm install --prefix tests/emulator`",
    ),
]


@asynccontextmanager
async def emulator(*arguments: str) -> AsyncIterator[str]:
    """Yield the address of a running emulator."""
    process = await asyncio.create_subprocess_exec(
        str(NODE), "serve.js", *arguments, cwd=HERE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()
    finally:
        process.kill()
        await process.wait()


async def recorded(root: str) -> list[dict[str, Any]]:
    """Return the messages that the emulator has of our bot, as they came."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{root}/getUpdatesHistory", json={"token": TOKEN}) as answer,
    ):
        history = await answer.json()
    return [one["message"] for one in history["result"] if one.get("botToken") == TOKEN]


def _json(value: object) -> Any:
    return json.loads(value) if isinstance(value, str) else value


async def test_every_option_reaches_the_wire():
    """TG-12: topic, preview, silence, reply and buttons as configured; the HTML as rendered."""
    html = render_alert(story(1), now=START)
    async with emulator("mended") as root, open_messenger(TOKEN, root) as messenger:
        sent = await messenger.send(
            -1001234567890,
            html,
            topic=7,
            reply_to=3,
            silent=True,
            link_preview=False,
            buttons=((Button(text="why", data="why:1"),),),
        )
        [message] = await recorded(root)

    assert sent.message_id > 0
    assert message["text"] == html
    assert message["parse_mode"] == "HTML"
    assert str(message["chat_id"]) == "-1001234567890"
    assert str(message["message_thread_id"]) == "7"
    assert str(message["disable_notification"]).lower() == "true"
    assert _json(message["link_preview_options"]) == {"is_disabled": True}
    assert _json(message["reply_parameters"])["message_id"] == 3
    keyboard = _json(message["reply_markup"])["inline_keyboard"]
    assert keyboard == [[{"text": "why", "callback_data": "why:1"}]]


async def test_what_is_not_asked_for_is_not_sent():
    """TG-12."""
    async with emulator("mended") as root, open_messenger(TOKEN, root) as messenger:
        await messenger.send(42, "news")
        [message] = await recorded(root)

    absent = {"message_thread_id", "reply_parameters", "reply_markup", "entities"}
    assert not absent & message.keys()
    assert _json(message["link_preview_options"]) == {"is_disabled": False}


async def test_an_answer_that_the_library_cannot_read_is_in_doubt():
    """TG-14: the emulator by itself gives dates in milliseconds, which no calendar has."""
    async with emulator() as root, open_messenger(TOKEN, root) as messenger:
        with pytest.raises(OutcomeUnknownError):
            await messenger.send(42, "news")

        assert len(await recorded(root)) == 1


async def test_an_edit_without_a_message_in_its_answer_is_in_doubt():
    """TG-14: the emulator answers `result: null`."""
    async with emulator("mended") as root, open_messenger(TOKEN, root) as messenger:
        sent = await messenger.send(42, "first")
        with pytest.raises(OutcomeUnknownError):
            await messenger.edit(42, sent.message_id, "second")

        assert [one["text"] for one in await recorded(root)] == ["second"]
