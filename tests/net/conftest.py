from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from monitor.demo.feedserver import FeedServer, open_feed_server
from monitor.model import Feed, FeedId, PollTarget, Validators
from monitor.net.guard import networks
from monitor.net.http import Fetcher, Limits, open_fetcher

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LOOPBACK = networks(["127.0.0.0/8", "::1/128"])


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with open_feed_server() as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    limits = Limits(total=timedelta(seconds=1), body_bytes=100_000)
    async with open_fetcher(now=lambda: NOW, allow_networks=LOOPBACK, limits=limits) as ready:
        yield ready


def target(url: str, *, feed_id: int = 1, validators: Validators | None = None) -> PollTarget:
    feed = Feed(url=url, name="x", family="x")
    return PollTarget(
        feed_id=FeedId(feed_id), feed=feed, url=url, validators=validators or Validators()
    )
