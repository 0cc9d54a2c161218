"""Pair weights that have not seen the rows they are asked about.

The chance of the best pair is a cue of the scorer. On the rows that pairing was fitted on it is too sure,
and the scorer would learn to trust it more than it may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tools.train.rows import FOLDS, Row
from tools.train_pairs import example, fit


def unseen_weights(rows: Sequence[Row], fold: NDArray[np.int64]) -> list[Mapping[str, float]]:
    """Return for each row the pair weights fitted on the other folds."""
    taught = [
        (place, example(row.gold))
        for place, row in zip(fold, rows, strict=True)
        if row.cooperation and row.gold["pairs"]
    ]
    by_fold = [
        fit([known for place, known in taught if place != held_out]) for held_out in range(FOLDS)
    ]
    return [by_fold[place] for place in fold]
