"""People and the running bot: questions, buttons, subscriptions, and a clean stop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.world import World, item, open_world

DEAL = item(
    "South Korea and Japan sign agreement on semiconductor research",
    number=2,
    summary="Seoul and Tokyo signed an agreement on joint chip research on Monday.",
)
READER = "42"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        opened.telegram.world.open(READER)
        opened.feed("/korea", DEAL)
        opened.configure(first_poll="all")
        file = tmp_path / "feeds.yaml"
        file.write_text(file.read_text().replace("settings: {", "settings: {commands: true, "))
        yield opened


def said(world: World) -> list[str]:
    """Return what the bot told the reader in their private chat."""
    texts = [message.text for message in world.telegram.sent(READER)]
    return [text for text in texts if not text.startswith("/")]


async def test_a_reader_asks_why_presses_a_button_and_subscribes(world: World):
    await world.start()
    await world.until(world.texts)
    [alert] = world.telegram.sent("@desk")

    world.telegram.say(READER, "/why https://news.example/2")
    await world.until(lambda: said(world))
    world.telegram.press(alert, "up:1")
    await world.until(lambda: world.telegram.made("answerCallbackQuery"))
    assert "told" in said(world)[0]
    assert world.rows("SELECT useful FROM feedback") == [(1,)]

    world.telegram.say(READER, "/subscribe IL-* ")
    await world.until(lambda: len(said(world)) == 2)
    world.feed(
        "/korea",
        item(
            "Israel and India sign defence research agreement",
            number=3,
            summary="Israel and India signed an agreement on joint defence research on Tuesday.",
        ),
        DEAL,
    )
    await world.until(lambda: len(said(world)) == 3)
    assert "Israel and India sign" in said(world)[2]
    assert await world.stop() == 0


async def test_a_stop_ends_a_long_poll_at_once(world: World):
    """TG-15, DLV-09."""
    await world.start()
    await world.until(lambda: world.telegram.made("getUpdates"))

    assert await world.stop() == 0
    assert "Traceback" not in world.log()


async def test_without_commands_telegram_is_asked_for_nothing(world: World):
    """TG-15."""
    world.configure(first_poll="all")
    await world.start()
    await world.until(world.texts)
    await world.stop()

    assert not world.telegram.made("getUpdates")
    assert world.telegram.sent("@desk")[0].markup is None
