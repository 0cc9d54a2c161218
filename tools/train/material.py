"""All that is learned from: the labelled rows, shorter tellings of them, and our own sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.train.lessons import read_lessons
from tools.train.matrices import Matrices, matrices
from tools.train.pairing import unseen_weights
from tools.train.rows import Row, folds
from tools.train.views import lead_views, title_views

UNCERTAIN_WEIGHT = 0.3  # of a row on which people differ; 0 and 1 are worse (docs/quality.md)
VIEW_WEIGHT = 0.5  # of a shorter telling, against its row; .3 and .7 do as well
LESSON_WEIGHT = 0.3  # of a row made of our own sentences; changes no figure, teaches rare languages
NO_ROW = -1

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Part(NamedTuple):
    """Rows with what is known of them; `sources` are the numbers of the labelled rows they tell."""

    rows: Sequence[Row]
    matrices: Matrices
    weight: Floats
    sources: NDArray[np.int64]

    @property
    def truth(self) -> Flags:
        return np.array([row.cooperation for row in self.rows])

    @property
    def certain(self) -> Flags:
        return np.array([row.certain for row in self.rows])

    def of(self, chosen: Flags) -> Flags:
        """Return which rows tell a chosen one; our own sentences always do."""
        return np.where(self.sources == NO_ROW, True, chosen[self.sources])


class Material(NamedTuple):
    """The labelled rows, their folds, and what is added to them in fitting."""

    rows: Part
    fold: NDArray[np.int64]
    titles: Part
    leads: Part
    lessons: Part

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.rows, self.titles, self.leads, self.lessons


def gather(rows: Sequence[Row]) -> Material:
    """Return the material of the labelled rows."""
    fold = folds(list(rows))
    pairing = unseen_weights(rows, fold)
    weight = np.array([1.0 if row.certain else UNCERTAIN_WEIGHT for row in rows])

    def told(views: Sequence[tuple[Row, int]]) -> Part:
        sources = np.array([source for _, source in views], dtype=np.int64)
        shorter = [row for row, _ in views]
        read = matrices(shorter, [pairing[source] for source in sources])
        return Part(shorter, read, VIEW_WEIGHT * weight[sources], sources)

    lessons = read_lessons()
    return Material(
        Part(rows, matrices(rows, pairing), weight, np.arange(len(rows))),
        fold,
        told(title_views(rows)),
        told(lead_views(rows)),
        Part(
            lessons,
            matrices(lessons),
            np.full(len(lessons), LESSON_WEIGHT),
            np.full(len(lessons), NO_ROW),
        ),
    )
