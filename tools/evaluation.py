"""Figures of detection against gold labels, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from typing import Any, Final, NamedTuple

import numpy as np

LADDER: Final = ("proposed", "discussed", "agreed", "signed", "launched", "expanded", "completed")
RESAMPLES: Final = 400  # of the rows, for the interval of F1
SEED: Final = 7
Z95: Final = 1.96

Gold = dict[str, Any]


class Told(NamedTuple):
    """What a method says of one row."""

    cooperation: bool
    pairs: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    stage: str = "none"
    type: str = "none"


class Counts(NamedTuple):
    """Right, too much, missed."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hit / max(1, self.hit + self.extra)

    @property
    def recall(self) -> float:
        return self.hit / max(1, self.hit + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hit / max(1, 2 * self.hit + self.extra + self.missed)


Rows = Sequence[tuple[Gold, Told]]


def detection(rows: Rows) -> Counts:
    """Return how well cooperation is told from the rest."""
    return _summed(
        ({"yes"} if g["cooperation"] else set(), {"yes"} if t.cooperation else set())
        for g, t in rows
    )


def pairs(rows: Rows) -> Counts:
    """Return how well pairs are named, missed and false entries included."""
    return _summed(
        (set(g["pairs"]) if g["cooperation"] else set(), set(t.pairs) if t.cooperation else set())
        for g, t in rows
    )


def sectors(rows: Rows) -> Counts:
    """Return how well sectors are named where cooperation was found; "other" is left out."""
    return _summed(
        (set(g["sectors"]) - {"other"}, set(t.sectors) - {"other"}) for g, t in _found(rows)
    )


def stages(rows: Rows) -> tuple[int, int, int]:
    """Return how many stages are exact, how many within one step, and of how many."""
    seen = [
        (LADDER.index(g["stage"]), LADDER.index(t.stage))
        for g, t in _found(rows)
        if g["stage"] in LADDER
    ]
    return sum(a == b for a, b in seen), sum(abs(a - b) <= 1 for a, b in seen), len(seen)


def types(rows: Rows) -> tuple[int, int]:
    """Return how many types are right, and of how many."""
    seen = [g["type"] == t.type for g, t in _found(rows) if g.get("type")]
    return sum(seen), len(seen)


def _found(rows: Rows) -> list[tuple[Gold, Told]]:
    return [(g, t) for g, t in rows if g["cooperation"] and t.cooperation]


def _summed(sets: Any) -> Counts:
    hit = extra = missed = 0
    for gold, told in sets:
        hit += len(gold & told)
        extra += len(told - gold)
        missed += len(gold - told)
    return Counts(hit, extra, missed)


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    if not of:
        return 0.0, 0.0
    p, z2 = right / of, Z95 * Z95
    middle, half = p + z2 / (2 * of), Z95 * sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return (middle - half) / (1 + z2 / of), (middle + half) / (1 + z2 / of)


def f1_interval(rows: Rows, count: Callable[[Rows], Counts]) -> tuple[float, float]:
    """Return the 95 % interval of F1 by resampling the rows."""
    random = np.random.default_rng(SEED)
    each = np.array([count([row]) for row in rows])
    if not len(each):
        return 0.0, 0.0
    drawn = random.integers(0, len(each), (RESAMPLES, len(each)))
    hit, extra, missed = each[drawn].sum(axis=1).T
    f1 = 2 * hit / np.maximum(1, 2 * hit + extra + missed)
    return float(np.quantile(f1, 0.025)), float(np.quantile(f1, 0.975))


def table(rows: Rows, *, with_type: bool) -> list[str]:
    """Return a Markdown table of all figures, in all and by language."""
    head = "| rows | n | P | R | F1 (95 %) | pairs F1 (95 %) | sectors F1 | stage exact / within one | type |"
    lines = [head, "| --- " * 9 + "|"]
    langs = [lang for lang in ("en", "ko", "zh", "pl") if any(g["lang"] == lang for g, _ in rows)]
    lines.append(_line("all", rows, with_type=with_type))
    lines.extend(
        _line(lang, [r for r in rows if r[0]["lang"] == lang], with_type=with_type)
        for lang in langs
    )
    rest = [r for r in rows if r[0]["lang"] not in langs]
    return [*lines, _line("others", rest, with_type=with_type)]


def _line(name: str, rows: Rows, *, with_type: bool) -> str:
    found, named = detection(rows), pairs(rows)
    exact, near, of = stages(rows)
    right, typed = types(rows)
    return (
        f"| {name} | {len(rows)} | {_share(found.precision)} | {_share(found.recall)} "
        f"| {_share(found.f1)} {_range(f1_interval(rows, detection))} | {_share(named.f1)} {_range(f1_interval(rows, pairs))} "
        f"| {_share(sectors(rows).f1)} | {_share(exact / max(1, of))} / {_share(near / max(1, of))} {_range(wilson(near, of))} "
        f"| {_share(right / max(1, typed)) if with_type else '-'} |"
    )


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _range(ends: tuple[float, float]) -> str:
    return f"({ends[0]:.2f}-{ends[1]:.2f})"
