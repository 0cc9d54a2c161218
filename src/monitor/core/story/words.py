"""Text -> the features that two tellings are compared by. Pure; knows scripts, not meanings.

Latin, Cyrillic and other alphabets give stemmed words; Han, Kana and Hangul give character
pairs, since no word borders can be relied on there. Numbers keep their value.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*"
    r"|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々]+"
    r"|[\uac00-\ud7af]+"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)?"
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af々]")
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")

_SUFFIXES = (
    ("ies", "y"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""), ("es", ""),
    ("s", ""),
)  # fmt: skip
_SHORTEST_STEM = 3
SHORTEST_WORD = 2  # letters; one alone says nothing


@cache
def stopwords() -> frozenset[str]:
    """Return words that carry grammar or newsroom habit, not the event (stopwords.txt, our own)."""
    return frozenset((files(__package__) / "stopwords.txt").read_text(encoding="utf-8").split())


def tokens(text: str) -> list[str]:
    """Return the features of a text in order, repeated ones included.

    Case, width, possessives and English inflection are levelled; one-letter words and
    stopwords are dropped. `U.S.` and `US` are one feature, `us` the pronoun is none.
    """
    levelled = unicodedata.normalize("NFKC", _INITIALS.sub(_join_initials, text))
    found: list[str] = []
    for match in _TOKEN.finditer(levelled):
        found.extend(_features(match.group()))
    return found


def _join_initials(match: re.Match[str]) -> str:
    return match.group().replace(".", "").upper()


def _features(token: str) -> tuple[str, ...]:
    word = token.casefold()
    if word[0].isdigit():
        return (_number(word),)
    if _CJK.match(word):
        return _bigrams(word)
    if token.isupper() and len(token) >= SHORTEST_WORD:
        return (word + "^",) if word in stopwords() else (_stem(word),)
    if len(word) < SHORTEST_WORD or word in stopwords():
        return ()
    return (_stem(word),)


def _number(token: str) -> str:
    """Return a number without thousands commas: `1,500` and `1500` are one."""
    return re.sub(r",(?=\d{3}(?:\D|$))", "", token).replace(",", ".")


def _bigrams(run: str) -> tuple[str, ...]:
    if len(run) == 1:
        return ()
    return tuple(run[i : i + 2] for i in range(len(run) - 1))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    """Return a rough English stem; other languages lose at most a plural s."""
    word = re.sub(r"['’]s?$", "", word)
    for suffix, instead in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            stem = word[: len(word) - len(suffix)] + instead
            break
    else:
        stem = word
    if stem.endswith("e") and len(stem) > _SHORTEST_STEM:
        stem = stem[:-1]
    if len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2] and stem[-1] in "bdgklmnprt":
        stem = stem[:-1]
    return stem
