"""Alerts to webhooks: the same outbox, the same ledger, the same promises, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.net.conftest import LOOPBACK
from tests.stages.sender import Clock, Sender, sender

from monitor.app import Messengers
from monitor.demo.feedserver import FeedServer, Recorded, open_feed_server
from monitor.errors import TokenRefusedError
from monitor.model import ChatPolicy, Webhook
from monitor.net.webhook import open_webhooks, signature
from monitor.stages.upkeep import upkeep

SECRET = "correct horse battery staple"


@dataclass(slots=True)
class Hooked:
    """A sender, and the server that its webhook posts to."""

    sender: Sender
    server: FeedServer

    def posts(self) -> list[dict[str, Any]]:
        """Return the bodies that were posted, oldest first."""
        return [json.loads(request.body) for request in self.requests()]

    def requests(self) -> list[Recorded]:
        return self.server.asked("/hook")


@asynccontextmanager
async def hooked(path: Path, *others: ChatPolicy, **options: Any) -> AsyncIterator[Hooked]:
    clock = Clock()
    async with (
        open_feed_server() as server,
        open_webhooks(now=clock, allow_networks=LOOPBACK, deadline=timedelta(seconds=1)) as posts,
    ):
        server.says("/hook", status=200)
        hook = Webhook(url=f"{server.url}/hook", secret_env="HOOK_SECRET")
        policy = ChatPolicy(name="hook", chat="exit:hook", exit=hook)
        exits = Messengers({"HOOK_SECRET": SECRET}, webhooks=posts)
        with sender(
            f"sqlite:///{path / 'monitor.db'}", policy, *others, exits=exits, clock=clock, **options
        ) as ready:
            yield Hooked(ready, server)


def kept(folder: Path) -> list[Path]:
    """Return the database's files."""
    return list(folder.glob("monitor.db*"))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Hooked]:
    async with hooked(tmp_path) as ready:
        yield ready


async def test_an_alert_is_posted_once_with_its_story_as_a_value(world: Hooked):
    await world.sender.alert(1, "hook")
    await world.sender.alert(1, "hook")
    await world.sender.run()

    (post,) = world.posts()
    story = post["story"]
    assert (post["kind"], post["chat"], post["revision"]) == ("new", "hook", 1)
    assert (story["pairs"], story["sectors"], story["stage"]) == (["JP-KR"], ["energy"], "signed")
    assert (story["type"], story["title"], story["summary"]) == ("SUPPORT", "Story 00001", "")
    assert story["sources"][0]["name"] == "Wire"
    assert "Story 00001" in post["plain"]
    assert "<b>" in post["html"]
    assert await world.sender.states() == {"sent": 1}
    assert world.sender.telegram.told == []


async def test_each_post_is_signed_over_its_raw_body(world: Hooked):
    await world.sender.alert(1, "hook")
    await world.sender.run()

    (request,) = world.requests()
    assert request.headers["x-monitor-signature"] == signature(request.body, SECRET)


async def test_an_edit_and_a_further_stage_are_posted_too(world: Hooked):
    await world.sender.alert(1, "hook")
    await world.sender.run()
    await world.sender.alert(1, "hook", kind="edit", detail="2")
    await world.sender.run()
    await world.sender.alert(1, "hook", kind="stage", detail="launched")
    await world.sender.run()

    assert [post["kind"] for post in world.posts()] == ["new", "edit", "stage"]
    assert len({request.headers["x-monitor-delivery"] for request in world.requests()}) == 3


async def test_a_burst_is_one_digest_with_all_its_stories(world: Hooked):
    for number in range(1, 16):
        await world.sender.alert(number, "hook")
    await world.sender.run()

    (post,) = world.posts()
    assert post["kind"] == "digest"
    assert post["story"] is None
    assert [story["id"] for story in post["stories"]] == list(range(1, 16))
    assert await world.sender.states() == {"sent": 15}


async def test_the_id_is_the_same_at_every_attempt(tmp_path: Path):
    """DLV-04: with it the receiver drops the one duplicate that there can be."""
    async with hooked(tmp_path, on_unknown="resend_once") as world:
        world.server.says("/hook", status=502)
        await world.sender.alert(1, "hook")
        await world.sender.run()

        first, second = world.requests()
        assert first.headers["x-monitor-delivery"] == second.headers["x-monitor-delivery"]
        assert await world.sender.states() == {"unknown": 1}


async def test_a_doubt_is_held_for_the_operator(world: Hooked):
    """DLV-04."""
    world.server.says("/hook", delay=30)
    await world.sender.alert(1, "hook")
    await world.sender.run()

    assert len(world.requests()) == 1
    assert await world.sender.states() == {"unknown": 1}


async def test_a_receiver_that_asks_for_patience_gets_it(world: Hooked):
    world.server.says("/hook", status=503, headers={"Retry-After": "120"})
    await world.sender.alert(1, "hook")
    await world.sender.tick()
    began = world.sender.clock.now
    world.server.says("/hook")
    await world.sender.run()

    assert world.sender.telegram.calls == []
    assert world.sender.clock.now - began >= timedelta(seconds=119)
    assert await world.sender.states() == {"sent": 1}


async def test_a_receiver_that_is_gone_is_parked_with_its_queue(world: Hooked):
    world.server.says("/hook", status=410)
    for number in (1, 2):
        await world.sender.alert(number, "hook")
    await world.sender.run(until=timedelta(minutes=30))
    assert await world.sender.states() == {"pending": 2}
    assert len(world.requests()) == 1

    world.server.says("/hook")
    await world.sender.run()

    assert await world.sender.states() == {"sent": 2}


async def test_a_broken_webhook_stops_no_chat(tmp_path: Path):
    async with hooked(tmp_path, ChatPolicy(name="desk", chat="@desk")) as world:
        world.server.says("/hook", status=429, headers={"Retry-After": "3600"})
        for chat in ("hook", "desk"):
            await world.sender.alert(1, chat)
        await world.sender.run(until=timedelta(minutes=5))

        assert len(world.sender.telegram.heard("@desk")) == 1


async def test_a_refused_token_does_not_stop_a_webhook_and_is_told_there(tmp_path: Path):
    """TG-13: Telegram cannot tell that its own token is invalid; another exit can."""
    async with hooked(tmp_path, ChatPolicy(name="desk", chat="@desk"), admin_chat="hook") as world:

        async def refused(*_: object, **__: object) -> object:
            raise TokenRefusedError("Telegram does not know this bot token")

        object.__setattr__(world.sender.ctx, "messenger", type("No", (), {"send": refused})())
        await world.sender.alert(1, "desk")
        await world.sender.tick()
        await world.sender.alert(2, "hook")
        await upkeep(world.sender.ctx, ())
        await world.sender.run(until=timedelta(minutes=5))

        kinds = {post["kind"]: post["plain"] for post in world.posts()}
        assert kinds.keys() == {"new", "notice"}
        assert "does not know this bot token" in kinds["notice"]
        assert await world.sender.states() == {"pending": 1, "sent": 2}


async def test_the_secret_is_not_in_the_database(world: Hooked, tmp_path: Path):
    """TG-01."""
    world.server.says("/hook", status=502)
    await world.sender.alert(1, "hook")
    await world.sender.run()

    assert not [path for path in kept(tmp_path) if SECRET.encode() in path.read_bytes()]
