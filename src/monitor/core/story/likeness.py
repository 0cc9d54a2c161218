"""How alike two tellings are, and which of their stories they agree on. Pure arithmetic."""

from __future__ import annotations

from datetime import datetime
from math import sqrt

from monitor.core.story.concepts import is_neutral
from monitor.core.story.traits import Traits
from monitor.core.story.weights import WordWeights

# A word of the summary against one of the title: headlines are chosen words, summaries ramble.
BODY_SHARE = 0.5
# Likeness lost with each day between two tellings: sagas repeat their words, events do not last.
DAILY_LOSS = 0.2
# Part of a story's likeness that its average member has, the rest its closest: against chains.
AVERAGE_SHARE = 0.3

Vector = dict[str, float]


def vector(traits: Traits, weights: WordWeights) -> Vector:
    """Return the weighted features, of length 1."""
    raw = {word: weights[word] for word in traits.title}
    raw.update((word, BODY_SHARE * weights[word]) for word in traits.body)
    length = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {word: weight / length for word, weight in raw.items()}


def cosine(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors of length 1."""
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def neutral_cosine(one: Vector, other: Vector) -> float:
    """Return the cosine over what means the same in both languages, 0..1.

    A word in both texts counts as well: a name in Latin letters within Korean.
    """
    shared = sum(weight * other[word] for word, weight in one.items() if word in other)
    lengths = _neutral_square(one) * _neutral_square(other)
    return min(1.0, shared / sqrt(lengths)) if lengths else 0.0


def days_between(one: datetime, other: datetime) -> float:
    """Return the time between two moments, in days, never negative."""
    return abs((one - other).total_seconds()) / 86_400


def of_story(likenesses: list[float]) -> float:
    """Return a story's likeness from its members'."""
    average = sum(likenesses) / len(likenesses)
    return (1 - AVERAGE_SHARE) * max(likenesses) + AVERAGE_SHARE * average


def _neutral_square(one: Vector) -> float:
    return sum(weight * weight for word, weight in one.items() if is_neutral(word))
