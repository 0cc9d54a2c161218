"""How alike two tellings are, 0..1, and what speaks for and against one event."""

from __future__ import annotations

from math import sqrt

from monitor.core.story.traits import Traits
from monitor.core.story.weights import WordWeights

# A word of the summary against one of the title: headlines are chosen words, summaries ramble.
BODY_SHARE = 0.5


def vector(traits: Traits, weights: WordWeights) -> dict[str, float]:
    """Return the weighted words, of length 1."""
    raw = {word: weights[word] for word in traits.title}
    raw.update((word, BODY_SHARE * weights[word]) for word in traits.body)
    length = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {word: weight / length for word, weight in raw.items()}


def cosine(one: dict[str, float], other: dict[str, float]) -> float:
    """Return the cosine of two vectors of length 1."""
    return sum(weight * other[word] for word, weight in one.items() if word in other)
