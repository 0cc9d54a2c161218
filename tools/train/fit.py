"""Fit the linear models, and write them as bytes with a scale."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from monitor.core.detect.scorer import LEARNED_LANGUAGES, TYPES
from monitor.core.detect.weights import HEAD_WIDTH, Linear
from monitor.vocab import LADDER, SECTORS
from tools.train.matrices import Matrices, narrow
from tools.train.rows import Row

UNCERTAIN_WEIGHT = 0.3  # of a row on which people differ; 0 and 1 are worse (docs/quality.md)
REGULARISATION = {"full": 10.0, "cues": 1.0, "stage": 3.0, "type": 3.0, "sector": 1.0}
SEED = 1


LESSON_WEIGHT = 0.3  # of a row made of our own sentences; changes no figure, teaches rare languages


class Model(NamedTuple):
    """One or several binary models before they are made small; rows are models."""

    weights: NDArray[np.float64]
    biases: NDArray[np.float64]

    def margins(self, matrix: sp.csr_matrix) -> NDArray[np.float64]:
        margins: NDArray[np.float64] = matrix @ self.weights.T + self.biases
        return margins


class Lessons(NamedTuple):
    """Rows of our own sentences; they teach cooperation alone."""

    rows: Sequence[Row]
    matrices: Matrices


def fit_all(
    rows: Sequence[Row], m: Matrices, chosen: NDArray[np.bool_], lessons: Lessons
) -> dict[str, Model]:
    """Return every model, fitted on the chosen rows and the lessons."""
    weight = np.array([1.0 if row.certain else UNCERTAIN_WEIGHT for row in rows])
    truth = np.array([row.cooperation for row in rows])
    learned = chosen & np.array([r.lang in LEARNED_LANGUAGES for r in m.readings])
    told = chosen & truth
    taught = np.array([row.cooperation for row in lessons.rows])
    weight_taught = np.full(len(taught), LESSON_WEIGHT)
    reads = np.array([r.lang in LEARNED_LANGUAGES for r in lessons.matrices.readings])

    def both(name: str, seen: NDArray[np.bool_], read: NDArray[np.bool_]) -> Model:
        return _fit(
            name,
            sp.vstack([getattr(m, name)[seen], getattr(lessons.matrices, name)[read]]).tocsr(),
            [np.concatenate([truth[seen], taught[read]])],
            np.concatenate([weight[seen], weight_taught[read]]),
        )

    return {
        "full": both("full", learned, reads),
        "cues": both("cues", chosen, np.ones(len(taught), bool)),
        "stage": _heads("stage", rows, head_matrix("stage", m), told, weight),
        "type": _heads("type", rows, head_matrix("type", m), told, weight),
        "sector": _heads("sector", rows, head_matrix("sector", m), told, weight),
    }


def head_matrix(name: str, m: Matrices) -> sp.csr_matrix:
    """Return what the head sees."""
    return narrow(m.full + m.sectors if name == "sector" else m.full, HEAD_WIDTH)


def labels(name: str, rows: Sequence[Row]) -> list[NDArray[np.bool_]]:
    """Return for each class of a head which rows belong to it."""
    match name:
        case "stage":
            return [np.array([r.gold["stage"] == stage for r in rows]) for stage in LADDER]
        case "type":
            return [np.array([r.gold.get("type") == kind for r in rows]) for kind in TYPES]
    return [np.array([sector in r.gold["sectors"] for r in rows]) for sector in SECTORS]


def _heads(
    name: str,
    rows: Sequence[Row],
    matrix: sp.csr_matrix,
    told: NDArray[np.bool_],
    weight: NDArray[np.float64],
) -> Model:
    return _fit(name, matrix[told], [truth[told] for truth in labels(name, rows)], weight[told])


def _fit(
    name: str,
    matrix: sp.csr_matrix,
    truths: Sequence[NDArray[np.bool_]],
    weight: NDArray[np.float64],
) -> Model:
    fitted = [_one(matrix, truth, weight, REGULARISATION[name]) for truth in truths]
    return Model(np.array([w for w, _ in fitted]), np.array([b for _, b in fitted]))


def _one(
    matrix: sp.csr_matrix, truth: NDArray[np.bool_], weight: NDArray[np.float64], c: float
) -> tuple[NDArray[np.float64], float]:
    if not truth.any():
        return np.zeros(matrix.shape[1]), -5.0
    model = LogisticRegression(C=c, solver="liblinear", dual=True, max_iter=1000, random_state=SEED)
    model.fit(matrix, truth, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])


def quantised(model: Model) -> Linear:
    """Return the model with one byte per weight."""
    scales = np.maximum(np.abs(model.weights).max(axis=1), 1e-9) / 127
    small = np.round(model.weights / scales[:, None]).astype(np.int8)
    return Linear(small, scales.astype(np.float32), model.biases.astype(np.float32))


def write(path: Path, models: Mapping[str, Model], card: Mapping[str, Any]) -> None:
    """Write the weights and their model card."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, model in models.items():
        small = quantised(model)
        arrays |= {f"{name}.{field}": getattr(small, field) for field in small._fields}
    whole = json.dumps({**card, "models": list(models)}, ensure_ascii=False, indent=1)
    arrays["card"] = np.frombuffer(whole.encode(), dtype=np.uint8)
    np.savez_compressed(path, **arrays)
