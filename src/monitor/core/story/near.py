"""Near-duplicates among a hundred thousand recent entries: who has nearly the same words.

An inverted index over each entry's rarest words finds the few that can be near, the exact
Jaccard coefficient of the word sets decides. No word frequencies are known beforehand; they are
counted as entries come. All is kept in fixed tables and byte strings, since Python objects for
every word of every entry would take ten times the memory.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from heapq import nsmallest
from zlib import crc32

# Words indexed of an entry, and looked up of a query. More are looked up, because what was rare
# when an entry came may not be among the rarest now. Measured by benchmarks/near_duplicates.py.
INDEXED_WORDS = 8
LOOKED_UP_WORDS = 12
# Indexed words that a near-duplicate must share, at least, to be compared word by word.
LEAST_SHARED = 2
MOST_COMPARED = 12
# Words share a counter, and a posting list, with others: that only costs comparisons.
COUNTERS = 1 << 18
POSTINGS = 1 << 16
MOST_COUNTED = 0xFFFF

NEAR_FROM = 0.5


class NearDuplicates:
    """Word sets under keys, found again by sets that are nearly the same."""

    def __init__(self) -> None:
        self._counts = array("H", bytes(2 * COUNTERS))
        self._postings: dict[int, array[int]] = {}
        # By number, less the first that is held: key, and hashes with the indexed ones first.
        self._keys: list[str | None] = []
        self._hashes: list[bytes] = []
        self._first = 0
        self._gone = 0  # of the list, forgotten
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        """Return how many entries are held."""
        return len(self._numbers)

    def add(self, key: str, words: Iterable[str]) -> None:
        """Hold a set of words under a key that is not held yet; an empty set is never found."""
        hashes = _hashes(words)
        for word in hashes:
            self._count(word, 1)
        rare = self._rarest(hashes, INDEXED_WORDS)
        number = self._first + len(self._keys)
        for word in rare:
            self._postings.setdefault(word % POSTINGS, array("I")).append(number)
        self._keys.append(key)
        self._hashes.append(array("I", [*rare, *(hashes - set(rare))]).tobytes())
        self._numbers[key] = number

    def forget(self, key: str) -> None:
        """Drop what is held under a key."""
        number = self._numbers.pop(key)
        hashes = array("I", self._hashes[number - self._first])
        self._keys[number - self._first] = None
        self._hashes[number - self._first] = b""
        self._close_ranks()
        for word in hashes:
            self._count(word, -1)
        for word in hashes[:INDEXED_WORDS]:
            posting = self._postings[word % POSTINGS]
            posting.remove(number)
            if not posting:
                del self._postings[word % POSTINGS]

    def find(self, words: Iterable[str], *, at_least: float = NEAR_FROM) -> list[tuple[str, float]]:
        """Return keys whose sets have at least this Jaccard coefficient, the nearest first."""
        hashes = _hashes(words)
        found = []
        for number in self._likely(hashes):
            coefficient = _jaccard(hashes, self._hashes[number - self._first])
            if coefficient >= at_least:
                found.append((self._key(number), coefficient))
        return sorted(found, key=lambda pair: -pair[1])

    def _key(self, number: int) -> str:
        key = self._keys[number - self._first]
        assert key is not None, "a number in a posting list is held"
        return key

    def _close_ranks(self) -> None:
        """Give back the room of the oldest entries once half of all room is of forgotten ones."""
        self._gone += 1
        if 2 * self._gone > len(self._keys):
            oldest = next(
                (n for n, entry in enumerate(self._keys) if entry is not None), len(self._keys)
            )
            del self._keys[:oldest], self._hashes[:oldest]
            self._first += oldest
            self._gone -= oldest

    def _likely(self, hashes: set[int]) -> list[int]:
        shared: Counter[int] = Counter()
        looked_up = self._rarest(hashes, LOOKED_UP_WORDS)
        for word in looked_up:
            shared.update(self._postings.get(word % POSTINGS, ()))
        least = min(LEAST_SHARED, len(looked_up))
        return [number for number, hits in shared.most_common(MOST_COMPARED) if hits >= least]

    def _rarest(self, hashes: set[int], number: int) -> list[int]:
        counts = self._counts
        return nsmallest(number, hashes, key=lambda word: (counts[word % COUNTERS], word))

    def _count(self, word: int, by: int) -> None:
        bucket = word % COUNTERS
        self._counts[bucket] = min(MOST_COUNTED, max(0, self._counts[bucket] + by))


def _hashes(words: Iterable[str]) -> set[int]:
    """Return 32-bit hashes; a clash of two words moves a coefficient by a few hundredths."""
    return {crc32(word.encode()) for word in words}


def _jaccard(hashes: set[int], held: bytes) -> float:
    other = array("I", held)
    shared = len(hashes.intersection(other))
    return shared / (len(hashes) + len(other) - shared)
