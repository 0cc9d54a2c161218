"""What stands around a country's name: does it make a place or a dateline of it, or a person's name? Pure."""

from __future__ import annotations

import re
from typing import Final

from monitor.core.detect.boundaries import CJK
from monitor.vocab.countries import Form


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PLACE_WORDS: Final = {
    "en": [
        "in",
        "at",
        "from",
        "near",
        "outside",
        "to",
        "into",
        "around",
        "through",
        "via",
        "leaves",
        "left",
        "visits",
        "visiting",
    ],
    "de": ["in", "nach", "aus", "bei", "vor", "bis", "ab"],
    "fr": ["à", "a", "de", "depuis", "vers"],
    "es": ["en", "de", "desde", "a", "hacia"],
    "pl": ["w", "we", "do", "z", "ze", "pod", "nad", "koło"],
    "ru": ["в", "во", "из", "под", "около"],
    "uk": ["в", "у", "із", "з", "до", "під"],
}
_PLACE_PARTICLES: Final = {
    "ko": ("에서", "에 ", "으로", "발 ", "시 ", "시내", "行", "로 "),
    "ja": ("で", "市", "都", "を訪", "に到着", "へ"),
    "zh": ("举行", "舉行", "会见", "會見", "出席", "召开", "参加", "开幕", "市"),
}
_PLACE_VERBS: Final = {"zh": ("在", "抵", "赴", "离", "抵达", "于"), "ja": (), "ko": ()}


_GATE_BEFORE: Final = _listed("in to from with and of for between & President")
_GATE_AFTER: Final = re.compile(
    r"(?:'s|’s)?,? (?:government|president|military|junta|army|border|signs|says|and|to|agrees|minister)|"
    r" ?(?:정부|내전|군부|군 |대통령|과도|반군|정권)"
)


_DATELINE: Final = re.compile(
    r"(?: and [A-Z]\w+)?(?:/[A-Z]\w+)?(?:, (?:[A-Z][\w.]+,? )?\w{3,9}\.? \d{1,2})?(?: ?\([^)]{2,30}\))?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})? ?(?:[-–—:]{1,2}|\.-|\(Reuters|\(AP|\(Yonhap)\s|=|\d{1,2}月\d{1,2}日"
)
_DATELINE_START: Final = 14  # characters before a dateline's city: "(", "뉴시스", "CAIRO/"


def kind_in_place(text: str, field: str, lang: str, kind: str, start: int, end: int) -> str:
    """Return the kind, or what the surroundings make of it: a place or a dateline."""
    if (
        kind in ("capital", "name")
        and field != "title"
        and start < _DATELINE_START
        and _is_dateline(text, start, end)
    ):
        return "dateline"
    if kind in ("gated", "opening"):
        return "name" if kind == "gated" else "office"
    return "place" if kind == "capital" and _is_place(text, lang, start, end) else kind


def _is_dateline(text: str, start: int, end: int) -> bool:
    before = text[:start].strip(" (/[")
    return (not before or before.isupper()) and _DATELINE.match(text, end, end + 60) is not None


def _is_place(text: str, lang: str, start: int, end: int) -> bool:
    if text.startswith(_PLACE_PARTICLES.get(lang, ("\0",)), end):
        return True
    if text[start] >= CJK:
        return text[max(0, start - 2) : start].endswith(_PLACE_VERBS.get(lang, ()))
    word = text[max(0, start - 12) : start].rstrip().rsplit(" ", 1)[-1]
    return word.lower() in _PLACE_WORDS.get(lang, _PLACE_WORDS["en"])


def speaks_for_a_state(text: str, _: Form, start: int, end: int) -> bool:
    """Chad, Lima: also a first name, also a town elsewhere; the neighbours must speak for a state."""
    word = text[max(0, start - 12) : start].rstrip().rsplit(" ", 1)[-1]
    return word in _GATE_BEFORE or _GATE_AFTER.match(text, end) is not None
