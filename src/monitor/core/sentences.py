"""Sentences of a news text, in every script that detection reads. Pure, linear."""

from __future__ import annotations

import re

# Abbreviations whose full stop ends no sentence, without the stop, in lower case.
_ABBREVIATION_WORDS = (
    "mr mrs ms dr prof gen lt col maj capt sgt adm sen rep gov pres st no nos vs inc corp ltd co "
    "jan feb mar apr jun jul aug sept sep oct nov dec fig approx est al etc dept "
    # German, French, Spanish, Polish
    "bzw ca z.b d.h u.a usw mio mrd mm mme m sr sra dra ing art p ul tys mln mld im ok r "
    # Russian
    "г гг руб тыс млн млрд т.д т.п им"
)
_ABBREVIATIONS = frozenset(_ABBREVIATION_WORDS.split())
_END = re.compile(
    r"([.!?…]+[\"'”’»)\]]*)(?=\s)|([。！？]+[」』”’）]*)|(\n\s*\n|\n(?=\s*[-•*–]\s)|\n)"
)
_LAST_WORD = re.compile(r"([^\s(\"'“‘«]{1,12})$")
_NEXT_LOWER = re.compile(r"\s+[a-zà-ÿа-я]")
_INITIALS = re.compile(r"^(?:[A-Za-zА-Я]\.)*[A-ZА-Я]$|^(?:[a-z]\.)+[a-z]$")
ORDINAL_DIGITS = 2
MAX_SENTENCE = 1_200  # characters; a longer one is no sentence but a table, and is cut there


def sentences(text: str, *, limit: int = 40) -> tuple[str, ...]:
    """Return the first sentences, stripped, in order; a line break ends a sentence too.

    A full stop after an initial or a known abbreviation ("U.S.", "No.", "Mr.", "Mrd.") ends none,
    nor does one that is followed by a small letter.
    """
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if end[1] and _ends_no_sentence(text, start, end):
            continue
        sentence = text[start : end.end()].strip()[:MAX_SENTENCE]
        start = end.end()
        if sentence:
            found.append(sentence)
        if len(found) >= limit:
            return tuple(found)
    rest = text[start : start + MAX_SENTENCE].strip()
    return (*found, rest) if rest else tuple(found)


def _ends_no_sentence(text: str, start: int, end: re.Match[str]) -> bool:
    """Say whether this full stop belongs to an abbreviation or an initial."""
    if end[1][0] != "." or end[1].startswith(".."):
        return False
    if _NEXT_LOWER.match(text, end.end(), end.end() + 4):
        return True
    word = _LAST_WORD.search(text, max(start, end.start() - 12), end.start())
    if word is None:
        return False
    last = word[1]
    if last.lower() in _ABBREVIATIONS or _is_ordinal(last, opens=start == word.start()):
        return True
    return bool(_INITIALS.match(last)) and last != "I"


def _is_ordinal(word: str, *, opens: bool) -> bool:
    """Say whether the number opens a list item: "1. Talks went on"."""
    return opens and word.isdigit() and len(word) <= ORDINAL_DIGITS
