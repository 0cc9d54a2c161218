"""How much a word says: rare words much, words of every story little.

The counts of a large corpus of news decide (words.tsv, made by tools/train_story_words.py); a word
that the window has more often than the corpus weighs less while it is everywhere. No word weighs
more than it does to an empty window, so that a decision does not depend on how full it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from math import log

# So many entries of the window weigh as much as the whole corpus: about one day of 70 feeds.
PRIOR_ENTRIES = 2_000
# Entries of the corpus that hold a word which is not in the table (it keeps those in 20 or more).
UNSEEN_COUNT = 8.0


@cache
def _prior() -> tuple[float, dict[str, int]]:
    lines = (files(__package__) / "words.tsv").read_text(encoding="utf-8").splitlines()
    counts = dict(line.split("\t") for line in lines)
    total = float(counts.pop(""))
    return total, {word: int(count) for word, count in counts.items()}


class WordWeights:
    """Inverse document frequencies of a moving window."""

    def __init__(self) -> None:
        self._total, self._known = _prior()
        self._counts: Counter[str] = Counter()
        self._entries = 0

    def add(self, words: Iterable[str]) -> None:
        """Count an entry that has each of these words once."""
        self._counts.update(words)
        self._entries += 1

    def drop(self, words: Iterable[str]) -> None:
        """Take an entry out again; words that nobody has any more are forgotten."""
        for word in words:
            self._counts[word] -= 1
            if not self._counts[word]:
                del self._counts[word]
        self._entries -= 1

    def __getitem__(self, word: str) -> float:
        """Return the weight, in nats; about 3 for a common word, 9 and more for a rare one."""
        prior = self._known.get(word, UNSEEN_COUNT) / self._total
        seen = self._counts.get(word, 0)
        blended = (PRIOR_ENTRIES * prior + seen) / (PRIOR_ENTRIES + self._entries)
        return -log(min(1.0, max(prior, blended)))
