"""`python -m tools.train [DATA] [WEIGHTS]`: cross-validate, fit on everything, write the weights."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from monitor.core.detect.scorer import LEARNED_LANGUAGES
from tools.train.fit import Lessons, fit_all, write
from tools.train.lessons import read_lessons
from tools.train.matrices import matrices
from tools.train.rows import FOLDS, folds, read_rows
from tools.train.validate import best_threshold, cross_validate, learned_rows

DATA = Path("../shared/data/events_train.jsonl")
WEIGHTS = Path("src/monitor/core/detect/weights.npz")
# The share of positives the thresholds are tuned for: between a natural stream of entries that name
# two countries (5 %) and the evaluation sets (a half); see docs/quality.md.
PREVALENCE = 0.2


def main(data: Path = DATA, weights: Path = WEIGHTS) -> None:
    rows = read_rows(data)
    m = matrices(rows)
    taught = read_lessons()
    lessons = Lessons(taught, matrices(taught))
    out = cross_validate(rows, m, folds(rows), lessons)
    certain = np.array([row.certain for row in rows])
    truth = np.array([row.cooperation for row in rows])
    learned = learned_rows(m)
    chance = out.chance(learned)
    thresholds = {}
    for name, chosen in (
        *(
            (lang, np.array([r.lang == lang for r in m.readings]))
            for lang in sorted(LEARNED_LANGUAGES)
        ),
        ("other", np.ones(len(rows), bool)),
    ):
        seen = chosen & certain
        source = chance if name != "other" else 1 / (1 + np.exp(-out.margins["cues"][:, 0]))
        thresholds[name] = round(
            best_threshold(source[seen], truth[seen], prevalence=PREVALENCE), 3
        )
    card = {
        "data": f"{data.name}, {len(rows)} rows, {int(truth.sum())} of them cooperation",
        "folds": f"{FOLDS}, rows with like titles together",
        "thresholds": thresholds,
    }
    write(weights, fit_all(rows, m, np.ones(len(rows), bool), lessons), card)
    print(f"{weights}: {weights.stat().st_size / 1e6:.2f} MB", card)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
