"""WebSub: subscribing where feeds offer it, answering hubs, and taking in what they push.

A push is written down before the hub hears that it came (SUB-07), and taken in afterwards by the
same ingest as a poll. Losing a push loses nothing but time: the feed is polled as well.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from monitor.core import websub
from monitor.core.websub import Reply
from monitor.model import Fetched, HubOffer, HubSubscription, ParsedFeed, PollTarget, Validators
from monitor.net.body import BodyError, read_body
from monitor.stages.book import StoryBook
from monitor.stages.context import Context, Job, Outcome
from monitor.stages.ingest import Intake, ingest
from monitor.stages.judge import IngestReport
from monitor.stages.poll import candidates
from monitor.store import callbacks, feeds
from monitor.store.callbacks import Push

PATH = "/websub/"
ASK_AGAIN = timedelta(hours=24)  # after a hub that refused, denied or never verified
ASKED_AT_ONCE = 16  # hubs; the others have their turn with the next tick
PUSHES = 50  # taken up by one tick

log = logging.getLogger("monitor.websub")


# Subscribing -------------------------------------------------------------------------------


async def subscribe(ctx: Context, _keys: tuple[int, ...]) -> Outcome:
    """Ask hubs for what is offered and not subscribed to, or is to be renewed (SUB-09)."""
    root = ctx.watchlist().rules.web_public_url
    if not root:
        return Outcome(status="idle")
    now = ctx.now()
    wanted = await ctx.db.read(_wanted, now=now)
    if not wanted:
        return Outcome(status="idle")
    await ctx.db.run(callbacks.forget, now=now)
    ends = await asyncio.gather(*(_ask(ctx, root, one) for one in wanted[:ASKED_AT_ONCE]))
    return Outcome(status="ok", counts={"asked": len(ends), "refused": ends.count("refused")})


async def _ask(ctx: Context, root: str, wanted: HubSubscription) -> str:
    new = replace(wanted, token=ctx.hubs.new_token(), secret=ctx.hubs.new_secret())
    if not await ctx.db.run(_begin, new):  # kept first: the hub may ask back at once
        return "begun by another"
    fields = websub.request_fields(new, callback=f"{root}{PATH}{new.token}")
    why = await ctx.hubs.ask(new.hub, fields)
    if why is None:
        return "asked"
    await ctx.db.run(callbacks.deny, new.token)
    log.warning("a hub refuses", extra={"hub": new.hub, "topic": new.topic, "why": why})
    return "refused"


def _begin(session: Session, new: HubSubscription) -> bool:
    """Keep a subscription that is still to be asked for."""
    last = callbacks.latest(session, (new.feed_id,)).get(new.feed_id)
    offer = HubOffer(hubs=(new.hub,), topic=new.topic)
    if not _is_to_be_asked(last, offer, now=new.asked_at):
        return False
    callbacks.save(session, new)
    return True


def _wanted(session: Session, *, now: datetime) -> tuple[HubSubscription, ...]:
    """Return the subscriptions to ask for now, still without token and secret."""
    offered = callbacks.offers(session)
    known = callbacks.latest(session, offered)
    return tuple(
        HubSubscription(
            feed_id=feed_id,
            token="",
            secret="",
            hub=offer.hubs[0],
            topic=offer.topic,
            asked_at=now,
        )
        for feed_id, offer in offered.items()
        if _is_to_be_asked(known.get(feed_id), offer, now=now)
    )


def _is_to_be_asked(last: HubSubscription | None, offer: HubOffer, *, now: datetime) -> bool:
    if last is None:
        return True
    if (last.hub, last.topic) != (offer.hubs[0], offer.topic):
        return now >= last.asked_at + websub.PENDING_FOR  # a feed may change its mind every time
    renewal = websub.renew_at(last)
    return now >= (renewal or last.asked_at + ASK_AGAIN)


# Answering hubs ----------------------------------------------------------------------------


def verify(session: Session, token: str, query: Mapping[str, str], *, now: datetime) -> Reply:
    """Answer a hub's GET (SUB-03), and keep what it changes."""
    verdict = websub.verify(callbacks.find(session, token), query, now=now)
    if verdict.subscription is not None:
        callbacks.save(session, verdict.subscription)
    return verdict.reply


def receive(
    session: Session, token: str, headers: Mapping[str, str], body: bytes, *, now: datetime
) -> tuple[Reply, int | None]:
    """Answer a hub's POST; return the number of the push that was kept, None if none was."""
    verdict = websub.receive(callbacks.find(session, token), headers, body, now=now)
    if verdict.subscription is None or not verdict.accepted:
        return verdict.reply, None
    callbacks.save(session, verdict.subscription)
    kind = headers.get("content-type", "")
    return verdict.reply, callbacks.add_push(session, verdict.subscription, kind, body, now=now)


# Taking in ---------------------------------------------------------------------------------


async def pushes_due(ctx: Context) -> tuple[Job, ...]:
    """Return jobs for deliveries that wait, such as those of a process that died."""
    due = await ctx.db.read(callbacks.due_pushes, now=ctx.now(), limit=PUSHES)
    return tuple(Job("push", (number,)) for number in due)


async def take_push(ctx: Context, keys: tuple[int, ...]) -> Outcome:
    """Ingest a delivery as if its entries had been polled (SUB-10)."""
    push = await ctx.db.run(callbacks.claim_push, keys[0], now=ctx.now())
    if push is None:
        return Outcome(status="idle")
    target = replace(await ctx.db.read(feeds.get_target, push.feed_id), cut="")
    parsed = await _parsed(ctx, push, target)
    if not isinstance(parsed, ParsedFeed):
        await ctx.db.run(callbacks.drop_push, push.id)
        log.warning("a push is no feed", extra={"feed": target.feed.url, "why": parsed})
        return Outcome(status="not_a_feed")
    intake = Intake(
        target=target,
        taken=None,
        candidates=await candidates(ctx, target, parsed),
        entries_in_feed=len(parsed.entries),
        watchlist=ctx.watchlist(),
        now=ctx.now(),
    )
    report = await ctx.db.run(_ingest, push.id, intake, ctx.book)
    ctx.hints.give(Job("deliver", (one,)) for one in report.deliveries)
    counts = {"new": report.new, "findings": report.findings, "queued": len(report.deliveries)}
    return Outcome(status="ok", counts=counts)


def _ingest(session: Session, number: int, intake: Intake, book: StoryBook) -> IngestReport:
    callbacks.drop_push(session, number)
    return ingest(session, intake, book)


async def _parsed(ctx: Context, push: Push, target: PollTarget) -> ParsedFeed | str:
    """Return what the body says, or why it says nothing."""
    try:
        body = await read_body(_once(push.body), coding="", length=None, cap=websub.MAX_PUSH_BYTES)
    except BodyError as error:
        return str(error)
    page = Fetched(
        url=push.url,
        body=body,
        headers=(("content-type", push.content_type),),
        validators=Validators(),
        body_hash="",
    )
    parsed = await ctx.parse.parse(page, ctx.now(), target)
    return parsed if isinstance(parsed, ParsedFeed) else parsed.detail


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body
