"""Rows -> matrices of hashed features, by the very functions that detection uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from monitor.core.detect import features, sectors
from monitor.core.detect.features import Features
from monitor.core.detect.reading import Reading, read_news
from tools.train.rows import Row


class Matrices(NamedTuple):
    """Features of rows: `text` n-grams, `cues` of the rules, `sectors` the words of sectors."""

    readings: list[Reading]
    text: sp.csr_matrix
    cues: sp.csr_matrix
    sectors: sp.csr_matrix

    @property
    def full(self) -> sp.csr_matrix:
        return self.text + self.cues


def matrices(
    rows: Sequence[Row], pair_weights: Sequence[Mapping[str, float]] | None = None
) -> Matrices:
    """Return the features of the rows, in their order; each may have pair weights of its own."""
    learned = pair_weights or [None] * len(rows)
    readings = [read_news(row.news, learned=own) for row, own in zip(rows, learned, strict=True)]
    return Matrices(
        readings,
        _stacked([features.of_text(r.masked_title, r.masked_body) for r in readings]),
        _stacked([features.of_cues(r.cues) for r in readings]),
        _stacked(
            [
                features.of_cues(sectors.cues_of(r.sector_words), features.SECTOR_WEIGHT)
                for r in readings
            ]
        ),
    )


def narrow(matrix: sp.csr_matrix, width: int) -> sp.csr_matrix:
    """Return the matrix with its columns folded onto fewer."""
    entries = matrix.tocoo()
    return sp.csr_matrix(
        (entries.data, (entries.row, entries.col % width)), shape=(matrix.shape[0], width)
    )


def _stacked(rows: Sequence[Features]) -> sp.csr_matrix:
    ends = np.cumsum([0, *(len(row.buckets) for row in rows)])
    matrix = sp.csr_matrix(
        (
            np.concatenate([row.values for row in rows]),
            np.concatenate([row.buckets for row in rows]).astype(np.int32),
            ends,
        ),
        shape=(len(rows), features.WIDTH),
    )
    matrix.sum_duplicates()
    return matrix
