"""Polling: lease -> conditional GET -> parse -> detect -> ingest.

One job polls a handful of feeds. What brings no entries is written down for all of them in one
transaction; what brings a body is ingested in a transaction of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.core import identity, schedule
from monitor.core.websub import discover, poll_interval
from monitor.model import (
    Feed,
    FeedId,
    Fetched,
    FetchFailed,
    NotModified,
    ParsedFeed,
    ParseFailed,
    PollTarget,
)
from monitor.stages.context import Context, Job, Outcome
from monitor.stages.ingest import Intake, ingest
from monitor.stages.judge import IngestReport, news_of
from monitor.store import callbacks, entries, feeds
from monitor.store.entries import Candidate

log = logging.getLogger("monitor.poll")


@dataclass(slots=True)
class Round:
    """What a round of polls brought, summed up."""

    counts: Counter[str] = field(default_factory=Counter)

    def add_report(self, report: IngestReport) -> None:
        """Add what one body brought."""
        self.counts.update(
            entries_new=report.new,
            findings=report.findings,
            stories_opened=report.opened,
            stories_joined=report.joined,
            held=report.held,
            deliveries_queued=len(report.deliveries),
        )


async def poll_due(ctx: Context, limit: int) -> tuple[Job, ...]:
    """Return jobs for the feeds that are due, in handfuls."""
    due = await ctx.db.read(feeds.due, now=ctx.now(), limit=limit, force=ctx.force)
    handfuls = [due[start : start + HANDFUL] for start in range(0, len(due), HANDFUL)]
    return tuple(Job("poll", tuple(handful)) for handful in handfuls)


HANDFUL = 20  # feeds a job: enough to share a transaction, few enough to spread over workers
OUTCOMES = ("fetched", "not_modified", "failed", "gone")
FLUSH_SECONDS = 0.25  # ends of polls are kept together for so long


async def poll(ctx: Context, keys: tuple[int, ...]) -> Outcome:
    """Poll those of the feeds that are due and free; "idle" when none is."""
    wanted = [FeedId(key) for key in keys]
    targets = await ctx.db.run(feeds.lease, wanted, now=ctx.now(), force=ctx.force)
    if not targets:
        return Outcome(status="idle")
    targets = await _with_hubs(ctx, targets)
    done = Round()
    polls = {asyncio.create_task(_poll_one(ctx, target, done)): target for target in targets}
    try:
        await _write_down(ctx, polls, done)
    except asyncio.CancelledError:
        _let_go(ctx, polls)
        raise
    ctx.meters.polls.update({name: done.counts[name] for name in OUTCOMES})
    return Outcome(status="ok", counts=dict(done.counts))


async def _with_hubs(ctx: Context, targets: tuple[PollTarget, ...]) -> tuple[PollTarget, ...]:
    """Let feeds whose hub is alive wait longer (SUB-09): their ttl is what may lengthen a wait."""
    if not ctx.watchlist().rules.web_public_url:
        return targets
    now, ids = ctx.now(), [target.feed_id for target in targets]
    pushing = await ctx.db.read(callbacks.working, ids)
    return tuple(
        replace(target, hub_wait=poll_interval(hub, rhythm=target.rhythm, now=now))
        if (hub := pushing.get(target.feed_id))
        else target
        for target in targets
    )


Polls = dict[asyncio.Task[feeds.Check | None], PollTarget]


async def _write_down(ctx: Context, polls: Polls, done: Round) -> None:
    """Keep what the polls brought as it comes in, so that one that hangs delays no other."""
    pending = set(polls)
    while pending:
        ended, pending = await asyncio.wait(pending, timeout=FLUSH_SECONDS)
        ends = [_end(ctx, polls[task], task, done) for task in ended]
        checks = [check for check in ends if check is not None]
        if checks:
            await ctx.db.run(feeds.record_checks, checks, now=ctx.now())


def _let_go(ctx: Context, polls: Polls) -> None:
    """Give up what is under way and hand the feeds back, so that the next start polls them."""
    for task in polls:
        task.cancel()
    ctx.db.submit(feeds.release, tuple(target.feed_id for target in polls.values()))


def _end(
    ctx: Context, target: PollTarget, task: asyncio.Task[feeds.Check | None], done: Round
) -> feeds.Check | None:
    """Return what to write down; a feed that broke its poll is put off, and stops no other."""
    error = task.exception()
    if error is None:
        return task.result()
    log.error("poll broke", extra={"feed": target.feed.url}, exc_info=error)
    broken = FetchFailed(reason="protocol", detail=f"broke our own code: {type(error).__name__}")
    return _failed(ctx, target, broken, done, ctx.now())


async def _poll_one(ctx: Context, target: PollTarget, done: Round) -> feeds.Check | None:
    """Poll one leased feed; return what to write down, None when ingest has written it."""
    done.counts["feeds"] += 1
    now = ctx.now()
    match await ctx.fetch.fetch(target):
        case NotModified() as answer:
            done.counts["not_modified"] += 1
            return _unchanged(ctx, target, answer.headers, now)
        case FetchFailed() as failed:
            return _failed(ctx, target, failed, done, now)
        case Fetched() as page:
            done.counts["fetched"] += 1
            if page.body_hash == target.body_hash and page.moved_to is None:
                return _unchanged(ctx, target, page.headers, now)
            return await _take_in(ctx, target, page, done, now)


def _unchanged(
    ctx: Context, target: PollTarget, headers: tuple[tuple[str, str], ...], now: datetime
) -> feeds.Check:
    rules = ctx.watchlist().rules
    due = schedule.next_check_at(target, headers, rules, now=now, ttl=_longest(target, target.ttl))
    return feeds.Check(feed_id=target.feed_id, next_check_at=due)


def _failed(
    ctx: Context, target: PollTarget, failed: FetchFailed | ParseFailed, done: Round, now: datetime
) -> feeds.Check:
    gone = failed.reason == "gone"
    done.counts["gone" if gone else "failed"] += 1
    if isinstance(failed, FetchFailed) and failed.status and failed.retry_after:
        ctx.meters.throttled_seconds += failed.retry_after.total_seconds()
    due = schedule.retry_at(target, failed, ctx.watchlist().rules, now=now)
    error = f"{failed.reason}: {failed.detail}"
    return feeds.Check(feed_id=target.feed_id, next_check_at=due, error=error, gone=gone)


async def _take_in(
    ctx: Context, target: PollTarget, page: Fetched, done: Round, now: datetime
) -> feeds.Check | None:
    parsed = await _parsed(ctx, target, page, now)
    if isinstance(parsed, ParseFailed):
        done.counts["fetched"] -= 1
        return _failed(ctx, target, parsed, done, now)
    done.add_report(await take_in(ctx, target, page, parsed, now))
    return None


async def _parsed(
    ctx: Context, target: PollTarget, page: Fetched, now: datetime
) -> ParsedFeed | ParseFailed:
    clock = asyncio.get_running_loop().time
    began = clock()
    parsed = await ctx.parse.parse(page, now, target)
    ctx.meters.parses += 1
    ctx.meters.parse_seconds += clock() - began
    return parsed


async def take_in(
    ctx: Context, target: PollTarget, page: Fetched, parsed: ParsedFeed, now: datetime
) -> IngestReport:
    """Ingest a body that was read, and hint at the messages that came of it."""
    report = await ctx.db.run(ingest, await _intake(ctx, target, page, parsed, now), ctx.book)
    ctx.hints.give(Job("deliver", (one,)) for one in report.deliveries)
    if target.first and ctx.watchlist().rules.web_public_url:
        ctx.hints.give((Job("subscribe"),))
    _log_intake(target, report)
    return report


def _log_intake(target: PollTarget, report: IngestReport) -> None:
    facts = {
        "feed": target.feed.url,
        "new": report.new,
        "findings": report.findings,
        "opened": report.opened,
        "joined": report.joined,
        "held": report.held,
        "queued": len(report.deliveries),
    }
    log.info("entries taken in", extra={name: fact for name, fact in facts.items() if fact})


async def _intake(
    ctx: Context, target: PollTarget, page: Fetched, parsed: ParsedFeed, now: datetime
) -> Intake:
    read = await candidates(ctx, target, parsed)
    offer = discover(dict(page.headers), url=page.url, feed=parsed)
    rhythm = parsed.rhythm or target.rhythm
    return Intake(
        target=target,
        taken=feeds.Taken(
            validators=page.validators,
            body_hash=page.body_hash,
            cut=parsed.cut,
            next_check_at=schedule.next_check_at(
                replace(target, rhythm=rhythm),
                page.headers,
                ctx.watchlist().rules,
                now=now,
                ttl=_longest(target, parsed.ttl or target.ttl),
            ),
            ttl=parsed.ttl,
            rhythm=rhythm,
            title=parsed.title,
            move_to=page.moved_to,
            hub=offer.hubs[0] if offer else None,
            topic=offer.topic if offer else None,
        ),
        candidates=read,
        entries_in_feed=len(parsed.entries) + parsed.unchanged,
        watchlist=ctx.watchlist(),
        now=now,
    )


def _longest(target: PollTarget, ttl: timedelta | None) -> timedelta | None:
    return max(filter(None, (target.hub_wait, ttl)), default=None)


async def candidates(ctx: Context, target: PollTarget, parsed: ParsedFeed) -> tuple[Candidate, ...]:
    """Return the entries that are unseen by now, each with what it says."""
    offered = tuple(
        Candidate(entry=entry, identities=identity.identities(entry)) for entry in parsed.entries
    )
    fresh = offered  # all of a feed that nothing was ever taken in from; ingest makes sure of it
    if not target.first:
        fresh = await ctx.db.read(entries.unseen, target.feed_id, offered)
    return await asyncio.to_thread(_detect_all, ctx, target.feed, fresh)


def _detect_all(ctx: Context, feed: Feed, fresh: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Read every unseen entry; in a thread, so that the loop is not late."""
    return tuple(
        Candidate(
            entry=one.entry,
            identities=one.identities,
            finding=ctx.detect(news_of(one.entry, outlet=feed.name)),
        )
        for one in fresh
    )
