"""The index of near-duplicates."""

from __future__ import annotations

from random import Random

from monitor.core.story.near import NearDuplicates

ENTRIES = 3_000
WORDS = [f"w{n}" for n in range(4_000)]


def filled(rng: Random) -> tuple[NearDuplicates, list[list[str]]]:
    index = NearDuplicates()
    held = [
        [rng.choice(WORDS[: rng.choice((50, 4_000))]) for _ in range(24)] for _ in range(ENTRIES)
    ]
    for number, words in enumerate(held):
        index.add(f"{number}", words)
    return index, held


def test_copies_are_found_and_strangers_are_not():
    rng = Random(1)
    index, held = filled(rng)
    copies = [
        (n, [w for w in held[n] if rng.random() > 0.1] + ["times"]) for n in range(0, ENTRIES, 10)
    ]
    found = sum(str(n) in dict(index.find(words)) for n, words in copies)
    strangers = [[rng.choice(WORDS) for _ in range(24)] for _ in range(300)]
    assert found >= 0.98 * len(copies)
    assert sum(bool(index.find(words)) for words in strangers) <= 3


def test_the_coefficient_is_exact_and_the_nearest_comes_first():
    index = NearDuplicates()
    index.add("half", ["a", "b", "c", "d"])
    index.add("same", ["a", "b", "e", "f"])
    assert index.find(["a", "b", "e", "f"], at_least=0.3) == [("same", 1.0), ("half", 1 / 3)]


def test_what_is_forgotten_is_not_found_and_leaves_nothing():
    index, held = filled(Random(2))
    for number in range(ENTRIES):
        index.forget(f"{number}")
        assert f"{number}" not in dict(index.find(held[number]))
    assert len(index) == 0
    assert index._postings == {}
    assert sum(index._counts) == 0
    assert len(index._keys) == 0


def test_an_empty_set_is_never_found():
    index = NearDuplicates()
    index.add("nothing", [])
    assert index.find([]) == []
    assert index.find(["a"]) == []
