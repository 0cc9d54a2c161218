"""A subscriber in the bot, a real hub, and everything between them over HTTP."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from tests.web.site import Site, open_site

from monitor.app import WatchlistHolder
from monitor.core.parse import parse
from monitor.core.websub import SLOW_POLL
from monitor.demo.feedserver import FeedServer, open_feed_server
from monitor.model import (
    ChatPolicy,
    Feed,
    Fetched,
    PairPattern,
    ParsedFeed,
    ParseFailed,
    PollTarget,
    Rules,
    Watch,
    Watchlist,
)
from monitor.net.guard import networks
from monitor.net.http import open_fetcher
from monitor.net.politeness import Gate
from monitor.net.websub import HubAsker
from monitor.runtime.embedded import STAGES
from monitor.stages import Job, Outcome
from monitor.stages.context import Context
from monitor.stages.hubs import PATH, pushes_due, subscribe
from monitor.stages.poll import poll, poll_due
from monitor.store import callbacks, feeds, outbox
from monitor.store.feed_health import healths

LOOPBACK = networks(["127.0.0.0/8"])
OLD = "<item><title>Markets close higher</title><guid>1</guid></item>"
NEWS = (
    "<item><title>South Korea and Japan sign agreement on semiconductor research</title>"
    "<description>Seoul and Tokyo signed an agreement on joint chip research.</description>"
    "<guid>2</guid></item>"
)


class InProcess:
    """The parser without its process."""

    async def parse(
        self, fetched: Fetched, now: datetime, target: PollTarget
    ) -> ParsedFeed | ParseFailed:
        return parse(fetched.body, fetched.headers, fetched.url, now, target.cut)


@dataclass
class Play:
    """The bot, its feed, and the hub."""

    site: Site
    server: FeedServer
    ctx: Context
    asked: list[dict[str, str]] = field(default_factory=list)
    hints: list[Job] = field(default_factory=list)

    def publish(self, *items: str) -> bytes:
        body = (
            '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>t</title>'
            f'<atom:link rel="hub" href="{self.server.url}/hub"/>'
            f'<atom:link rel="self" href="{self.server.url}/topic"/>'
            f"{''.join(items)}</channel></rss>"
        ).encode()
        self.server.serves("/feed", body, etag=f'"{len(body)}"')
        return body

    async def hub(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(dict(parse_qsl((await request.read()).decode())))
        return web.Response(status=202)

    async def run(self, job: Job) -> Outcome:
        return await STAGES[job.stage](self.ctx, job.keys)

    async def poll(self) -> Outcome:
        (job,) = await poll_due(self.ctx, 10)
        return await poll(self.ctx, job.keys)

    async def next_check(self) -> timedelta:
        (feed,) = await self.ctx.db.read(healths, now=self.ctx.now())
        return feed.next_check_at - self.ctx.now()

    async def verify(self, **changes: str) -> tuple[int, str]:
        form = self.asked[-1]
        query = {f"hub.{name}": form[f"hub.{name}"] for name in ("mode", "topic")}
        query |= {"hub.challenge": "<script>", "hub.lease_seconds": "86400"}
        query |= {f"hub.{name}": value for name, value in changes.items()}
        async with self.site.client.get(form["hub.callback"], params=query) as answer:
            assert answer.headers["content-type"].startswith("text/plain")
            assert answer.headers["x-content-type-options"] == "nosniff"
            return answer.status, await answer.text()

    async def push(self, body: bytes, *, secret: str = "", **headers: str) -> int:
        form = self.asked[-1]
        signature = hmac.new((secret or form["hub.secret"]).encode(), body, "sha256").hexdigest()
        headers |= {"X-Hub-Signature": f"sha256={signature}", "Content-Type": "text/xml"}
        async with self.site.client.post(
            form["hub.callback"], data=BytesIO(body), headers=headers, allow_redirects=False
        ) as answer:
            return answer.status

    async def take_in(self) -> int:
        """Take in what was pushed; return how many messages wait in the outbox."""
        for job in await pushes_due(self.ctx):
            await self.run(job)
        return (await self.ctx.db.read(outbox.states)).get("pending", 0)


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with (
        open_feed_server() as server,
        open_fetcher(allow_networks=LOOPBACK, gate=Gate(gap=0)) as fetcher,
        open_site(tmp_path) as site,
    ):
        # The server holds this context, so its watchlist is changed, not the context itself.
        holder = site.bot.ctx.watchlist
        assert isinstance(holder, WatchlistHolder)
        feed = Feed(url=server.url + "/feed", name="A", family="a", lang="en")
        anyone = PairPattern(text="*-*", left=None, right=None)
        holder.replace(
            Watchlist(
                rules=Rules(web_public_url=site.url),
                feeds=(feed,),
                chats=(ChatPolicy(name="desk", chat="@desk"),),
                watches=(Watch(name="all", pairs=(anyone,), chats=("desk",)),),
            )
        )
        ctx = replace(site.bot.ctx, fetch=fetcher, parse=InProcess(), hubs=HubAsker(fetcher))
        await ctx.db.run(feeds.sync, (feed,), now=ctx.now())
        opened = Play(site, server, ctx)
        ctx.hints.go_to(opened.hints.extend)
        server.scripts("/hub", opened.hub)
        opened.publish(OLD)
        await opened.poll()
        yield opened


async def subscribed(play: Play) -> None:
    await subscribe(play.ctx, ())
    assert await play.verify() == (200, "<script>")


async def test_a_poll_that_finds_a_hub_leads_to_a_subscription(play: Play):
    """SUB-02, SUB-03, SUB-05: form, callback of our own, verification only of what was asked."""
    assert Job("subscribe") in play.hints
    await subscribe(play.ctx, ())
    await subscribe(play.ctx, ())
    (form,) = play.asked
    assert form["hub.mode"] == "subscribe"
    assert form["hub.topic"] == play.server.url + "/topic"
    token = form["hub.callback"].removeprefix(play.site.url + PATH)
    assert len(token) >= 22  # 128 bits in base64
    assert 20 < len(form["hub.secret"]) < 200
    assert (await play.verify(topic="https://other.example/"))[0] == 404
    assert (await play.verify(mode="unsubscribe"))[0] == 404
    assert await play.verify() == (200, "<script>")
    assert (await play.verify())[0] == 404


async def test_without_a_public_address_nothing_is_asked(play: Play):
    holder = play.ctx.watchlist
    assert isinstance(holder, WatchlistHolder)
    holder.replace(replace(holder(), rules=Rules()))
    assert (await subscribe(play.ctx, ())).status == "idle"
    assert not play.asked


async def test_a_push_is_kept_before_it_is_read_and_then_told(play: Play):
    """SUB-07: the 202 is for a row in the table; whoever comes later takes it in."""
    await subscribed(play)
    assert await play.push(play.publish(NEWS, OLD)) == 202
    assert len(await pushes_due(play.ctx)) == 1
    assert play.hints[-1].stage == "push"
    assert await play.take_in() == 1
    assert not await pushes_due(play.ctx)
    assert len(play.server.asked("/feed")) == 1


@pytest.mark.parametrize("push_first", [True, False])
async def test_pushed_and_polled_copies_are_one_message(play: Play, push_first: bool):
    """SUB-10."""
    await subscribed(play)
    body = play.publish(NEWS, OLD)
    play.site.bot.clock.now += timedelta(hours=4)
    steps = [play.take_in, play.poll] if push_first else [play.poll, play.take_in]
    assert await play.push(body) == 202
    for step in steps:
        await step()
    assert await play.take_in() == 1


async def test_a_push_and_a_poll_at_the_same_moment_are_one_message(play: Play):
    """SUB-10: the race is decided in the transaction."""
    await subscribed(play)
    body = play.publish(NEWS, OLD)
    play.site.bot.clock.now += timedelta(hours=4)
    assert await play.push(body) == 202
    await asyncio.gather(play.poll(), play.take_in())
    assert await play.take_in() == 1


async def test_what_is_not_signed_or_too_large_or_for_nobody_is_not_kept(play: Play):
    """SUB-06, SUB-08, SUB-12."""
    await subscribed(play)
    body = play.publish(NEWS, OLD)
    assert await play.push(body, secret="wrong") == 403
    async with play.site.client.post(play.asked[-1]["hub.callback"], data=body) as unsigned:
        assert unsigned.status == 403
    other = play.site.url + PATH + "nobody"
    link = {"Link": f'<{play.server.url}/topic>; rel="self"'}
    async with play.site.client.post(other, data=body, headers=link) as unknown:
        assert unknown.status == 404
    assert await play.push(b"x" * 3_000_001) == 413
    assert not await pushes_due(play.ctx)
    play.site.bot.clock.now += timedelta(days=2)
    assert await play.push(body) == 410


async def test_a_feed_that_left_the_file_hears_nothing_any_more(play: Play):
    await subscribed(play)
    await play.ctx.db.run(feeds.sync, (), now=play.ctx.now())
    assert await play.push(play.publish(NEWS)) == 404


async def test_polls_are_rarer_while_the_hub_lives_and_as_before_when_it_is_silent(play: Play):
    """SUB-09."""
    before = await play.next_check()
    assert before < timedelta(hours=1)
    await subscribed(play)
    play.site.bot.clock.now += before
    await play.poll()
    assert SLOW_POLL <= await play.next_check() < 1.2 * SLOW_POLL
    play.site.bot.clock.now += timedelta(hours=7)
    await play.poll()
    assert await play.next_check() < timedelta(hours=1)
    await play.push(play.publish(OLD))
    play.site.bot.clock.now += timedelta(hours=1)
    await play.poll()
    assert await play.next_check() >= SLOW_POLL
    assert (await play.verify(mode="denied"))[0] == 200
    play.site.bot.clock.now += timedelta(hours=4)
    await play.poll()
    assert await play.next_check() < timedelta(hours=1)


async def test_a_subscription_is_renewed_on_another_path_before_its_lease_ends(play: Play):
    """SUB-05, SUB-09: and the old callback counts until its own end."""
    await subscribed(play)
    play.site.bot.clock.now += timedelta(hours=20)
    await subscribe(play.ctx, ())
    first, second = play.asked
    assert first["hub.callback"] != second["hub.callback"]
    assert first["hub.secret"] != second["hub.secret"]
    play.asked.append(first)
    assert await play.push(play.publish(NEWS, OLD)) == 202


async def test_a_hub_that_refuses_is_asked_again_after_a_day(play: Play, caplog):
    """SUB-09: polling goes on as if there were no hub."""
    play.server.says("/hub", b"no", status=400)
    assert (await subscribe(play.ctx, ())).counts == {"asked": 1, "refused": 1}
    assert (await subscribe(play.ctx, ())).status == "idle"
    play.site.bot.clock.now += timedelta(days=1)
    assert (await subscribe(play.ctx, ())).counts["asked"] == 1
    assert "a hub refuses" in caplog.text


async def test_a_push_that_is_no_feed_is_dropped_and_one_that_breaks_us_tried_thrice(play: Play):
    await subscribed(play)
    assert await play.push(b"no feed") == 202
    assert await play.take_in() == 0
    assert not await pushes_due(play.ctx)
    assert await play.push(b"again") == 202
    (job,) = await pushes_due(play.ctx)
    for _ in range(callbacks.MAX_ATTEMPTS):
        assert await pushes_due(play.ctx) == (job,)
        assert await play.ctx.db.run(callbacks.claim_push, job.keys[0], now=play.ctx.now())
        assert not await pushes_due(play.ctx)
        play.site.bot.clock.now += callbacks.LEASE
    assert (await play.run(job)).status == "idle"
    assert not await pushes_due(play.ctx)
