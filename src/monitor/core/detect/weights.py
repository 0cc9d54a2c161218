"""The learned weights: read once from the package, whole numbers of one byte each with a scale.

Made by `python -m tools.train` (see docs/quality.md); the file says when, from what, and how well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.core.detect.features import Features

FILE: Final = "weights.npz"
HEAD_WIDTH: Final = 1 << 15  # buckets of the heads; more does not help (docs/quality.md)


class Linear(NamedTuple):
    """One or several linear models over hashed features; rows are models."""

    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    biases: NDArray[np.float32]

    def margins(self, features: Features) -> NDArray[np.float32]:
        """Return the margin of each model."""
        width = np.uint32(self.weights.shape[1] - 1)
        chosen = self.weights[:, features.buckets & width].astype(np.float32)
        margins: NDArray[np.float32] = (chosen @ features.values) * self.scales + self.biases
        return margins


class Weights(NamedTuple):
    """All that was learned."""

    models: Mapping[str, Linear]  # "full", "cues", "stage", "type", "sector"
    card: Mapping[str, Any]  # data, date, folds, figures, thresholds


@cache
def load_weights() -> Weights:
    """Return the weights that the package ships."""
    source = resources.files("monitor.core.detect").joinpath(FILE)
    with source.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        card = json.loads(bytes(arrays["card"]).decode())
        models = {
            name: Linear(
                arrays[f"{name}.weights"], arrays[f"{name}.scales"], arrays[f"{name}.biases"]
            )
            for name in card["models"]
        }
    return Weights(models, card)
