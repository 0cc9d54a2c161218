"""Polling: lease -> conditional GET -> parse -> detect -> ingest.

One job polls a handful of feeds. What brings no entries is written down for all of them in one
transaction; what brings a body is ingested in a transaction of its own.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.core import identity, schedule
from monitor.model import (
    DeliveryId,
    Feed,
    FeedId,
    Fetched,
    FetchFailed,
    NotModified,
    ParsedFeed,
    ParseFailed,
    PollTarget,
    Rules,
)
from monitor.stages import Job, Outcome
from monitor.stages.context import Context
from monitor.stages.ingest import IngestReport, Intake, ingest, news_of
from monitor.store import entries, feeds
from monitor.store.entries import Candidate


@dataclass(slots=True)
class Round:
    """What a round of polls brought, summed up."""

    counts: Counter[str] = field(default_factory=Counter)
    deliveries: list[DeliveryId] = field(default_factory=list)

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
        self.deliveries.extend(report.deliveries)


async def poll_due(ctx: Context, limit: int) -> tuple[Job, ...]:
    """Return jobs for the feeds that are due, in handfuls."""
    due = await ctx.db.read(feeds.due, now=ctx.now(), limit=limit, force=ctx.force)
    handfuls = [due[start : start + HANDFUL] for start in range(0, len(due), HANDFUL)]
    return tuple(Job("poll", tuple(handful)) for handful in handfuls)


HANDFUL = 20  # feeds a job: enough to share a transaction, few enough to spread over workers


async def poll(ctx: Context, keys: tuple[int, ...]) -> Outcome:
    """Poll those of the feeds that are due and free; "idle" when none is."""
    wanted = [FeedId(key) for key in keys]
    targets = await ctx.db.run(feeds.lease, wanted, now=ctx.now(), force=ctx.force)
    if not targets:
        return Outcome(status="idle")
    done = Round()
    checks = await asyncio.gather(*(_poll_one(ctx, target, done) for target in targets))
    told = [check for check in checks if check is not None]
    if told:
        await ctx.db.run(feeds.record_checks, told, now=ctx.now())
    then = tuple(Job("deliver", (one,)) for one in done.deliveries)
    return Outcome(status="ok", counts=dict(done.counts), then=then)


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
    due = _next_check(target, headers, ctx.watchlist().rules, now=now)
    return feeds.Check(feed_id=target.feed_id, next_check_at=due)


def _next_check(
    target: PollTarget,
    headers: tuple[tuple[str, str], ...],
    rules: Rules,
    *,
    now: datetime,
    parsed: ParsedFeed | None = None,
) -> datetime:
    """Return when to ask again; what the body said of its rhythm counts until the next body."""
    return schedule.next_check(
        target.feed_id,
        now=now,
        interval=target.feed.interval,
        rhythm=_rhythm(parsed) or target.rhythm,
        ttl=(parsed and parsed.ttl) or target.ttl,
        headers=dict(headers),
        floor=rules.poll_floor,
        ceiling=rules.poll_ceiling,
    )


def _rhythm(parsed: ParsedFeed | None) -> timedelta | None:
    if parsed is None:
        return None
    return schedule.rhythm_of(one.published_at for one in parsed.entries if one.published_at)


def _failed(
    ctx: Context, target: PollTarget, failed: FetchFailed | ParseFailed, done: Round, now: datetime
) -> feeds.Check:
    gone = failed.reason == "gone"
    done.counts["gone" if gone else "failed"] += 1
    rules = ctx.watchlist().rules
    due = schedule.after_failure(
        target.feed_id,
        now=now,
        failures=target.failures + 1,
        retry_after=failed.retry_after if isinstance(failed, FetchFailed) else None,
        interval=target.feed.interval,
        floor=rules.poll_floor,
        ceiling=rules.poll_ceiling,
    )
    error = f"{failed.reason}: {failed.detail}"
    return feeds.Check(feed_id=target.feed_id, next_check_at=due, error=error, gone=gone)


async def _take_in(
    ctx: Context, target: PollTarget, page: Fetched, done: Round, now: datetime
) -> feeds.Check | None:
    parsed = await ctx.parse.parse(page, now)
    if isinstance(parsed, ParseFailed):
        done.counts["fetched"] -= 1
        return _failed(ctx, target, parsed, done, now)
    intake = await _intake(ctx, target, page, parsed, now)
    done.add_report(await ctx.db.run(ingest, intake, ctx.book))
    return None


async def _intake(
    ctx: Context, target: PollTarget, page: Fetched, parsed: ParsedFeed, now: datetime
) -> Intake:
    offered = tuple(
        Candidate(entry=entry, identities=identity.identities(entry)) for entry in parsed.entries
    )
    fresh = await ctx.db.read(entries.unseen, target.feed_id, offered)
    read = await asyncio.to_thread(_detect_all, ctx, target.feed, fresh)
    rules = ctx.watchlist().rules
    return Intake(
        target=target,
        taken=feeds.Taken(
            validators=page.validators,
            body_hash=page.body_hash,
            next_check_at=_next_check(target, page.headers, rules, now=now, parsed=parsed),
            ttl=parsed.ttl,
            rhythm=_rhythm(parsed),
            title=parsed.title,
            move_to=page.moved_to,
        ),
        candidates=read,
        entries_in_feed=len(parsed.entries),
        watchlist=ctx.watchlist(),
        now=now,
    )


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
