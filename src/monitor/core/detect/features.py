"""Text -> hashed features: word and character n-grams of title and body, and named cues.

The same few lines serve training and detection, so that both see the same numbers. Hashing is a
polynomial over code points (characters) or word sums (words), all n-grams of one length at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

WIDTH = 1 << 18  # buckets; at 2 ** 18 collisions cost less than .002 of F1, see docs/quality.md
TITLE_CHARACTERS = 300  # what decides stands in front; bounds the cost of hostile text
BODY_CHARACTERS = 600
BASE = np.uint32(0x01000193)  # FNV prime
CUE_WEIGHT = 0.3  # against the four n-gram groups of norm 1; chosen by cross-validation
SECTOR_WEIGHT = 3.0  # of a sector's word for the sector models, where few rows must teach much

WORD = re.compile(r"\w+")

Indices = NDArray[np.uint32]
Values = NDArray[np.float32]


class Features(NamedTuple):
    """Bucket numbers and values; a bucket may occur twice."""

    buckets: Indices
    values: Values


class Group(NamedTuple):
    """A kind of n-gram: where it is looked for, how long, and the seed that sets it apart."""

    seed: int
    shortest: int
    longest: int


BODY_WORDS = Group(seed=11, shortest=1, longest=3)
BODY_CHARS = Group(seed=23, shortest=2, longest=5)
TITLE_WORDS = Group(seed=37, shortest=1, longest=3)
TITLE_CHARS = Group(seed=41, shortest=2, longest=4)
CUES = Group(seed=53, shortest=1, longest=1)


def of_text(title: str, body: str) -> Features:
    """Return the n-grams of a text whose countries are masked, each group of norm 1."""
    title = " ".join(title[:TITLE_CHARACTERS].lower().split())
    whole = f" {title} \n {' '.join(body[:BODY_CHARACTERS].lower().split())} "
    return join(
        _counted(_words(whole), BODY_WORDS),
        _counted(_characters(whole), BODY_CHARS),
        _counted(_words(title), TITLE_WORDS),
        _counted(_characters(f" {title} "), TITLE_CHARS),
    )


def of_cues(cues: Iterable[str], weight: float = CUE_WEIGHT) -> Features:
    """Return the cues, each with the given weight."""
    codes = np.fromiter((crc32(cue.encode()) for cue in set(cues)), dtype=np.uint32)
    return Features(_mixed(codes, CUES.seed), np.full(len(codes), weight, np.float32))


def join(*parts: Features) -> Features:
    """Return all features in one."""
    return Features(
        np.concatenate([part.buckets for part in parts]),
        np.concatenate([part.values for part in parts]),
    )


def _words(text: str) -> Indices:
    return np.fromiter((crc32(word.encode()) for word in WORD.findall(text)), dtype=np.uint32)


def _characters(text: str) -> Indices:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _counted(symbols: Indices, group: Group) -> Features:
    """Hash the n-grams; values are 1 + log(count), scaled to norm 1."""
    buckets, counts = np.unique(_ngrams(symbols, group), return_counts=True)
    values = 1 + np.log(counts, dtype=np.float32)
    norm = np.sqrt((values * values).sum()) or np.float32(1)
    return Features(buckets, (values / norm).astype(np.float32))


def _ngrams(symbols: Indices, group: Group) -> Indices:
    grams = [np.zeros(0, np.uint32)]
    running = symbols
    for n in range(1, group.longest + 1):
        if n > len(symbols):
            break
        if n > 1:
            running = running[:-1] * BASE + symbols[n - 1 :]
        if n >= group.shortest:
            grams.append(_mixed(running, group.seed * 8 + n))
    return np.concatenate(grams)


def _mixed(codes: Indices, seed: int) -> Indices:
    """Scatter the codes over the buckets (the finaliser of MurmurHash3, public domain)."""
    mixed = codes ^ np.uint32((seed * 0x9E3779B1) & 0xFFFFFFFF)
    mixed = (mixed ^ (mixed >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    mixed = mixed ^ (mixed >> np.uint32(16))
    return mixed & np.uint32(WIDTH - 1)
