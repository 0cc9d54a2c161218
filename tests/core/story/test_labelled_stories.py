"""The figures on the labelled stories, where they are at hand. No text of theirs is kept here."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest

from monitor.core.detect import detect
from monitor.core.story import cluster_stream
from monitor.model import NewsText

STORIES = Path("../shared/data/stories_dev.jsonl")
RELATED = Path("../shared/data/stories_related.json")

pytestmark = pytest.mark.skipif(not STORIES.exists(), reason="needs the labelled stories")


def labelled() -> list[dict[str, str]]:
    rows = [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]
    return sorted(rows, key=lambda row: (row["date"], row["id"]))


def news(row: dict[str, str]) -> tuple[str, NewsText]:
    at = datetime.fromisoformat(row["date"])
    text = NewsText(
        title=row["title"], summary=row["summary"] or "", lang=row["lang"], published_at=at
    )
    return row["id"], text


def f1(right: int, wrong: int, missed: int) -> float:
    return 2 * right / (2 * right + wrong + missed)


def test_labelled_stories_are_found():
    """B-cubed F1 >= .94 and pairwise F1 >= .85; pairs of one saga are not judged pairwise."""
    rows = labelled()
    gold = {row["id"]: row["story"] for row in rows}
    found = {name: story for name, story, _, _ in cluster_stream(map(news, rows), detect)}
    saga = {frozenset(pair) for pair in json.loads(RELATED.read_text(encoding="utf-8"))["dev"]}
    right = wrong = missed = 0
    for one, other in combinations(gold, 2):
        same, put = gold[one] == gold[other], found[one] == found[other]
        if same or frozenset((gold[one], gold[other])) not in saga:
            right, wrong, missed = (
                right + (same and put),
                wrong + (put and not same),
                missed + (same and not put),
            )
    assert f1(right, wrong, missed) >= 0.87
    assert b_cubed(gold, found) >= 0.96


def b_cubed(gold: dict[str, str], found: dict[str, int]) -> float:
    true, put = defaultdict(set), defaultdict(set)
    for name in gold:
        true[gold[name]].add(name)
        put[found[name]].add(name)
    both = {name: len(true[gold[name]] & put[found[name]]) for name in gold}
    precision = sum(both[name] / len(put[found[name]]) for name in gold) / len(gold)
    recall = sum(both[name] / len(true[gold[name]]) for name in gold) / len(gold)
    return 2 * precision * recall / (precision + recall)
