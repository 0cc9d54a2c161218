"""Forms of a language and where they stand in a text; linear time, no regular expressions.

A table is lines of `concept <TAB> language <TAB> form; form; stem*`. Forms are matched without
regard to case, whole words only in languages with spaces; of two overlapping hits the longer wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

UNSPACED = frozenset({"ko", "ja", "zh"})  # particles stick to words, or there are no spaces at all
CLITIC = {  # letters that may stick to the front of a word
    "ar": frozenset("والبلفكس"),
    "he": frozenset("והבלמשכ"),
}
# Letters from which an Arabic or Hebrew form may go on; shorter ones would be found inside names
# (لن in بولندا, مالي in ماليزيا).
SHORTEST_STEM = {"ar": 5, "he": 3}
MAX_CLITICS = 3  # "وبال"
COMPOUNDING = frozenset({"de"})  # Gasabkommen, Rüstungsverträge
SHORTEST_COMPOUND_END = 7  # letters
MAX_FORM = 1_000  # letters; no form is that long
LONGEST_ENDING = 16  # letters; bounds the cost of hostile text
NO_CLITICS: frozenset[str] = frozenset()


class Hit(NamedTuple):
    """`concept` is said by `text[start:end]`."""

    start: int
    end: int
    concept: str


class Lexicon(NamedTuple):
    """The forms of one language, ready to be searched for."""

    lang: str
    automaton: AhoCorasick
    concepts: tuple[tuple[str, ...], ...]  # by pattern number; a form may stand for several
    stems: tuple[bool, ...]

    def find(self, text: str) -> list[Hit]:
        """Return the hits in order, none overlapping another; the first concept of each form."""
        kept: list[Hit] = []
        reached = 0
        for start, minus_end, pattern in sorted(self._words(lower(text))):
            if start >= reached:
                reached = -minus_end
                kept.append(Hit(start, reached, self.concepts[pattern][0]))
        return kept

    def find_all(self, text: str) -> list[Hit]:
        """Return every hit of every concept in order, also where they overlap."""
        return [
            Hit(start, -minus_end, concept)
            for start, minus_end, pattern in sorted(self._words(lower(text)))
            for concept in self.concepts[pattern]
        ]

    def _words(self, lowered: str) -> Iterator[tuple[int, int, int]]:
        matches = self.automaton.find_matches_as_indexes(lowered, overlapping=True)
        for pattern, start, end in matches:
            stem = self.stems[pattern]
            if self._is_word(lowered, start, end, stem=stem):
                yield start, -(self._word_end(lowered, end) if stem else end), pattern

    def _is_word(self, text: str, start: int, end: int, *, stem: bool) -> bool:
        if self.lang in UNSPACED:
            return True
        if not stem and end < len(text) and text[end].isalnum():
            return False
        if start == 0 or not text[start - 1].isalnum():
            return True
        if self.lang in COMPOUNDING and end - start >= SHORTEST_COMPOUND_END:
            return True
        return self._has_clitics(text, start)

    def _word_end(self, text: str, end: int) -> int:
        last = min(len(text), end + LONGEST_ENDING)
        while end < last and text[end].isalnum():
            end += 1
        return end

    def _has_clitics(self, text: str, start: int) -> bool:
        clitics = CLITIC.get(self.lang, NO_CLITICS)
        for before in range(start - 1, max(-1, start - 2 - MAX_CLITICS), -1):
            if not text[before].isalnum():
                return True
            if text[before] not in clitics:
                return False
        return start <= MAX_CLITICS


def lower(text: str) -> str:
    """Return the text in lower case, every character in its place."""
    text = text.replace("’", "'")  # "won’t" is "won't"
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(one if len(one := c.lower()) == 1 else c for c in text)


@cache
def load(table: str, lang: str) -> Lexicon:
    """Return the forms of `lang` in the named table of `monitor.vocab`."""
    forms: dict[str, tuple[str, ...]] = {}
    for concept, language, cell in rows(table):
        if language == lang:
            for form in cell.split(";"):
                known = forms.get(form.strip(), ())
                forms[form.strip()] = known if concept in known else (*known, concept)
    forms.pop("", None)
    stem_from = SHORTEST_STEM.get(lang, MAX_FORM)
    return Lexicon(
        lang=lang,
        automaton=AhoCorasick([f.rstrip("*") for f in forms], matchkind=MatchKind.Standard),
        concepts=tuple(forms.values()),
        stems=tuple(f.endswith("*") or len(f) >= stem_from for f in forms),
    )


@cache
def rows(table: str) -> tuple[tuple[str, str, str], ...]:
    """Return the cells of a table, comments left out."""
    text = resources.files("monitor.vocab").joinpath(f"{table}.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((concept, lang, forms) for concept, lang, forms in lines)
