"""Numbers in a text, by value, whatever the language writes them in: the same sum is one feature."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
    "천": 1e3, "만": 1e4, "억": 1e8, "조": 1e12,
    "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12,
}  # fmt: skip
_PLAIN = r"\d+(?:,\d{3})*(?:\.\d+)?"
_ASIAN = "[천만억조千万萬亿億兆]"
_AMOUNT = re.compile(
    rf"(?P<asian>(?:{_PLAIN}\s?{_ASIAN}{{1,2}}\s?)+(?:\d+(?:,\d{{3}})*)?)"
    rf"|(?P<plain>{_PLAIN})(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|mn|bn|tn|[mb])\b)?",
    re.IGNORECASE,
)
_PART = re.compile(rf"({_PLAIN})\s?({_ASIAN}{{0,2}})")


def amounts(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield start, end and value of every number: `$1.5bn`, `15억`, `1兆2000億` and `1,500`."""
    for match in _AMOUNT.finditer(text):
        value = _asian(match["asian"]) if match["asian"] else _western(match)
        yield match.start(), match.end(), value


def _western(match: re.Match[str]) -> float:
    scale = _SCALES[match["scale"].casefold()] if match["scale"] else 1.0
    return float(match["plain"].replace(",", "")) * scale


def _asian(written: str) -> float:
    return sum(
        float(number.replace(",", "")) * _product(scales)
        for number, scales in _PART.findall(written)
    )


def _product(scales: str) -> float:
    product = 1.0
    for scale in scales:
        product *= _SCALES[scale]
    return product
