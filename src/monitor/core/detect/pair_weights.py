"""The learned weights of pairing: a logistic regression over `dyads` features. Read once, pure after.

`pair_weights.tsv` is written by `python tools/train_pairs.py`; its head says from what, when and how well.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from math import exp
from typing import Final

BIAS: Final = "bias"
FILE: Final = "pair_weights.tsv"
_MAX_LOGIT: Final = 30.0  # beyond it the logistic function is 0 or 1 in double precision anyway


@cache
def weights() -> dict[str, float]:
    """Return the weight of each feature that has one."""
    lines = files(__package__).joinpath(FILE).read_text(encoding="utf-8").splitlines()
    rows = (line.rsplit("\t", 1) for line in lines if not line.startswith("# "))
    return {feature: float(weight) for feature, weight in rows}


def chance(features: Iterable[str], learned: dict[str, float]) -> float:
    """Return how likely the two cooperate, given that the text tells of cooperation; 0..1."""
    logit = learned[BIAS] + sum(learned.get(feature, 0.0) for feature in features)
    return 1.0 / (1.0 + exp(-max(-_MAX_LOGIT, min(_MAX_LOGIT, logit))))
