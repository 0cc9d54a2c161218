"""Fit and cross-validate the pairing weights: `PYTHONPATH=src python tools/train_pairs.py [ROWS] [--check]`.

Reads labelled entries (JSON Lines, form of events_train.jsonl), those with cooperation and pairs alone:
pairing answers "who with whom, if anybody". Doubtful labels count half in fitting and nothing in scoring.
Folds keep entries with like titles together, so that no story is on both sides.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from monitor.core.detect import pair_weights
from monitor.core.detect.actors import Mention, find_actors
from monitor.core.detect.dyads import pair_code, pairs_with_features, read_scene
from monitor.core.detect.language import guess_language
from monitor.core.detect.pairs import resolve
from monitor.model import NewsText

ROWS = Path("../shared/data/events_train.jsonl")
OUT = Path("src/monitor/core/detect") / pair_weights.FILE
FOLDS = 5
STRENGTH = 0.3  # C of the regression; .1, .3 and 1 were tried
MIN_COUNT = 3  # a feature seen more rarely is noise
DOUBTFUL_WEIGHT = 0.5
MIN_WEIGHT = 0.01  # smaller ones change nothing


@dataclass(frozen=True)
class Example:
    news: NewsText
    lang: str
    mentions: tuple[Mention, ...]
    gold: frozenset[str]
    certain: bool
    candidates: tuple[tuple[str, frozenset[str]], ...]  # pair, features


def main() -> int:
    arguments = [word for word in sys.argv[1:] if not word.startswith("--")]
    rows = Path(arguments[0]) if arguments else ROWS
    examples = list(read(rows))
    figures = cross_validate(examples)
    print("\n".join(figures))
    if "--check" not in sys.argv:
        write(OUT, fit(examples), [f"{rows.name}, {len(examples)} entries", *figures])
    return 0


def read(path: Path) -> Iterable[Example]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["cooperation"] and row["pairs"]:
            yield example(row)


def example(row: dict[str, object]) -> Example:
    declared = None if row["lang"] == "und" else str(row["lang"])
    news = NewsText(title=str(row["title"]), summary=str(row["summary"]), lang=declared)
    lang = guess_language(f"{news.title} {news.summary}", declared)
    mentions = find_actors(news, lang)
    pairs = row["pairs"]
    assert isinstance(pairs, list)
    return Example(
        news, lang, mentions, frozenset(pairs), not row["uncertain"],
        tuple((pair_code(a.country, b.country), frozenset(found)) for a, b, found in pairs_with_features(read_scene(news, mentions, lang))),
    )  # fmt: skip


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Return the weight of each feature, the intercept as `bias`."""
    counts = Counter(feature for ex in examples for _, found in ex.candidates for feature in found)
    names = sorted(feature for feature, count in counts.items() if count >= MIN_COUNT)
    index = {name: i for i, name in enumerate(names)}
    rows = [
        [index[f] for f in found if f in index] for ex in examples for _, found in ex.candidates
    ]
    truth = [pair in ex.gold for ex in examples for pair, _ in ex.candidates]
    weight = [1.0 if ex.certain else DOUBTFUL_WEIGHT for ex in examples for _ in ex.candidates]
    indptr = np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix(
        (np.ones(indptr[-1]), np.concatenate([np.array(r, int) for r in rows]), indptr),
        (len(rows), len(names)),
    )
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(matrix, truth, sample_weight=weight)
    learned = {
        name: round(float(w), 3)
        for name, w in zip(names, model.coef_[0], strict=True)
        if abs(w) >= MIN_WEIGHT
    }
    return learned | {pair_weights.BIAS: round(float(model.intercept_[0]), 3)}


def cross_validate(examples: Sequence[Example]) -> list[str]:
    """Return the figures per language: micro precision, recall, F1 of pairs, and the share of exact sets."""
    fold = folds(examples)
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for held in range(FOLDS):
        learned = fit([ex for ex, k in zip(examples, fold, strict=True) if k != held])
        for ex, k in zip(examples, fold, strict=True):
            if k == held and ex.certain:
                told = frozenset(resolve(ex.news, ex.mentions, ex.lang, learned=learned).pairs)
                for name in ("all", ex.lang):
                    tally[name].update(
                        tp=len(told & ex.gold),
                        fp=len(told - ex.gold),
                        fn=len(ex.gold - told),
                        exact=told == ex.gold,
                        n=1,
                    )
                if told != ex.gold and f"--show={ex.lang}" in sys.argv:
                    print(
                        ex.lang,
                        "gold",
                        sorted(ex.gold),
                        "told",
                        sorted(told),
                        ex.news.title,
                        "|",
                        ex.news.summary[:200],
                    )
    return [figure(name, c) for name, c in sorted(tally.items(), key=lambda item: -item[1]["n"])]


def figure(name: str, c: Counter[str]) -> str:
    precision, recall = c["tp"] / max(1, c["tp"] + c["fp"]), c["tp"] / max(1, c["tp"] + c["fn"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{name}: n {c['n']} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} exact {c['exact'] / c['n']:.3f}"


def folds(examples: Sequence[Example]) -> list[int]:
    """Return a fold for each; entries of one set of pairs whose titles share a rare word go together."""
    seen: dict[tuple[frozenset[str], str], int] = {}
    out = []
    for number, ex in enumerate(examples):
        words = list(re.findall(r"\w{5,}", ex.news.title.lower()))
        known = [seen[(ex.gold, w)] for w in words if (ex.gold, w) in seen]
        fold = known[0] if known else (number * 7919) % FOLDS
        seen |= {(ex.gold, w): fold for w in words if (ex.gold, w) not in seen}
        out.append(fold)
    return out


def write(path: Path, learned: dict[str, float], card: Sequence[str]) -> None:
    head = [
        "Chance of two countries being a pair: logistic regression over the features of dyads.py.",
        f"Trained {datetime.now(UTC):%Y-%m} by tools/train_pairs.py; C {STRENGTH}; {FOLDS} folds by like titles.",
        *card,
    ]
    body = [f"{feature}\t{weight}" for feature, weight in sorted(learned.items())]
    path.write_text("\n".join([*(f"# {line}" for line in head), *body]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
