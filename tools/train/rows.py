"""The labelled rows, and folds that keep the tellings of one story together."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.core.detect.features import WORD
from monitor.model import NewsText

FOLDS = 5
SEED = 20261125
RAREST = 6  # words of a title that stand for it when looking for its like
ALIKE = 0.35  # Jaccard similarity of title words from which two rows are one story


class Row(NamedTuple):
    """One labelled entry."""

    news: NewsText
    lang: str
    gold: dict[str, Any]

    @property
    def certain(self) -> bool:
        return not self.gold["uncertain"]

    @property
    def cooperation(self) -> bool:
        return bool(self.gold["cooperation"])


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a JSON Lines file in its order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_row(json.loads(line)) for line in lines if line]


def _row(gold: dict[str, Any]) -> Row:
    lang = None if gold["lang"] == "und" else gold["lang"]
    news = NewsText(title=gold["title"], summary=gold.get("summary") or "", lang=lang)
    return Row(news, gold["lang"], gold)


def folds(rows: list[Row]) -> NDArray[np.int64]:
    """Return the fold of each row; rows with like titles share one."""
    groups = _groups([_title_words(row) for row in rows])
    drawn = np.random.default_rng(SEED).integers(0, FOLDS, len(rows))
    return drawn[groups]


def _title_words(row: Row) -> frozenset[str]:
    title = row.news.title.lower()
    if row.lang in {"ko", "ja", "zh"}:
        return frozenset(title[i : i + 3] for i in range(len(title) - 2))
    return frozenset(WORD.findall(title))


def _groups(titles: list[frozenset[str]]) -> NDArray[np.int64]:
    """Return for each title the first one that it is joined with."""
    frequency = Counter(word for words in titles for word in words)
    parents = list(range(len(titles)))
    holders: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(titles):
        rare = sorted(words, key=lambda word: (frequency[word], word))[:RAREST]
        for other in {other for word in rare for other in holders[word]}:
            union = len(words | titles[other])
            if len(words & titles[other]) >= ALIKE * union:
                parents[_root(parents, number)] = _root(parents, other)
        for word in rare:
            holders[word].append(number)
    return np.array([_root(parents, number) for number in range(len(titles))])


def _root(parents: list[int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number
