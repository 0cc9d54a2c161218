"""The learned scorer and its features: same text, same score; small weights; linear time."""

from __future__ import annotations

import time
from importlib import resources

import numpy as np
import pytest

from monitor.core.detect import features
from monitor.core.detect.scorer import (
    LEARNED_LANGUAGES,
    TYPES,
    fitting_type,
    nearest_stage,
    score,
    threshold,
)
from monitor.core.detect.weights import FILE, load_weights
from monitor.vocab import LADDER, SECTORS, EventType, Stage

MOST_BYTES = 3_000_000


def test_the_weights_are_small_and_say_what_they_are_made_of():
    size = len(resources.files("monitor.core.detect").joinpath(FILE).read_bytes())

    assert size <= MOST_BYTES
    assert {"data", "folds", "date", "figures", "thresholds"} <= set(load_weights().card)


def test_every_model_has_its_classes():
    models = load_weights().models

    rows = {name: model.weights.shape[0] for name, model in models.items()}

    assert rows == {
        "full": 1,
        "cues": 1,
        "stage": len(LADDER),
        "type": len(TYPES),
        "sector": len(SECTORS),
    }


def test_the_same_text_has_the_same_score():
    args = ("Qxc and Qxc sign pact", "They will trade more.", ["n2"], ["XTenergy"], "en")

    first, second = score(*args), score(*args)

    assert first.cooperation == second.cooperation
    assert np.array_equal(first.sectors, second.sectors)


@pytest.mark.parametrize("lang", [*sorted(LEARNED_LANGUAGES), "ja", "und"])
def test_every_language_has_a_threshold(lang):
    assert 0 < threshold(lang) < 1


def test_groups_of_ngrams_have_norm_one():
    found = features.of_text("Qxc and Qxc sign", "")

    assert float((found.values**2).sum()) == pytest.approx(4, abs=1e-3)


def test_an_empty_text_has_features_that_do_not_fail():
    assert np.isfinite(features.of_text("", "").values).all()


def test_a_step_between_two_likely_ones_is_nearest():
    margins = np.full(len(LADDER), -6.0, np.float32)
    margins[[1, 2, 3]] = (1.0, 0.9, 1.0)

    assert nearest_stage(margins) is Stage.AGREED


def test_what_is_launched_is_no_mere_intent():
    margins = np.array([0.0, 3.0, 0.0, 1.0, 0.0], np.float32)

    assert fitting_type(margins, Stage.LAUNCHED) is EventType.COOPERATE
    assert fitting_type(margins, Stage.AGREED) is EventType.AGREE


def test_lone_surrogates_do_not_fail():
    assert len(features.of_text("\ud800 pact", "").buckets) > 0


def test_hostile_length_costs_no_more_than_a_lede():
    """IN-20: time is bounded by what is read, not by what is sent."""
    started = time.process_time()
    features.of_text("sign " * 200_000, "pact " * 200_000)

    assert time.process_time() - started < 1
