"""What every messenger promises, checked on the real one, the terminal, and the tests' fake."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from tests.stages.sender import Clock, FakeTelegram

from monitor.demo.botapi import TOKEN, serve
from monitor.net.telegram import open_messenger
from monitor.net.terminal import TerminalMessenger
from monitor.stages.context import Messenger


@pytest.fixture(params=["telegram", "terminal", "fake"])
async def messenger(request: pytest.FixtureRequest) -> AsyncIterator[Messenger]:
    match request.param:
        case "telegram":
            async with serve(open_doors=True) as api, open_messenger(TOKEN, api.root) as real:
                yield real
        case "terminal":
            yield TerminalMessenger(io.StringIO())
        case _:
            yield FakeTelegram(Clock())


async def test_each_message_of_a_chat_has_a_greater_number(messenger):
    first = await messenger.send("@desk", "one", fallback="one")
    second = await messenger.send("@desk", "two", silent=True, link_preview=True)

    assert (first.message_id or 0) < (second.message_id or 0)


async def test_an_edit_is_a_success_also_when_nothing_changes(messenger):
    """TG-09."""
    sent = await messenger.send("@desk", "one")

    assert await messenger.edit("@desk", sent.message_id or 0, "two", fallback="two")
    assert await messenger.edit("@desk", sent.message_id or 0, "two")


async def test_an_edit_of_nothing_is_false(messenger):
    """TG-09."""
    if isinstance(messenger, TerminalMessenger):
        pytest.skip("what was printed stays printed")
    await messenger.send("@desk", "one")

    assert not await messenger.edit("@desk", 99, "two")
