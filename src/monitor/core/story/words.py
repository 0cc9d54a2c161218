"""Text -> the features that two tellings are compared by. Pure.

Latin, Cyrillic and other alphabets give stemmed words; Han, Kana and Hangul give character
pairs, since no word borders can be relied on there. Words of one meaning, of any language, give
one concept (`§semiconductor`), and numbers of one value one amount (`#553000000`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from monitor.core.story.amounts import amounts

_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々]+"
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


def levelled(text: str) -> str:
    """Return the text with one width and composition, and `U.S.` as `US`."""
    return unicodedata.normalize("NFKC", _INITIALS.sub(_join_initials, text))


def has_cjk(text: str) -> bool:
    """Return whether any character is Han, Kana or Hangul."""
    return bool(_CJK.search(text))


def words(text: str) -> list[str]:
    """Return the words of a levelled text in order, repeated ones included.

    Case, possessives and English inflection are levelled; one-letter words and stopwords are
    dropped, but kept with a mark where they stand in capitals: `US` is `us^`, the pronoun nothing.
    """
    found: list[str] = []
    for match in _WORD.finditer(text):
        found.extend(_word(match.group()))
    return found


def numbers(text: str) -> list[str]:
    """Return the amounts of a levelled text as features, in order."""
    return [f"#{value:.6g}" for _, _, value in amounts(text)]


def _join_initials(match: re.Match[str]) -> str:
    return match.group().replace(".", "").upper()


def _word(written: str) -> tuple[str, ...]:
    if _CJK.match(written):
        return tuple(written[i : i + 2] for i in range(len(written) - 1))
    word = written.casefold()
    if written.isupper() and len(written) >= SHORTEST_WORD:
        return (word + "^",) if word in stopwords() else (_stem(word),)
    if len(word) < SHORTEST_WORD or word in stopwords():
        return ()
    return (_stem(word),)


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
