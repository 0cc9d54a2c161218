"""Whether a form that an automaton found stands there as a word of its own. Pure.

Characters only: every function looks at a bounded stretch left and right of a match, so that a text
costs the same per character however it is written.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from unicodedata import normalize

from monitor.vocab.countries import Form


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


CJK: Final = "\u2e80"  # from here on, scripts that do not part words with spaces (and Hangul)
_LONGEST_ENDING: Final = 6  # letters


# Endings of nouns and adjectives that a stem may take, per script (see `tools/names`).
_LATIN_ENDINGS: Final = frozenset({""}) | _listed(
    " s e n r er es em en in innen ns a i y u ę ą o ie iem owi om ami ach ów ia ią ię ii io "
    "ego iego ej iej im iemu emu ich ych imi ymi ka ki ką kę ke ek cy ca ce ców com ków kom k "
    "ko kie kiego kiej kim kich ska ini ina iny inów inom inami inie wi owie cie ze zie czyk "
    "ńca ńcy ńców ńcem ńcom ńcami ńcu ko- ba dy dę da dzie iec ny na owych owym owa owe owy "
    "ne nes le les al rze cu czu"
)
_CYRILLIC_ENDINGS: Final = frozenset({""}) | _listed(
    " а я ы и у ю е о ой ей ом ем ём ам ям ах ях ами ями й ь ий ая ое ие его ого ему ому им "
    "ым ых их ую юю ыми ими ін ів їв ец ца цы цу цев цем цам цами цах ка ки ку кой ин ина ину "
    "ином ине ины ею ию ией ии ия ов ову ові еві єм і ї є ою єю ій ії ію ією ість ня ні ої "
    "ців ці ської ського ьо овы овой ого- ск ского ским ском ская ской ские ских скую"
)
_SEMITIC_ENDINGS: Final = frozenset({""}) | _listed(" ة ين ون ات ان ית ת ים ות ה")
_SEMITIC_PREFIXES: Final = frozenset("وفبلكسאבגדוהלמכש")
_MAX_SEMITIC_PREFIX: Final = 3  # letters: ושב-
_ENVOY_PREFIXES: Final = frozenset({"주한", "재한", "주일", "주미", "주중"})  # 주한미국대사
_HANGUL_PREFIXES: Final = frozenset("주대친반방탈재재역용")  # 주한국, 대중국, 반중국


_ALL_CAPS_MIN: Final = 16  # letters in a title that is written in capitals throughout
_VARIANT: Final = re.compile(
    "[\uf900-\ufa6d\uff21-\uff3a\uff41-\uff5a]"
)  # one character each in NFKC
_CAPITALS: Final = re.compile(r"[A-Z]{4,}")


class Match(NamedTuple):
    """A form that the automaton found in a string."""

    form: Form
    start: int
    end: int


def evened(text: str) -> str:
    """Return the text, of the same length, in the signs and the case that the tables are written in.

    Korean's doubled Chinese characters (U+F900..) and wide Latin letters become the plain ones; a title
    in capitals throughout is written in mixed case.
    """
    text = _VARIANT.sub(lambda sign: normalize("NFKC", sign[0]), text)
    if len(text) < _ALL_CAPS_MIN or not text.isupper() or text[0] >= CJK:
        return text
    return _CAPITALS.sub(lambda word: word[0].capitalize(), text)


def word_end(text: str, end: int) -> int:
    """Return where the word goes on to that a stem begins."""
    limit = min(len(text), end + _LONGEST_ENDING)
    while end < limit and text[end].isalpha() and text[end] < CJK:
        end += 1
    return end


def is_whole(text: str, form: Form, start: int, end: int) -> bool:
    """Return whether the form stands as a word of its own there, or as a stem with a known ending."""
    first = text[start]
    if first >= CJK:
        return _is_whole_cjk(text, form, start, end)
    if "\u0590" <= first <= "\u06ff":
        return _is_whole_semitic(text, form, start, end)
    if start and _is_letter(text[start - 1]):
        return False
    if form.stem:
        tail_end = word_end(text, end)
        tail = text[end:tail_end]
        known = _CYRILLIC_ENDINGS if "\u0400" <= first <= "\u04ff" else _LATIN_ENDINGS
        return tail in known and not (tail_end < len(text) and _is_letter(text[tail_end]))
    return not (end < len(text) and form.text[-1].isalnum() and _is_letter(text[end]))


def _is_letter(character: str) -> bool:
    return character < CJK and character.isalnum()


def _is_whole_semitic(text: str, form: Form, start: int, end: int) -> bool:
    begin = start
    while begin and start - begin <= _MAX_SEMITIC_PREFIX and text[begin - 1].isalpha():
        begin -= 1
    if (
        not all(letter in _SEMITIC_PREFIXES for letter in text[begin:start])
        or start - begin > _MAX_SEMITIC_PREFIX
    ):
        return False
    tail_end = word_end(text, end)
    return text[end:tail_end] in (_SEMITIC_ENDINGS if form.stem else ("",))


def _is_whole_cjk(text: str, form: Form, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if "가" <= form.text[0] <= "힣":
        return _is_whole_korean(text, form, before, start, end)
    if "ァ" <= form.text[0] <= "ヺ":
        return not (
            "ァ" <= before <= "ヺ" or before == "ー" or "ァ" <= after <= "ヺ" or after == "ー"
        )
    return True


def _is_whole_korean(text: str, form: Form, before: str, start: int, end: int) -> bool:
    inside = "가" <= before <= "힣"
    if form.kind == "compound":
        return not inside and not text.startswith((" 때", " 수", "일 때"), end)
    if form.text == "이란":  # also a particle: AI란, 것이란
        return (not inside and not before.isascii()) or before in " \"'([,"
    if text[max(0, start - 2) : start] in _ENVOY_PREFIXES:
        return True
    return len(form.text) > 2 or not inside or before in _HANGUL_PREFIXES  # noqa: PLR2004 - syllables
