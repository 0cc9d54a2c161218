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
from tools.train.material import Material, Part
from tools.train.matrices import Matrices, narrow
from tools.train.rows import Row

REGULARISATION = {"full": 10.0, "cues": 1.0, "stage": 3.0, "type": 3.0, "sector": 1.0}
SEED = 1


class Model(NamedTuple):
    """One or several binary models before they are made small; rows are models."""

    weights: NDArray[np.float64]
    biases: NDArray[np.float64]

    def margins(self, matrix: sp.csr_matrix) -> NDArray[np.float64]:
        margins: NDArray[np.float64] = matrix @ self.weights.T + self.biases
        return margins


def fit_all(material: Material, chosen: NDArray[np.bool_]) -> dict[str, Model]:
    """Return every model, fitted on the chosen rows and what is told of them beside."""
    part = material.rows
    return {
        "full": _scorer("full", material, chosen, LEARNED_LANGUAGES),
        "cues": _scorer("cues", material, chosen, None),
        **{name: _heads(name, part, chosen & part.truth) for name in ("stage", "type", "sector")},
    }


def _scorer(
    name: str, material: Material, chosen: NDArray[np.bool_], langs: frozenset[str] | None
) -> Model:
    """Return a model of cooperation, of the given languages or of all."""
    matrices, truths, weights = [], [], []
    for part in material.parts:
        readings = part.matrices.readings
        taken = part.of(chosen) & np.array([langs is None or r.lang in langs for r in readings])
        matrices.append(getattr(part.matrices, name)[taken])
        truths.append(part.truth[taken])
        weights.append(part.weight[taken])
    return _fit(
        name, sp.vstack(matrices).tocsr(), [np.concatenate(truths)], np.concatenate(weights)
    )


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


def _heads(name: str, part: Part, told: NDArray[np.bool_]) -> Model:
    truths = [truth[told] for truth in labels(name, part.rows)]
    return _fit(name, head_matrix(name, part.matrices)[told], truths, part.weight[told])


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
