"""How alike two tellings are: by their words, and by who is in the headlines. Pure arithmetic.

The figures were tuned on labelled stories; docs/quality-stories.md has the method and the plateau
on which they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import sqrt
from typing import Final

from monitor.core.story.concepts import COUNTRY, is_neutral
from monitor.core.story.traits import Traits
from monitor.core.story.weights import WordWeights
from monitor.core.story.words import has_cjk

# A word of the summary against one of the title: headlines are chosen words, summaries ramble.
BODY_SHARE: Final = 0.5
# A country against another word of its rarity: a pair has many stories a day.
COUNTRY_SHARE: Final = 0.6
# Part of a story's likeness that its average member has, the rest its closest: against chains.
AVERAGE_SHARE: Final = 0.4
# Part of a squared weight that counts where the other text's language cannot have the word; pairs
# of characters overlap, and most are of no one word.
WORD_SHARE: Final = 0.06
PAIR_SHARE: Final = 0.02
# Likeness gained where two countries are named by both.
SAME_PARTIES: Final = 0.04
# Likeness lost where the country that a headline begins with is not named by the other at all,
STRANGER_FIRST: Final = 0.06
# where any country of a headline is not,
STRANGER: Final = 0.04
# where the headlines share no country though both name some,
DISJOINT_HEADLINES: Final = 0.10
# and where only one headline refuses, fails or blames.
OTHER_TURN: Final = 0.08
# Countries that make parties: one alone is a scene.
PARTIES: Final = 2

Vector = dict[str, float]


def vector(traits: Traits, weights: WordWeights) -> Vector:
    """Return the weighted features, of length 1."""
    raw = {word: _weight(word, weights) for word in traits.title}
    raw.update((word, BODY_SHARE * _weight(word, weights)) for word in traits.body)
    length = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {word: weight / length for word, weight in raw.items()}


def cosine(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors of length 1."""
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def evidence(one: Traits, other: Traits, weights: WordWeights) -> float:
    """Return the weight of what both say besides countries, in nats.

    A word counts half where one of them, and a quarter where both have it in the summary only.
    """
    theirs = dict.fromkeys(other.title, 1.0)
    theirs.update((word, BODY_SHARE) for word in other.body)
    in_title = sum(_content(word, weights) * theirs.get(word, 0.0) for word in one.title)
    in_body = sum(_content(word, weights) * theirs.get(word, 0.0) for word in one.body)
    return in_title + BODY_SHARE * in_body


def neutral_cosine(one: Vector, other: Vector) -> float:
    """Return the cosine over what means the same in both languages, 0..1; countries aside.

    Words of one language count a little against it, since they may tell of something else. A word
    in both texts counts as well: a name in Latin letters within Korean.
    """
    lengths = _weighed(one) * _weighed(other)
    shared = sum(
        weight * other[word]
        for word, weight in one.items()
        if word in other and not word.startswith(COUNTRY)
    )
    return min(1.0, shared / sqrt(lengths)) if lengths else 0.0


def by_structure(one: Traits, other: Traits) -> float:
    """Return what the countries and the turn of two headlines add to their likeness, or take."""
    gain = SAME_PARTIES if len(set(one.countries) & set(other.countries)) >= PARTIES else 0.0
    loss = OTHER_TURN if one.turns != other.turns else 0.0
    if one.headline and other.headline:
        loss += _strangers(one, other)
    return gain - loss


def has_stranger(one: Traits, other: Traits) -> bool:
    """Return whether a headline names a country that the other does not name at all."""
    return bool(
        set(one.headline) - set(other.countries) or set(other.headline) - set(one.countries)
    )


def same_parties(one: Traits, other: Traits) -> bool:
    """Return whether both name two of the same countries and firms."""
    return len(set(one.parties) & set(other.parties)) >= PARTIES


def days_between(one: datetime, other: datetime) -> float:
    """Return the time between two moments, in days, never negative."""
    return abs((one - other).total_seconds()) / 86_400


def of_story(likenesses: Sequence[float]) -> float:
    """Return a story's likeness from its members'."""
    average = sum(likenesses) / len(likenesses)
    return (1 - AVERAGE_SHARE) * max(likenesses) + AVERAGE_SHARE * average


def _strangers(one: Traits, other: Traits) -> float:
    loss = 0.0
    if one.headline[0] not in other.countries or other.headline[0] not in one.countries:
        loss += STRANGER_FIRST
    if has_stranger(one, other):
        loss += STRANGER
    if not set(one.headline) & set(other.headline):
        loss += DISJOINT_HEADLINES
    return loss


def _weight(word: str, weights: WordWeights) -> float:
    return COUNTRY_SHARE * weights[word] if word.startswith(COUNTRY) else weights[word]


def _content(word: str, weights: WordWeights) -> float:
    return 0.0 if word.startswith(COUNTRY) else weights[word]


def _weighed(one: Vector) -> float:
    return sum(weight * weight * _part(word) for word, weight in one.items())


def _part(word: str) -> float:
    if word.startswith(COUNTRY):
        return 0.0
    if is_neutral(word):
        return 1.0
    return PAIR_SHARE if has_cjk(word) else WORD_SHARE
