"""A subscriber and a real hub over HTTP: redirects, verification, distribution."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import aiohttp
import pytest
from aiohttp import web
from tests.net.targets import target

from monitor.core.parse import parse
from monitor.core.websub import discover, receive, request_fields, verify
from monitor.demo.feedserver import FeedServer
from monitor.model import FeedId, Fetched, HubSubscription, ParsedFeed
from monitor.net.guard import networks
from monitor.net.http import Fetcher, open_fetcher
from monitor.net.websub import ask_hub, new_secret, new_token

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def feed_of(server: FeedServer, topic: str) -> str:
    ns = 'xmlns:atom="http://www.w3.org/2005/Atom"'
    links = "".join(
        f'<atom:link {ns} rel="{rel}" href="{server.url}{path}"/>'
        for rel, path in (("hub", "/hub"), ("self", topic))
    )
    return f'<rss version="2.0"><channel><title>t</title>{links}</channel></rss>'


class Subscriber:
    """The callback as an application would serve it: values in, values out."""

    def __init__(self, server: FeedServer, subscription: HubSubscription) -> None:
        self.subscription = subscription
        self.accepted: list[bytes] = []
        self.url = server.scripts(f"/websub/{subscription.token}", self.answer)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        if request.method == "GET":
            verdict = verify(self.subscription, dict(request.query), now=NOW)
        else:
            body = await request.read()
            verdict = receive(self.subscription, headers, body, now=NOW)
            if verdict.accepted:
                self.accepted.append(body)
        self.subscription = verdict.subscription or self.subscription
        return web.Response(
            status=verdict.reply.status,
            text=verdict.reply.body,
            headers={"X-Content-Type-Options": "nosniff"},
        )


class Hub:
    """Takes subscriptions, verifies them at once, and distributes."""

    def __init__(self, server: FeedServer) -> None:
        self.asked: list[dict[str, str]] = []
        server.scripts("/hub", self.answer)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(dict(parse_qsl((await request.read()).decode())))
        return web.Response(status=202)

    async def verify(self, **changes: str) -> tuple[int, str]:
        form = self.asked[-1]
        query = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "c4",
            "hub.lease_seconds": "3600",
        }
        query |= {f"hub.{name}": value for name, value in changes.items()}
        async with (
            aiohttp.ClientSession() as session,
            session.get(form["hub.callback"], params=query) as answer,
        ):
            return answer.status, await answer.text()

    async def distribute(self, body: bytes, *, secret: str | None = "") -> int:
        form = self.asked[-1]
        headers = {"Content-Type": "application/rss+xml"}
        if secret is not None:
            key = (secret or form["hub.secret"]).encode()
            headers["X-Hub-Signature"] = "sha256=" + hmac.new(key, body, "sha256").hexdigest()
        async with (
            aiohttp.ClientSession() as session,
            session.post(form["hub.callback"], data=body, headers=headers) as answer,
        ):
            return answer.status


async def subscribed(server: FeedServer, fetcher: Fetcher, url: str) -> tuple[Subscriber, Hub]:
    """Find the hub of a feed, ask it, and return both sides."""
    hub = Hub(server)
    page = await fetcher.fetch(target(url))
    assert isinstance(page, Fetched)
    found = parse(page.body, page.headers, page.url, NOW)
    assert isinstance(found, ParsedFeed)
    offer = discover(dict(page.headers), url=page.url, feed=found)
    assert offer is not None
    subscription = HubSubscription(
        feed_id=FeedId(1),
        token=new_token(),
        secret=new_secret(),
        hub=offer.hubs[0],
        topic=offer.topic,
        asked_at=NOW,
    )
    subscriber = Subscriber(server, subscription)
    assert (
        await ask_hub(fetcher, offer.hubs[0], request_fields(subscription, callback=subscriber.url))
        is None
    )
    return subscriber, hub


async def test_a_push_goes_all_the_way(server: FeedServer, fetcher: Fetcher) -> None:
    """SUB-02, SUB-03, SUB-06: discovery, form, verification, signed delivery."""
    url = server.says("/feed", feed_of(server, "/topic"))
    subscriber, hub = await subscribed(server, fetcher, url)

    assert await hub.verify() == (200, "c4")
    assert await hub.distribute("nové".encode()) == 202

    assert subscriber.accepted == ["nové".encode()]
    assert hub.asked[0]["hub.topic"] == server.url + "/topic"
    post = server.asked("/hub")[0]
    assert post.method == "POST"
    assert post.headers["content-type"].startswith("application/x-www-form-urlencoded")


@pytest.mark.parametrize("code", [302, 301])
async def test_201_202_a_topic_that_moved_is_followed(
    code: int, server: FeedServer, fetcher: Fetcher
) -> None:
    """SUB-02."""
    url = server.says("/old", status=code, headers={"Location": "/new"})
    server.says("/new", feed_of(server, "/new"))

    _, hub = await subscribed(server, fetcher, url)

    assert hub.asked[0]["hub.topic"] == server.url + "/new"


@pytest.mark.parametrize("code", [307, 308])
async def test_203_204_a_hub_that_moved_gets_the_same_form(
    code: int, server: FeedServer, fetcher: Fetcher
) -> None:
    """SUB-02: the POST is repeated, not turned into a GET."""
    hub = Hub(server)
    server.scripts("/other-hub", hub.answer)
    moved = server.says("/hub", status=code, headers={"Location": "/other-hub"})

    assert await ask_hub(fetcher, moved, {"hub.mode": "subscribe", "hub.topic": "tópico"}) is None

    assert hub.asked == [{"hub.mode": "subscribe", "hub.topic": "tópico"}]
    assert [request.method for request in server.requests] == ["POST", "POST"]


async def test_205_a_verification_for_another_topic_is_not_found(
    server: FeedServer, fetcher: Fetcher
) -> None:
    """SUB-03: exactly 404; and so is a second verification of the same."""
    subscriber, hub = await subscribed(
        server, fetcher, server.says("/feed", feed_of(server, "/topic"))
    )

    assert (await hub.verify(topic="https://a.example/other"))[0] == 404
    assert subscriber.subscription.state == "pending"
    assert (await hub.verify())[0] == 200
    assert (await hub.verify())[0] == 404
    assert (await hub.verify(mode="unsubscribe"))[0] == 404


async def test_301_302_badly_signed_deliveries_are_not_taken(
    server: FeedServer, fetcher: Fetcher
) -> None:
    """SUB-06."""
    subscriber, hub = await subscribed(
        server, fetcher, server.says("/feed", feed_of(server, "/topic"))
    )
    await hub.verify()

    assert await hub.distribute(b"x", secret="wrong") == 403
    assert await hub.distribute(b"x", secret=None) == 403
    assert subscriber.accepted == []


@pytest.mark.parametrize("status", [400, 404, 500, 302])
async def test_a_hub_that_refuses_is_a_value(
    status: int, server: FeedServer, fetcher: Fetcher
) -> None:
    """SUB-09: polling goes on."""
    hub = server.says("/hub", b"no such topic", status=status, headers={"Location": "/x"})

    refused = await ask_hub(fetcher, hub, {"hub.mode": "subscribe"})

    assert refused is not None
    assert refused.detail == f"HTTP {status}: no such topic"
    assert server.asked("/x") == []


async def test_a_private_hub_is_not_asked(server: FeedServer) -> None:
    """SUB-11: hub addresses pass the same guard, at every hop."""
    outside = server.says("/hub", status=307, headers={"Location": "http://127.0.0.2:1/"})
    async with open_fetcher(allow_networks=networks(["127.0.0.1/32"])) as guarded:
        hop = await ask_hub(guarded, outside, {})
        metadata = await ask_hub(guarded, "http://169.254.169.254/latest/meta-data/", {})
        file = await ask_hub(guarded, "file:///etc/passwd", {})

    for refused in (hop, metadata, file):
        assert refused is not None
        assert refused.detail.startswith("blocked")


async def test_two_hubs_at_once_do_not_mix(server: FeedServer, fetcher: Fetcher) -> None:
    """SUB-05, SUB-12: each callback has its own path and secret."""
    url = server.says("/feed", feed_of(server, "/topic"))
    first, hub = await subscribed(server, fetcher, url)
    await hub.verify()
    second, other = await subscribed(server, fetcher, url)
    await other.verify()

    assert first.url != second.url
    assert first.subscription.secret != second.subscription.secret
    assert await other.distribute(b"x", secret=first.subscription.secret) == 403
    assert list(await asyncio.gather(hub.distribute(b"a"), other.distribute(b"b"))) == [202, 202]
    assert (first.accepted, second.accepted) == ([b"a"], [b"b"])
    assert replace(first.subscription, pushed_at=None).state == "active"
