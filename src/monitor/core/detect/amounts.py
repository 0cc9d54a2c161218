"""Numbers of news texts with what multiplies them: "8 million", 3조 5000억, "2.500 millones". Pure.

An own number grammar, because measured on news text a general price parser recalls one amount in
twenty. Each number is read with a bounded look ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from monitor.vocab.quantities import (
    CJK_SCALES,
    LONG_SCALES,
    NUMBER_WORDS,
    SCALES,
    TWO_WORD_SCALES,
)

LOOK_AHEAD = 90  # characters after a number in which its scale, unit and noun stand
GROUP = 3  # digits between two thousands separators
DECIMAL_COMMA = frozenset({"de", "fr", "es", "pl", "ru", "uk"})  # 1.000,5 and 1 000,5
POINT_GROUPS = frozenset({"de", "es"})  # 1.000 is a thousand


class Amount(NamedTuple):
    """A number with its scale, and where both end."""

    value: float
    start: int
    end: int
    digits: str
    scaled: bool


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


DIGITS = (
    r"\d{1,3}(?:[,.'’\u00a0\u202f\u2009 ]\d{3}){1,5}(?!\d)(?:[.,]\d{1,4})?|\d{1,15}(?:[.,]\d{1,6})?"
)
NUMBER = re.compile(
    rf"{DIGITS}|\b(?:{any_of([*NUMBER_WORDS, *(w.title() for w in NUMBER_WORDS)])})\b"
)
_SCALE = re.compile(
    rf"[\s-]?({any_of(TWO_WORD_SCALES)})(?![^\W\d_])|[\s-]?({any_of(SCALES)})\.?(?![^\W\d_])",
    re.IGNORECASE,
)
_CJK_PART = re.compile(rf"\s?({DIGITS})?\s?([{''.join(CJK_SCALES)}]+)여?")
_THIN_SPACES = re.compile(r"['’\u00a0\u202f\u2009 ]")


def amount_at(text: str, match: re.Match[str], lang: str) -> Amount:
    """Return the number found at `match` with what multiplies it; `lang` is ISO 639-1 or ""."""
    word, start, end = match[0], match.start(), match.end()
    if not word[0].isdigit():
        value = float(NUMBER_WORDS[word.lower()])
    else:
        if " " in word and lang not in DECIMAL_COMMA:  # "June 16 100 people"
            word = word.split(" ", 1)[0]
            end = start + len(word)
        value = value_of(word, lang)
        if chained := _cjk_amount(text, start, lang):
            return chained
    if scale := _SCALE.match(text, end, end + LOOK_AHEAD):
        factor = _factor(scale, lang)
        if not _is_abbreviated_metre(scale):
            return Amount(value * factor, start, _without_stop(scale, text), word, scaled=True)
    return Amount(value, start, end, word, scaled=False)


def _factor(scale: re.Match[str], lang: str) -> float:
    if scale[1]:
        return TWO_WORD_SCALES[scale[1].lower()]
    word = scale[2].lower()
    return LONG_SCALES.get(lang, {}).get(word) or SCALES[word]


def _is_abbreviated_metre(scale: re.Match[str]) -> bool:
    """Say whether "m", "k" or "b" stands apart from its number: "5 m" is a length."""
    return len(scale[0].strip()) == 1 and scale[0][0].isspace()


def _without_stop(scale: re.Match[str], text: str) -> int:
    """Keep the full stop of "Mrd." only when the sentence goes on behind it."""
    end = scale.end()
    goes_on = text[end : end + 1] == " " and text[end + 1 : end + 2].isalnum()
    return end if text[end - 1] != "." or goes_on else end - 1


def value_of(word: str, lang: str) -> float:
    """Return the number that the digits write, by the habits of the language."""
    plain = _THIN_SPACES.sub("", word)
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        decimal = max(",.", key=plain.rfind)
        plain = plain.replace("," if decimal == "." else ".", "").replace(",", ".")
    elif commas > 1 or points > 1:
        plain = plain.replace(",", "").replace(".", "")
    elif commas or points:
        mark = "," if commas else "."
        three = len(plain) - plain.index(mark) == GROUP + 1
        groups = three and (mark == "," or lang in POINT_GROUPS)
        plain = plain.replace(mark, "" if groups and plain[0] != "0" else ".")
    return float(plain)


def _cjk_amount(text: str, start: int, lang: str) -> Amount | None:
    """Read a chain such as 3조 5000억 or 1.5万亿; None when nothing multiplies the number."""
    total, end, lowest = 0.0, start, float("inf")
    while (part := _CJK_PART.match(text, end, end + LOOK_AHEAD)) and part[1]:
        factor = 1.0
        for sign in part[2]:
            factor *= CJK_SCALES[sign]
        if factor >= lowest:
            break
        total, end, lowest = total + value_of(part[1].strip(), lang) * factor, part.end(), factor
    if end == start:
        return None
    return Amount(total, start, end, text[start:end], scaled=True)
