"""`monitor feeds` as a subprocess, against a real feed server."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.world import World, item, open_world, rss

OLD = item("Markets close higher in Seoul", number=1)
CHIPS = item(
    "South Korea and Japan sign agreement on semiconductor research",
    number=2,
    summary="Seoul and Tokyo signed an agreement on joint chip research on Monday.",
)
PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="/new"></head></html>'


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        opened.feed("/old", OLD)
        opened.configure()
        yield opened


async def said(world: World, *arguments: str) -> tuple[int, str, str]:
    """Return exit status, standard output and standard error of `monitor feeds ...`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor", "feeds", *arguments,
        env=world.environment(MONITOR_LOG_LEVEL="WARNING"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


def config(world: World) -> str:
    return (world.folder / "feeds.yaml").read_text("utf-8")


async def test_adding_a_feed_asks_once_and_the_answer_is_its_first_poll(world: World):
    """POLL-04: one GET in all; what it brought is remembered and not told, its ETag is kept."""
    url = world.feeds.serves("/new", rss(CHIPS, OLD), etag='"v1"')
    before = config(world)
    status, out, err = await said(world, "add", url, "--tag", "korea")
    assert status == 0, err
    assert "2 entries taken in" in out
    assert len(world.feeds.asked("/new")) == 1
    line = f'  - {{url: "{url}", name: Feed, tags: [korea]}}\n'
    assert config(world) == before.replace("chats:\n", f"{line}chats:\n", 1)
    kept = world.rows(
        "SELECT etag, taken_in_at IS NOT NULL, lease_until FROM feed WHERE url LIKE '%new'"
    )
    assert kept == [('"v1"', 1, None)]
    assert world.rows("SELECT count(*) FROM delivery") == [(0,)]
    await world.start("poll", "--force")
    await world.ended()
    assert [one.headers.get("if-none-match") for one in world.feeds.asked("/new")] == [None, '"v1"']


async def test_the_feed_of_a_page_is_found_and_the_second_request_named(world: World):
    world.feeds.says("/", PAGE, headers={"Content-Type": "text/html"})
    url = world.feeds.serves("/new", rss(CHIPS), etag='"v1"')
    status, out, _ = await said(world, "add", world.feeds.url + "/")
    assert status == 0
    assert "second request" in out
    assert f'url: "{url}"' in config(world)
    assert (len(world.feeds.asked("/")), len(world.feeds.asked("/new"))) == (1, 1)
    status, _, err = await said(world, "add", world.feeds.url + "/")
    assert status == 1
    assert "already" in err
    assert len(world.feeds.asked("/new")) == 1


@pytest.mark.parametrize("body", ["<html><p>no feed</p></html>", ""])
async def test_what_is_no_feed_is_refused_and_nothing_is_written(world: World, body: str):
    url = world.feeds.says("/page", body, headers={"Content-Type": "text/html"})
    before = config(world)
    status, _, err = await said(world, "add", url)
    assert status == 1
    assert "feed" in err
    assert config(world) == before
    assert world.rows("SELECT count(*) FROM feed WHERE url LIKE '%page'") == [(0,)]


async def test_testing_a_feed_shows_its_entries_and_their_verdicts_and_keeps_nothing(world: World):
    """POLL-04: one GET."""
    url = world.feeds.serves("/new", rss(CHIPS, OLD), etag='"v1"')
    status, out, err = await said(world, "test", url)
    assert status == 0, err
    assert "entries: 2, 2 with a date" in out
    assert "+ South Korea and Japan sign" in out
    assert "JP-KR" in out
    assert "- Markets close higher" in out
    assert len(world.feeds.asked("/new")) == 1
    assert not (world.folder / "monitor.db").exists()


async def test_listing_tells_how_each_feed_does(world: World):
    world.urls.append(f'  - {{url: "{world.feeds.url}/missing", name: lost}}')
    world.configure()
    status, out, _ = await said(world, "list")
    assert status == 0
    assert "2 feeds: 2 new" in out
    await world.start("poll")
    await world.ended()
    status, out, _ = await said(world, "list")
    assert status == 1
    assert "failing" in out
    assert "HTTP 404" in out
    assert "2 feeds: 1 ok, 1 failing" in out


async def test_a_list_goes_out_as_opml_and_comes_in_again_without_duplicates(world: World):
    _, opml, _ = await said(world, "export")
    outlines = (
        '<outline text="asia"><outline text="One" xmlUrl="https://one.example/rss"/></outline>'
    )
    (world.folder / "in.opml").write_text(opml.replace("</body>", outlines + "</body>"), "utf-8")
    status, out, err = await said(world, "import", str(world.folder / "in.opml"))
    assert status == 0, err
    assert "1 feeds added" in out
    assert "1 were there already" in out
    assert '{url: "https://one.example/rss", name: One, tags: [asia]}' in config(world)
    _, opml, _ = await said(world, "export")
    assert 'xmlUrl="https://one.example/rss"' in opml
