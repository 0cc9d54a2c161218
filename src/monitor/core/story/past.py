"""What the pairs of a story did before, as far as our own store remembers. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.model import Pair, PastStep, Story
from monitor.vocab import Stage

STEPS_PER_PAIR = 2  # the last two say where a pair stands; more would fill the message
MOST_STEPS = 3
LONG_MEMORY = timedelta(days=30)  # "the first" says nothing in a store that is a week old


def recall(steps: Iterable[PastStep]) -> tuple[PastStep, ...]:
    """Return the steps worth telling, newest first."""
    told: list[PastStep] = []
    count: Counter[Pair] = Counter()
    for step in sorted(steps, key=lambda one: (one.at, one.pair), reverse=True):
        count[step.pair] += 1
        if step.stage is not Stage.NONE and count[step.pair] <= STEPS_PER_PAIR:
            told.append(step)
    return tuple(told[:MOST_STEPS])


def first_since(story: Story) -> datetime | None:
    """Return since when a story is the first of its pairs; None if it is not, or who knows."""
    begins = story.remembers_from
    if story.past or not story.pairs or begins is None:
        return None
    return begins if story.first_seen_at - begins >= LONG_MEMORY else None
