"""`python -m tools.train [DATA] [WEIGHTS]`: cross-validate, fit on everything, write the weights."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor.core.detect.scorer import LEARNED_LANGUAGES
from tools.train.fit import fit_all, write
from tools.train.material import gather
from tools.train.matrices import Matrices
from tools.train.rows import FOLDS, read_rows
from tools.train.validate import OutOfFold, best_threshold, cross_validate, learned_rows

DATA = Path("../shared/data/events_train.jsonl")
WEIGHTS = Path("src/monitor/core/detect/weights.npz")
# The share of positives the thresholds are tuned for: between a natural stream of entries that name
# two countries (5 %) and the evaluation sets (a half); see docs/quality.md.
PREVALENCE = 0.25
LOWEST = 0.3  # threshold; few rows of a language prove no less


def main(data: Path = DATA, weights: Path = WEIGHTS) -> None:
    material = gather(read_rows(data))
    part = material.rows
    out = cross_validate(material, part)
    card = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "made by": "python -m tools.train",
        "figures": "docs/quality.md, cross-validated",
        "data": f"{data.name}, {len(part.rows)} rows, {int(part.truth.sum())} of them cooperation",
        "folds": f"{FOLDS}, rows with like titles together",
        "thresholds": _thresholds(part.matrices, out, part.truth, part.certain),
    }
    write(weights, fit_all(material, np.ones(len(part.rows), bool)), card)
    print(f"{weights}: {weights.stat().st_size / 1e6:.2f} MB", card)


def _thresholds(
    m: Matrices, out: OutOfFold, truth: NDArray[np.bool_], certain: NDArray[np.bool_]
) -> dict[str, float]:
    """Return a threshold per language: its own best, drawn half way down to that of all if higher.

    A high one of a language with rows from few sources proves little; a low one is backed by the rules.
    """
    learned = learned_rows(m)
    chance, cues = out.chance(learned), 1 / (1 + np.exp(-out.margins["cues"][:, 0]))

    def best(source: NDArray[np.float64], seen: NDArray[np.bool_]) -> float:
        return best_threshold(source[seen], truth[seen], prevalence=PREVALENCE)

    of_all = best(chance, learned & certain)
    thresholds = {"other": best(cues, certain)}
    for lang in sorted(LEARNED_LANGUAGES):
        own = best(chance, certain & np.array([r.lang == lang for r in m.readings]))
        thresholds[lang] = max(LOWEST, min(own, (own + of_all) / 2))
    return {lang: round(value, 3) for lang, value in thresholds.items()}


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
