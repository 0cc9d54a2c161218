"""Near-duplicate look-up at 100,000 entries: ours against rensa and datasketch, in one run.

Usage: PYTHONPATH=src python benchmarks/near_duplicates.py [ENTRIES]
Needs `rensa` and `datasketch` beside the project. Texts come from ../shared/data when it is there
(real news), else they are drawn from a seeded vocabulary. Each of 1,000 held entries is copied the
way outlets copy wires (an outlet's name added, words dropped, replaced and swapped); 1,000 entries
that were never added ask for false positives (found, though less than half of the words are shared). Every index is asked in a process of its own.
"""

from __future__ import annotations

import ctypes
import gc
import gzip
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

CORPUS = Path("../shared/data/bulk_news.tsv.gz")
QUERIES = 1_000
NEAR_FROM = 0.5
PERMUTATIONS = 128
MOST_WORDS = 40  # title and first sentence
LEAST_WORDS = 6  # a title of less says nothing to any method

Find = Callable[[list[str]], Iterable[int]]


def texts(wanted: int) -> list[list[str]]:
    """Return word lists of different entries; what the corpus lacks is drawn from its words."""
    rng = random.Random(20260101)
    lists: list[list[str]] = []
    pool = [f"w{int(rng.paretovariate(0.6)) % 200_000}" for _ in range(500_000)]
    if CORPUS.exists():
        with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
            rows = {" ".join(line.casefold().split()[:MOST_WORDS]): None for line in lines}
        lists = [row.split() for row in rows if len(set(row.split())) >= LEAST_WORDS]
        pool = [word for words in lists for word in words]
    while len(lists) < wanted:
        lists.append(rng.choices(pool, k=25))
    rng.shuffle(lists)
    return lists[:wanted]


def copied(words: list[str], rng: random.Random, vocabulary: list[str]) -> list[str]:
    """Return the words as another outlet might carry them: about nine in ten stay."""
    kept = [word for word in words if rng.random() > 0.08]
    changed = [rng.choice(vocabulary) if rng.random() < 0.05 else word for word in kept]
    place = rng.randrange(max(1, len(changed) - 1))
    changed[place : place + 2] = changed[place : place + 2][::-1]
    return [*changed, "the", rng.choice(("herald", "post", "times"))]


def ours(held: list[list[str]]) -> tuple[Any, Find]:
    """Return the project's index."""
    from monitor.core.story.near import NearDuplicates

    index = NearDuplicates()
    for number, words in enumerate(held):
        index.add(str(number), words)
    return index, lambda words: [int(key) for key, _ in index.find(words, at_least=NEAR_FROM)]


def with_rensa(held: list[list[str]]) -> tuple[Any, Find]:
    """Return rensa's MinHash LSH; candidates are verified by the sketches' Jaccard."""
    import rensa

    def sketch(words: list[str]) -> Any:
        made = rensa.RMinHash(num_perm=PERMUTATIONS, seed=42)
        made.update(list(set(words)))
        return made

    index = rensa.RMinHashLSH(threshold=NEAR_FROM, num_perm=PERMUTATIONS, num_bands=32)
    sketches = [sketch(words) for words in held]
    for number, made in enumerate(sketches):
        index.insert(number, made)

    def find(words: list[str]) -> Iterable[int]:
        asked = sketch(words)
        return [n for n in index.query(asked) if asked.jaccard(sketches[n]) >= NEAR_FROM - 0.1]

    return (index, sketches), find


def with_datasketch(held: list[list[str]]) -> tuple[Any, Find]:
    """Return datasketch's MinHash LSH with the bands that it chooses itself."""
    import datasketch

    def sketch(words: list[str]) -> Any:
        made = datasketch.MinHash(num_perm=PERMUTATIONS)
        made.update_batch([word.encode() for word in set(words)])
        return made

    index = datasketch.MinHashLSH(threshold=NEAR_FROM, num_perm=PERMUTATIONS)
    for number, words in enumerate(held):
        index.insert(number, sketch(words))
    return index, lambda words: index.query(sketch(words))


METHODS = {"ours": ours, "rensa": with_rensa, "datasketch": with_datasketch}


def measure(method: str, entries: int) -> dict[str, float | str]:
    """Return indexing and look-up rates per CPU second, memory, recall and false positives."""
    lists = texts(entries + QUERIES)
    held, strangers = lists[:entries], lists[entries:]
    rng = random.Random(7)
    vocabulary = [word for words in held[:2_000] for word in words]
    sample = rng.sample(range(entries), QUERIES)
    copies = [(number, copied(held[number], rng, vocabulary)) for number in sample]
    copies = [(n, words) for n, words in copies if jaccard(words, held[n]) >= NEAR_FROM]
    before = resident_mib()
    started = time.process_time()
    _kept, find = METHODS[method](held)
    indexed = time.process_time()
    hits = sum(number in set(find(words)) for number, words in copies)
    found = time.process_time()
    false = sum(_is_false(words, find(words), held) for words in strangers)
    grown = resident_mib() - before
    return {
        "method": method,
        "entries": entries,
        "recall": round(hits / len(copies), 3),
        "false_positives": round(false / QUERIES, 3),
        "indexed_per_s": round(entries / (indexed - started)),
        "look_ups_per_s": round(len(copies) / (found - indexed)),
        "mib": round(grown, 1),
    }


def resident_mib() -> float:
    """Return what the process holds, after giving back what it had freed (Linux, glibc)."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def _is_false(words: list[str], found: Iterable[int], held: list[list[str]]) -> bool:
    """Return whether anything was found that shares less than half of the words."""
    return any(jaccard(words, held[number]) < NEAR_FROM for number in found)


def jaccard(one: list[str], other: list[str]) -> float:
    """Return the exact coefficient of two word sets."""
    return len(set(one) & set(other)) / len(set(one) | set(other))


def main() -> None:
    """Measure each method in a child process, one after the other."""
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
        return
    entries = sys.argv[1] if len(sys.argv) > 1 else "100000"
    for method in METHODS:
        subprocess.run([sys.executable, __file__, method, entries], check=True)


if __name__ == "__main__":
    main()
