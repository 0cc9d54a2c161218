"""How a sentence joins the countries it names: groups, and what stands between and before them. Pure.

A group is a run of countries joined by commas, "and", hyphens or the like: "Israel and Japan", 韓日. What
parts two groups (a verb, "with", "to counter") tells partner from target.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.core.detect.actors import WEAK_KINDS, Mention
from monitor.model import Country
from monitor.vocab.countries import CJK_LANGUAGES

_JOINER: Final = re.compile(
    r"\s*(?:['’]s?)?\s*(?:,|and|&|/|-|–|·|ㆍ|・|und|et|y|e|i|oraz|и|та|й|و|ו|と|や|、|和|与|與|及|同|, and|as well as|plus)?\s*"
    r"(?:the|die|den|dem|der|la|le|el|los|les|l['’]|à la|à l['’]|à|en|au|aux|du|des|its|de|with|con|mit)?\s*"
)
# Korean parts the subject from the rest with a comma, so a comma joins nothing there.
_KOREAN_JOINER: Final = re.compile(r"\s*(?:·|ㆍ|・|-|–|/|와|과|및|와의|과의|∙|‧)?\s*")
_JAPANESE_OTHERS: Final = ("と", "に", "へ", "から", "・")  # after one that is not the subject
_COMMAS: Final = frozenset("、,，")
_AGAINST: Final = re.compile(
    r"\b(?:citing|block|blocking|retaliat\w*|combat|counter|countering|counters|against|deter|deterring|amid|despite|threats?|wary|"
    r"fears?|tensions?|infuriate|angers?|sanctions?|invasion|aggression|rival|contain|confront|warns?|eye on|eyes on|defy|defying|"
    r"challenge|curb|influence|away from|decoupling|rein in|repel|face of|fend off|dependence|reliance|fight|fallout|feud|rift|standoff|shut out|attacks?|wojny|war|"
    r"gegen|angesichts|trotz|contre|face à|malgré|contra|frente a|pese a|przeciw|wobec|zagroż\w+|mimo|против|несмотря|угроз\w+|"
    r"проти|загроз\w+|попри)\b|对抗|抗衡|應對|应对|针对|針對|防范|遏制",
    re.IGNORECASE,
)
_DOES_HARM: Final = re.compile(
    r"['’]s?\s+(?:\w+\s+)?(?:exit|withdrawal|invasion|aggression|threats?|influence|rise|wars?|assertiveness|attacks?|coercion|"
    r"expansion|grip|dominance|ambitions|buildup|build-up|pressure)\b|"
    r"(?:을|를|의|에)? ?(?:견제|겨냥|위협|압박|맞서|맞선|침공|침략)|を(?:念頭|牽制|けん制)|に対抗|の脅威",
    re.IGNORECASE,
)  # what a country has that others act against
_CLAUSE_END: Final = re.compile("[,;:] |[、，]")
_AGAINST_WORDS: Final = 4  # words before a group in which it is looked for
_AGAINST_REACH: Final = 60  # characters
_TOPIC: Final = re.compile(
    r"[^:|]{0,45}\b(?:live|latest|briefing|updates?|war|crisis|newsletter|news)\b[^:|]{0,25}[:|]",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(
    r"\((?:L|R|C|\d?\w?[a-z]{0,2}? ?[LR]|left|right)\)|Getty Images|AP Photo|/AFP|/Reuters\)|via AP|"
    r"\(File|\(Pool|/Pool|Photo by|/AP\)|Images\)"
)
_SEVERAL: Final = re.compile(
    r"trilateral|three-way|tripart|trójstronn|dreier|quad|four-way|alliance|all three|multinational|трёхсторонн|"
    r"3국|4국|三国|三方|三カ国|3カ国|aukus",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+|[,:;\-–—·/&'’\"“”]")
_SPACE: Final = re.compile(r"\s+")
_GAP_WORDS: Final = 8
_GAP_SIGNS: Final = 14  # characters of a gap in scripts without spaces
_NEIGHBOURS: Final = 2  # words before and after an actor
_REACH: Final = 30  # characters in which they are looked for
_CJK: Final = "\u2e80"


@dataclass(frozen=True, slots=True)
class Group:
    """Countries that a sentence names in one breath, and whether it names them as what one is against."""

    countries: tuple[Country, ...]
    start: int
    end: int
    against: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a field with its groups in order."""

    text: str
    groups: tuple[Group, ...]

    def group_of(self, country: Country) -> int | None:
        """Return the index of the first group that names the country."""
        return next((i for i, group in enumerate(self.groups) if country in group.countries), None)

    def gap(self, first: int, second: int) -> str:
        """Return what stands between two groups."""
        return self.text[self.groups[first].end : self.groups[second].start]


def read_sentence(text: str, mentions: Iterable[Mention], lang: str, *, begin: int = 0) -> Sentence:
    """Return the groups of one stretch; mentions that begin before `begin` are its topic, not part of it."""
    joiner = _KOREAN_JOINER if lang == "ko" else _JOINER
    runs: list[Run] = []
    for mention in mentions:
        if not mention.country or mention.kind in WEAK_KINDS or mention.end <= begin:
            continue
        if runs and _joins(text, runs[-1], mention, joiner, lang):
            _add(runs, mention)
        else:
            runs.append(([mention.country], mention.start, mention.end))
    return Sentence(text, tuple(_grouped(text, runs)))


Run = tuple[list[Country], int, int]


def _joins(text: str, run: Run, mention: Mention, joiner: re.Pattern[str], lang: str) -> bool:
    countries, start, end = run
    if countries[-1] == mention.country:
        return True
    if not joiner.fullmatch(text, end, max(end, mention.start)):
        return False
    gap = text[end : mention.start]
    if not gap.strip() and text[end - 1] < _CJK and lang != "en":
        return False  # only English names two with nothing between: "US Japan talks"
    if mention.kind == "compound" and gap.strip() in _COMMAS:
        return False  # 米国、日韓首脳会談: signs are a group of their own
    if gap == "、" and text.startswith(_JAPANESE_OTHERS, mention.end):
        return False  # 日本、韓国と: the comma ends the subject
    fronted = len(countries) == 1 and text.startswith(",", end) and _is_against(text, start)
    return not fronted  # "with eyes on China, Japan and India": the comma ends the phrase


def _add(runs: list[Run], mention: Mention) -> None:
    countries, start, _ = runs[-1]
    if mention.country not in countries:
        countries.append(mention.country)
    runs[-1] = (countries, start, mention.end)


def _grouped(text: str, runs: Sequence[Run]) -> Iterable[Group]:
    last = 0
    for countries, start, end in runs:
        against = _is_against(text, start, after=last) or _DOES_HARM.match(text, end) is not None
        yield Group(tuple(countries), start, end, against)
        last = end


def _is_against(text: str, start: int, *, after: int = 0) -> bool:
    clause = _CLAUSE_END.split(text[max(after, start - _AGAINST_REACH) : start])[-1]
    return bool(_AGAINST.search(" ".join(clause.split()[-_AGAINST_WORDS:])))


def is_joiner(gap: str) -> bool:
    """Return whether the gap between two names makes one group of them."""
    return _JOINER.fullmatch(gap) is not None


def stands_against(text: str, start: int) -> bool:
    """Return whether the words before a place speak of threat, tension or war."""
    return bool(_AGAINST.search(text[max(0, start - _REACH) : start]))


def topic_end(title: str) -> int:
    """Return where the headline proper begins after a running topic ("Ukraine live briefing: ")."""
    found = _TOPIC.match(title)
    return found.end() if found else 0


def is_caption(text: str) -> bool:
    """Return whether a summary is the caption of a photograph: it names who stands there, not who acts."""
    return bool(_CAPTION.search(text))


def speaks_of_several(text: str) -> bool:
    """Return whether the text calls its event one of three or more sides."""
    return bool(_SEVERAL.search(text))


def gap_words(gap: str, lang: str) -> list[str]:
    """Return the first words of a gap; in scripts without spaces, its character pairs."""
    if lang in CJK_LANGUAGES:
        signs = _SPACE.sub("", gap[: 2 * _GAP_SIGNS])[:_GAP_SIGNS]
        return [signs[i : i + 2] for i in range(len(signs))]
    return _WORD.findall(gap.lower())[:_GAP_WORDS]


def neighbours(text: str, start: int, end: int) -> tuple[list[str], list[str]]:
    """Return what stands right before and right after a place, the nearest first."""
    if text[start] >= _CJK or (end < len(text) and text[end] >= _CJK):
        before, after = text[max(0, start - 2) : start], text[end : end + 3]
        return [before[-1:], before], [after[:1], after[:2], after]
    before_words = _WORD.findall(text[max(0, start - _REACH) : start].lower())[-_NEIGHBOURS:]
    return before_words[::-1], _WORD.findall(text[end : end + _REACH].lower())[:_NEIGHBOURS]
