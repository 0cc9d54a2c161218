"""Out-of-fold margins, and the few numbers that are chosen on them: thresholds and the sector blend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.core.detect.scorer import LEARNED_LANGUAGES
from tools.train.fit import Lessons, fit_all, head_matrix
from tools.train.matrices import Matrices
from tools.train.rows import FOLDS, Row

Floats = NDArray[np.float64]


class OutOfFold(NamedTuple):
    """What models say of rows that they have not seen."""

    margins: dict[str, Floats]  # by model; one column per class

    def chance(self, learned: NDArray[np.bool_]) -> Floats:
        """Return the chance of cooperation as detection computes it."""
        margin = np.where(learned, self.margins["full"][:, 0], self.margins["cues"][:, 0])
        chance: Floats = 1 / (1 + np.exp(-margin))
        return chance


def cross_validate(
    rows: Sequence[Row], m: Matrices, fold: NDArray[np.int64], lessons: Lessons
) -> OutOfFold:
    """Return margins for every row from models fitted on the other folds."""
    margins: dict[str, Floats] = {}
    for held_out in range(FOLDS):
        inside = fold == held_out
        for name, model in fit_all(rows, m, ~inside, lessons).items():
            matrix = {"full": m.full, "cues": m.cues}.get(name)
            seen = head_matrix(name, m) if matrix is None else matrix
            column = margins.setdefault(name, np.zeros((len(rows), len(model.biases))))
            column[inside] = model.margins(seen[inside])
    return OutOfFold(margins)


def learned_rows(m: Matrices) -> NDArray[np.bool_]:
    """Return which rows the full model reads."""
    return np.array([r.lang in LEARNED_LANGUAGES for r in m.readings])


def best_threshold(chance: Floats, truth: NDArray[np.bool_], *, prevalence: float) -> float:
    """Return the threshold of the best F1 where `prevalence` of the rows are positive."""
    weight = np.where(truth, prevalence / truth.mean(), (1 - prevalence) / (1 - truth.mean()))
    tries = np.linspace(0.05, 0.95, 181)
    return float(max(tries, key=lambda t: _f1(chance >= t, truth, weight)))


def _f1(told: NDArray[np.bool_], truth: NDArray[np.bool_], weight: Floats) -> float:
    hit = weight[told & truth].sum()
    return float(2 * hit / (weight[told].sum() + weight[truth].sum()))
