from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from monitor.demo.feedserver import FeedServer, open_feed_server
from monitor.net.guard import networks
from monitor.net.http import Fetcher, Limits, open_fetcher

LOOPBACK = networks(["127.0.0.0/8", "::1/128"])


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with open_feed_server() as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    limits = Limits(total=timedelta(seconds=1), body_bytes=100_000)
    async with open_fetcher(allow_networks=LOOPBACK, limits=limits) as ready:
        yield ready
