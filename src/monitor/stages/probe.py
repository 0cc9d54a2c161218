"""Looking at an address before it becomes a feed: one GET, or two when it is a page (POLL-04)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from monitor.core.discovery import FoundFeed, feeds_of_page
from monitor.model import Feed, FeedId, Fetched, FetchFailed, NotModified, ParsedFeed, PollTarget
from monitor.stages.context import Context, Fetch, Parse
from monitor.stages.judge import IngestReport
from monitor.stages.poll import take_in
from monitor.store import feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """A feed, with the answer that shows it."""

    url: str  # to be asked from now on: as given, or where it moved for good
    page: Fetched
    feed: ParsedFeed
    named_by: str | None = None  # the page that named it; None: the address was a feed's own
    others: tuple[FoundFeed, ...] = ()  # that the page offers, too


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFeed:
    """Nothing at this address can be polled; `detail` is for the operator."""

    detail: str


async def probe(
    fetch: Fetch,
    parse: Parse,
    url: str,
    *,
    now: datetime,
    is_known: Callable[[str], bool] = lambda _: False,
) -> Probed | NoFeed:
    """Ask for the address; if it is a page that names a feed, ask for that as well.

    `is_known` tells addresses for which a second request would be for nothing.
    """
    first = await _ask(fetch, parse, url, now=now)
    if not isinstance(first, Fetched):
        return first
    found = feeds_of_page(first.body, dict(first.headers).get("content-type", ""), url=first.url)
    if not found:
        return NoFeed(detail="neither a feed nor a page that names one (<link rel=alternate>)")
    if is_known(found[0].url):
        return NoFeed(detail=f"its feed {found[0].url} is in feeds.yaml already")
    second = await _ask(fetch, parse, found[0].url, now=now)
    match second:
        case Fetched():
            return NoFeed(detail=f"the page names {found[0].url}, which is no feed")
        case NoFeed(detail=detail):
            return NoFeed(detail=f"the page names {found[0].url}: {detail}")
        case Probed() as probed:
            return Probed(
                url=probed.url,
                page=probed.page,
                feed=probed.feed,
                named_by=first.url,
                others=found[1:],
            )


async def _ask(fetch: Fetch, parse: Parse, url: str, *, now: datetime) -> Probed | Fetched | NoFeed:
    """Return the feed at the address, or the answer that is none."""
    target = _target(url)
    match await fetch.fetch(target):
        case FetchFailed() as failed:
            return NoFeed(detail=f"{failed.reason}: {failed.detail}")
        case NotModified():
            return NoFeed(detail="304, although nothing was said of an earlier answer")
        case Fetched() as page:
            parsed = await parse.parse(page, now, target)
            if isinstance(parsed, ParsedFeed):
                return Probed(url=page.moved_to or url, page=page, feed=parsed)
            return page if parsed.reason == "not_a_feed" else NoFeed(detail=parsed.detail)


def _target(url: str) -> PollTarget:
    return PollTarget(feed_id=FeedId(0), feed=Feed(url=url, name=url, family=url), url=url)


async def adopt(ctx: Context, feed: Feed, probed: Probed) -> IngestReport:
    """Keep the feed, and take the answer that showed it as its first poll."""
    target = await ctx.db.run(feeds.adopt, feed, now=ctx.now())
    return await take_in(ctx, target, probed.page, probed.feed, ctx.now())
