"""feeds.yaml while the bot runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import load_watchlist
from monitor.model import Watchlist
from monitor.runtime.reload import Reload

ONE = 'feeds: [{url: "https://a.example/rss"}]'
TWO = 'feeds: [{url: "https://a.example/rss"}, {url: "https://b.example/rss"}]'


def write(file: Path, text: str | None) -> None:
    """Let the file say this; None: let there be none."""
    if text is None:
        file.unlink()
    else:
        file.write_text(text, "utf-8")


class Kept(list[int]):
    async def __call__(self, watchlist: Watchlist) -> None:
        self.append(len(watchlist.feeds))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_text(ONE, "utf-8")
    return path


async def test_a_change_counts_once_the_file_stands_still(file: Path):
    reload = Reload(file, load_watchlist, kept := Kept())
    assert not await reload()
    write(file, TWO)
    assert not await reload()
    assert await reload()
    assert not await reload()
    assert kept == [2]


async def test_a_file_that_is_still_being_written_waits(file: Path):
    reload = Reload(file, load_watchlist, kept := Kept())
    write(file, ONE + "\n")
    assert not await reload()
    write(file, TWO)
    assert not await reload()
    assert await reload()
    assert kept == [2]


async def test_a_touch_changes_nothing_but_asking_reads_in_any_case(file: Path):
    reload = Reload(file, load_watchlist, kept := Kept())
    write(file, ONE)
    assert not [await reload() for _ in range(3) if await reload()]
    assert await reload(asked=True)
    assert kept == [1]


async def test_a_wrong_file_keeps_the_old_one_and_names_every_problem_once(file: Path, caplog):
    reload = Reload(file, load_watchlist, kept := Kept())
    write(file, "feeds: [{url: nowhere}]\nwatch: []\n")
    for _ in range(4):
        assert not await reload()
    problems = [str(record.problem) for record in caplog.records]
    assert len(problems) == 2
    assert f"{file}:1: feeds[1].url" in problems[0]
    assert f"{file}:2: watch" in problems[1]
    write(file, TWO)
    await reload()
    assert await reload()
    assert kept == [2]


async def test_a_file_that_is_gone_is_told_of_once_and_the_old_one_stays(file: Path, caplog):
    reload = Reload(file, load_watchlist, kept := Kept())
    write(file, None)
    for _ in range(4):
        assert not await reload()
    assert len(caplog.records) == 1
    assert not kept
