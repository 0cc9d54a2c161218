"""Words of one meaning, in any language, as one feature: what rewrites and translations share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.core.story.words import has_cjk, levelled, numbers, words

CONCEPT = "§"
AMOUNT = "#"
COUNTRY = "@"
ACT = "§a-"  # acts, offices, broad fields
PERSON = "§p-"
FIRM = "§o-"
LEAST_TELLING_AMOUNT = 32.0  # smaller numbers are days, ranks and counts of countries
LONGEST_FORM = 4  # words


def features(text: str) -> list[str]:
    """Return words, concepts and amounts of a text; a word that names a concept gives it alone."""
    text = levelled(text)
    found = list(_folded(words(text)))
    if has_cjk(text):
        found.extend(_cjk_concepts(text))
    found.extend(numbers(text))
    return found


def is_neutral(feature: str) -> bool:
    """Return whether the feature means the same in every language."""
    return feature[0] in (CONCEPT, AMOUNT)


def is_subject(feature: str) -> bool:
    """Return whether the feature names what a text is about: a topic, a firm, a place, a sum."""
    if feature[0] == AMOUNT:
        return float(feature[1:]) >= LEAST_TELLING_AMOUNT
    return feature[0] == CONCEPT and not feature.startswith((ACT, PERSON))


@cache
def _lexicon() -> tuple[dict[tuple[str, ...], str], tuple[tuple[str, str], ...]]:
    """Return concepts by their word sequences, and (form, concept) for scripts without spaces."""
    by_words: dict[tuple[str, ...], str] = {}
    by_text: list[tuple[str, str]] = []
    for form, concept in _forms():
        if has_cjk(form):
            by_text.append((levelled(form).casefold(), concept))
        else:
            by_words.setdefault(tuple(words(levelled(form))), concept)
    by_words.pop((), None)
    return by_words, tuple(by_text)


def _forms() -> Iterator[tuple[str, str]]:
    for line in (files(__package__) / "concepts.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, _, forms = line.partition(": ")
        for form in forms.split(" | "):
            yield form, CONCEPT + name


@cache
def _finder() -> tuple[AhoCorasick, tuple[str, ...]]:
    _, by_text = _lexicon()
    forms = [form for form, _ in by_text]
    finder = AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest)
    return finder, tuple(concept for _, concept in by_text)


def _cjk_concepts(text: str) -> Iterator[str]:
    finder, concepts = _finder()
    for index, _, _ in finder.find_matches_as_indexes(text.casefold()):
        yield concepts[index]


def _folded(found: list[str]) -> Iterator[str]:
    """Yield the words, each longest sequence that names a concept as that concept."""
    by_words, _ = _lexicon()
    place = 0
    while place < len(found):
        for length in range(LONGEST_FORM, 0, -1):
            concept = by_words.get(tuple(found[place : place + length]))
            if concept:
                yield concept
                place += length
                break
        else:
            yield found[place]
            place += 1
