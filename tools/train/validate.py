"""Out-of-fold margins, and the few numbers that are chosen on them: thresholds and the sector blend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from monitor.core.detect.scorer import LEARNED_LANGUAGES
from tools.train.fit import fit_all, head_matrix
from tools.train.material import Material, Part
from tools.train.matrices import Matrices
from tools.train.rows import FOLDS

Floats = NDArray[np.float64]


class OutOfFold(NamedTuple):
    """What models say of rows that they have not seen."""

    margins: dict[str, Floats]  # by model; one column per class

    def chance(self, learned: NDArray[np.bool_]) -> Floats:
        """Return the chance of cooperation as detection computes it."""
        margin = np.where(learned, self.margins["full"][:, 0], self.margins["cues"][:, 0])
        chance: Floats = 1 / (1 + np.exp(-margin))
        return chance


def cross_validate(material: Material, part: Part) -> OutOfFold:
    """Return margins for the rows of a part from models fitted on the other folds."""
    return cross_validate_all(material, (part,))[0]


def cross_validate_all(material: Material, parts: Sequence[Part]) -> list[OutOfFold]:
    """Return margins for every row of each part, a part's rows held out with the rows they tell."""
    margins: list[dict[str, Floats]] = [{} for _ in parts]
    for held_out in range(FOLDS):
        outside = material.fold != held_out
        for name, model in fit_all(material, outside).items():
            for part, columns in zip(parts, margins, strict=True):
                inside = ~part.of(outside)
                column = columns.setdefault(name, np.zeros((len(part.rows), len(model.biases))))
                column[inside] = model.margins(_seen(name, part.matrices)[inside])
    return [OutOfFold(columns) for columns in margins]


def _seen(name: str, m: Matrices) -> sp.csr_matrix:
    matrix = {"full": m.full, "cues": m.cues}.get(name)
    return head_matrix(name, m) if matrix is None else matrix


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
