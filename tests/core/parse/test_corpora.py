"""Public feeds and hostile payloads, where they are at hand: no error, in time, nothing lost."""

from __future__ import annotations

import csv
import gzip
import resource
import sys
import time
from pathlib import Path

import pytest
from tests.core.parse.documents import NOW, URL

from monitor.core.parse import parse
from monitor.model import ParsedFeed

SHARED = Path(__file__).parents[4] / "shared" / "data"
FEEDS, PAYLOADS = SHARED / "feeds", SHARED / "payloads"
RELIABLE = ("lxml strict", "json")
SECONDS = 5.0  # IN-18

pytestmark = pytest.mark.skipif(not FEEDS.exists(), reason="the public feeds are not here")


def rows() -> list[dict[str, str]]:
    with (FEEDS / "manifest.csv").open(encoding="utf-8") as manifest:
        return list(csv.DictReader(manifest))


def test_every_feed_is_read_with_all_its_entries() -> None:
    """IN-18: the counts of the manifest, where a strict parser counted them."""
    for row in rows():
        body = (FEEDS / row["file"]).read_bytes()
        body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        before = time.process_time()

        answer = parse(body, (), URL, NOW)

        assert time.process_time() - before < SECONDS, row["file"]
        if row["count_method"] in RELIABLE:
            assert isinstance(answer, ParsedFeed), row["file"]
            assert len(answer.entries) + answer.skipped == int(row["item_count"]), row["file"]


@pytest.mark.parametrize("suffix", ["xml", "html", "json"])
def test_every_payload_is_survived_twice_the_same(suffix: str) -> None:
    """IN-15, IN-18: no error, no unstorable text, the same keys on every poll."""
    for path in sorted(PAYLOADS.glob(f"*.{suffix}")):
        before = time.process_time()
        first, second = (parse(path.read_bytes(), (), URL, NOW) for _ in range(2))

        assert time.process_time() - before < SECONDS, path.name
        assert first == second, path.name
        if isinstance(first, ParsedFeed):
            for entry in first.entries:
                f"{entry}".encode()


def test_payloads_do_not_grow_the_parser() -> None:
    """IN-04: what expands in memory shows here."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("billion_laughs.xml", "quadratic_blowup.xml", "xxe_file.xml"):
        parse((PAYLOADS / name).read_bytes(), (), URL, NOW)

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 50_000 * (1 if sys.platform == "linux" else 1024)
