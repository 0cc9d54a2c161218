"""Health and metrics over HTTP."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.web.site import Site, open_site

from monitor.model import Feed
from monitor.stages.upkeep import upkeep
from monitor.store import feeds
from monitor.web import server

SAMPLE = re.compile(r'([a-z_]+)(?:\{[a-z_]+="(?:[^"\\\n]|\\.)*"\})? (\S+)')


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        yield opened


def samples(text: str) -> dict[str, float]:
    """Return every sample of the text format; each line must have its form."""
    found: dict[str, float] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            match = SAMPLE.fullmatch(line)
            assert match, line
            found[line.rpartition(" ")[0]] = float(match[2])
    return found


async def test_alive_is_not_ready(site: Site):
    """OPS-01: a bot whose clock stands still is alive and not ready, and says why."""
    assert (await site.get("/healthz"))[0] == 200
    status, why = await site.get("/readyz")
    assert status == 503
    assert "clock" in why
    await upkeep(site.bot.ctx, ())
    assert await site.get("/readyz") == (200, "ready\n")
    site.bot.clock.now += timedelta(hours=1)
    status, why = await site.get("/readyz")
    assert status == 503
    assert "stands still" in why


async def test_feeds_that_are_not_polled_make_it_unready(site: Site):
    """OPS-01."""
    feed = Feed(url="https://a.example/rss", name="A", family="a")
    await site.bot.db.run(feeds.sync, (feed,), now=site.bot.clock.now)
    site.bot.clock.now += timedelta(minutes=16)
    await upkeep(site.bot.ctx, ())
    status, why = await site.get("/readyz")
    assert status == 503
    assert "not polled" in why


async def test_metrics_are_prometheus_text_with_bounded_labels(site: Site):
    """OPS-02: two thousand feeds make a thousand series, and a hostile address breaks no line."""
    many = [Feed(url=f"https://a.example/{n}", name="A", family="a") for n in range(2_000)]
    odd = Feed(url='https://a.example/"\\\n', name="A", family="a")
    await site.bot.db.run(feeds.sync, (odd, *many), now=site.bot.clock.now)
    site.bot.ctx.meters.polls["fetched"] += 3
    status, text = await site.get("/metrics")
    found = samples(text)
    assert status == 200
    assert found['monitor_feeds{state="new"}'] == 2_001
    assert found['monitor_poll_outcomes_total{outcome="fetched"}'] == 3
    assert found["monitor_outbox_oldest_age_seconds"] == 0
    assert sum(name.startswith("monitor_feed_last") for name in found) == 1_000
    for name, kind in re.findall(r"# TYPE (\S+) (\S+)", text):
        assert name.endswith("_total") == (kind == "counter")
        assert not re.search(r"_(ms|milliseconds|minutes|hours|kb|mb)(_|$)", name)


async def test_answers_are_safe_to_show(site: Site):
    async with site.client.get(site.url + "/healthz") as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "server" not in response.headers
    assert (await site.get("/nowhere"))[0] == 404


async def test_a_taken_port_is_a_warning(site: Site, caplog):
    taken = site.url.removeprefix("http://")
    async with server.open_web(site.bot.ctx, taken) as url:
        assert url is None
    (record,) = (one for one in caplog.records if one.levelname == "WARNING")
    assert "no web server" in record.getMessage()
    async with server.open_web(site.bot.ctx, None) as url:
        assert url is None


async def test_a_client_that_says_nothing_is_hung_up_on(site: Site, monkeypatch):
    """SUB-08: time caps."""
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.05)
    host, port = site.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), family=socket.AF_INET)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: a")
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    await writer.wait_closed()
