"""Pages that are written from the code say what the code says now."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tools.write_docs import ROOT, pages, verbs

from monitor.cli import build_parser
from monitor.config import load_watchlist
from monitor.config.settings import VARIABLES

PAGES = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize(("path", "text"), pages().items(), ids=lambda value: value[:30])
def test_generated_pages_are_up_to_date(path, text):
    assert (ROOT / path).read_text("utf-8") == text, "run `make docs`"


@pytest.mark.parametrize("verb", verbs(build_parser()))
def test_every_verb_is_described(verb):
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert f"monitor {verb}" in text


def test_readme_names_only_verbs_that_exist():
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"`monitor ([a-z]+)", readme))
    assert named <= set(verbs(build_parser()))
    assert {"run", "check", "demo"} <= named


def test_pages_name_only_variables_that_exist():
    for page in PAGES:
        named = set(re.findall(r"\b(?:MONITOR|TELEGRAM)_[A-Z_]+\b", page.read_text("utf-8")))
        assert named <= set(VARIABLES), page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text("utf-8")):
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{target} in {page.relative_to(ROOT)}"
        if anchor:
            assert anchor in anchors(there), f"{target} in {page.relative_to(ROOT)}"


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def test_the_shipped_watchlist_is_well_formed_and_names_the_schema():
    text = (ROOT / "feeds.yaml").read_text("utf-8")
    first = text.partition("\n")[0]
    schema = ROOT / first.removeprefix("# yaml-language-server: $schema=")
    assert json.loads(schema.read_text("utf-8"))["$schema"].startswith("https://json-schema.org/")
    watchlist = load_watchlist(ROOT / "feeds.yaml")
    assert len(watchlist.feeds) >= 60
    assert all(feed.lang and feed.zone and feed.tags for feed in watchlist.feeds)


def test_every_shipped_feed_names_the_source_of_its_address():
    """Issue 2, point 3: each URL is taken from a public source that a page names."""
    sources = re.findall(
        r"^\| ([A-Z0-9]) \|", (ROOT / "docs/feeds.md").read_text("utf-8"), re.MULTILINE
    )
    rows = re.findall(r"^  - \{url: .*$", (ROOT / "feeds.yaml").read_text("utf-8"), re.MULTILINE)
    assert len(rows) >= 60
    for row in rows:
        assert row[-1] in sources, row


def test_the_example_of_the_configuration_page_is_well_formed(tmp_path):
    text = (ROOT / "docs/configuration.md").read_text("utf-8")
    example = tmp_path / "feeds.yaml"
    example.write_text(text.partition("```yaml\n")[2].partition("```")[0], "utf-8")
    assert len(load_watchlist(example).watches) == 2


def test_the_docs_promise_what_delivery_can_keep():
    """DLV-05: at most one duplicate, or at most once with every doubt flagged; nothing more."""
    texts = {page: page.read_text("utf-8").casefold() for page in PAGES}
    for name in ("README.md", "docs/operations.md"):
        promise = " ".join(texts[ROOT / name].split())
        assert "at most one duplicate" in promise
        assert "at most once" in promise
    for page, text in texts.items():
        assert not re.search(r"exactly[- ]once", text), page
