"""The learned scorer: how likely it is that a text tells of cooperation, how far, of what type.

Country names are masked before it looks, so that it knows acts and not countries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.core.detect import features
from monitor.core.detect.weights import load_weights
from monitor.vocab import LADDER, EventType, Stage

LEARNED_LANGUAGES: Final = frozenset({"en", "ko", "zh", "pl"})  # with enough labelled positives
TYPES: Final = (
    EventType.CONSULT, EventType.AGREE, EventType.SUPPORT, EventType.COOPERATE, EventType.AID,
)  # fmt: skip
BEGUN: Final = frozenset({Stage.LAUNCHED, Stage.COMPLETED})
INTENTS: Final = frozenset({EventType.AGREE})
NEIGHBOUR_GAIN: Final = 0.55  # a step beside the right one is worth this much of a hit
SMOOTHING: Final = 0.7  # of the margins, which are too sure; both chosen by cross-validation


class Score(NamedTuple):
    """What the models say of one text."""

    cooperation: float  # 0..1, the same scale in all languages
    threshold: float  # from here on it counts as cooperation
    stage: Stage
    type: EventType
    sectors: NDArray[np.float32]  # margins, in the order of `vocab.SECTORS`


def score(
    title: str, body: str, cues: Sequence[str], sector_cues: Iterable[str], lang: str
) -> Score:
    """Return the score of a text whose actors are masked."""
    weights = load_weights()
    cue_features = features.of_cues(cues)
    everything = features.join(features.of_text(title, body), cue_features)
    learned = lang in LEARNED_LANGUAGES
    margin = float(
        weights.models["full"].margins(everything)[0]
        if learned
        else weights.models["cues"].margins(cue_features)[0]
    )
    stage = nearest_stage(weights.models["stage"].margins(everything))
    return Score(
        cooperation=_logistic(margin),
        threshold=threshold(lang),
        stage=stage,
        type=fitting_type(weights.models["type"].margins(everything), stage),
        sectors=weights.models["sector"].margins(
            features.join(everything, features.of_cues(sector_cues, weight=features.SECTOR_WEIGHT))
        ),
    )


def threshold(lang: str) -> float:
    """Return the score from which a text of the language counts as cooperation."""
    thresholds = load_weights().card["thresholds"]
    return float(thresholds.get(lang, thresholds["other"]))


def nearest_stage(margins: NDArray[np.float32]) -> Stage:
    """Return the step that is most likely right or beside the right one."""
    chances = 1 / (1 + np.exp(-SMOOTHING * margins))
    chances = chances / chances.sum()
    beside = np.convolve(chances, [NEIGHBOUR_GAIN, 1, NEIGHBOUR_GAIN], mode="same")
    return LADDER[int(np.argmax(beside))]


def fitting_type(margins: NDArray[np.float32], stage: Stage) -> EventType:
    """Return the likeliest type that can have reached the stage: what is launched is no intent."""
    possible = (TYPES.index(kind) for kind in TYPES if stage not in BEGUN or kind not in INTENTS)
    return TYPES[max(possible, key=lambda place: float(margins[place]))]


def _logistic(margin: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, margin))))
