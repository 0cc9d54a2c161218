"""Who stands in the middle: one with each of several, several with one, one who only comments. Pure.

The grammar is the same in all languages: two groups of countries, and a word or an ending that says
"with", "to" or "from" beside the group of several. "A talks with B and C" is A-B and A-C; "A and B arm C" is
A-C and B-C; "A welcomes the pact of B and C" is B-C. What only all can do together is not decided here.
"""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import Final

from monitor.core.detect.actors import Mention
from monitor.core.detect.dyads import Scene, pair_code
from monitor.core.detect.relations import Group, Sentence
from monitor.model import Country, Pair

# The word right before the group of several that makes each of them the other side.
_WITH: Final = re.compile(
    r"(?:\b(?:with|to|for|mit|an|für|nach|aus|avec|à|au|aux|pour|à la|à l['’]|avec l[ae]s?|avec l['’]|con|para|a|z|ze|od|do|dla|"
    r"с|со|в|во|для|из|у|к)\s(?:(?:the|la|le|les|l['’]|den|der|dem|die|el|los)\s?)?|(?:مع|إلى|من)\s|עם\s|[与同與跟向]|"
    r"(?:d['’]|l['’]))$",
    re.IGNORECASE,
)
# What stands right behind it in languages that mark the other side there.
_WITH_AFTER: Final = {
    "ko": re.compile(r"\s?(?:와|과|에|에서|으로|로|와의|과의|[가-힣\s]{1,8}(?:과|와)\s)"),
    "ja": re.compile(r"\s?(?:と|に|へ|から|との|への)"),
}
# One bond with several is a bond of all: "a security pact with Japan and South Korea".
_ONE_BOND: Final = re.compile(
    r"\b(?:deal|pact|partnership|alliance|project|programme|program|group|bloc|summit|drills?|exercises?|wargames)\swith\s$"
)
_TOGETHER: Final = re.compile(
    r"\b(?:drills?|exercises?|wargames|war games|summit|fighter jets?|jointly|together|consortium)\b|연합훈련|합동|联合|合同訓練|共同訓練",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"\b(?:between|zwischen|entre|między|pomiędzy|между|as|says?|after|while)\b|:|بين|בין|间|사이",
    re.IGNORECASE,
)
_COMMENTS: Final = re.compile(
    r"\b(?:welcom\w+|hail(?:s|ed)?|applaud\w*|prais\w+|begrüß\w+|lob(?:t|en|te)\b|salu(?:e|ent|a|dan|dó|é)\b|celebra(?:n|ron)?\b|"
    r"приветств\w+|одобрил\w*|z zadowoleniem)|환영|歓迎|评价|欢迎|歡迎|赞扬|讚揚|ترحب|رحبت|يرحب|בירך|בירכה|בירכו|מברכת",
    re.IGNORECASE,
)
_FRONTED_SUBJECT: Final = {"ja": "、", "zh": "与同與跟"}
_LIST_MARKS: Final = frozenset("、和と・及")
_COMPOUND_JOINS: Final = frozenset({"", "-", "–"})
_GIVING: Final = re.compile(
    r"\b(?:aid|loans?|lend\w*|suppl(?:y|ies)|deliver\w*|send\w*|provid\w+|donat\w+|pledges?|train(?:s|ing)?|weapons?|tanks?|pacts|deals|"
    r"liefer\w*|spend\w*|livr\w+|entreg\w+|przeka\w+|dostarcz\w*|перед\w+|поставл\w+)\b|지원|공급|供与|援助|提供",
    re.IGNORECASE,
)
_TALKING: Final = re.compile(r"\b(?:discuss\w*|talks?|meet\w*)\b", re.IGNORECASE)
_JOINTLY: Final = re.compile(
    r"\bjoint|coalition|together|trilateral|gemeinsam|ensemble|\bcommune?s?\b|conjunt|wspóln|совместн|مشترك|משותפ|공동|합동|共同|合同|联合",
    re.IGNORECASE,
)
# Behind a name in Japanese: what the others act against.
_TARGET_AFTER: Final = re.compile(r"(?:を|に)(?:にらみ|念頭|対抗|けん制|牽制)")
_HOME_SPEAKS: Final = re.compile(
    r"^(?:\[[^\]]*\]\s?)?(?:정부|산업부|산업통상부|외교부|국방부|과기정통부|통상|대통령|총리|장관|산업장관|외교장관|韓|우리)"
)
MANY: Final = 2
_BESIDE: Final = 16  # characters looked at beside a group


def verdicts(sentence: Sentence, scene: Scene) -> dict[Pair, bool]:
    """Return the pairs of a star that the sentence draws, and those between its points as impossible."""
    groups = [group for group in sentence.groups if not group.against]
    if not groups or scene.several:
        return {}
    if len(groups) == 1:
        return _from_one_group(sentence, scene, groups[0])
    first, second = groups[0], groups[1]
    if len(first.countries) == 1 and len(second.countries) >= MANY:
        return _after_one(sentence, scene, first, second)
    if len(second.countries) == 1 and len(first.countries) >= MANY and len(groups) == MANY:
        return _before_one(sentence, scene, first, second)
    return {}


def _after_one(sentence: Sentence, scene: Scene, one: Group, many: Group) -> dict[Pair, bool]:
    gap = sentence.text[one.end : many.start]
    comments = scene.lang != "en" and _COMMENTS.search(sentence.text)
    if comments and len(many.countries) == MANY:
        return _only_inside(one.countries[0], many.countries)
    if not _is_listed(many, scene) or _BETWEEN.search(gap) or _ONE_BOND.search(gap):
        return {}
    if _TOGETHER.search(sentence.text):
        return {}
    behind = _WITH_AFTER.get(scene.lang)
    if (
        _WITH.search(gap[-_BESIDE:])
        or (behind and behind.match(sentence.text, many.end))
        or _prefixed(scene, many)
    ):
        return _star(one.countries[0], many.countries)
    return {}


def _before_one(sentence: Sentence, scene: Scene, many: Group, one: Group) -> dict[Pair, bool]:
    """Two give to one: each has it with the one, and not with the other."""
    around = sentence.text[many.end : one.end + 2 * _BESIDE]
    gap = sentence.text[many.end : one.start]
    if not _is_listed(many, scene) or not _GIVING.search(around):
        return {}
    if _JOINTLY.search(sentence.text) or _TALKING.search(gap):
        return {}
    return {} if _BETWEEN.search(gap) or "," in gap else _star(one.countries[0], many.countries)


def _from_one_group(sentence: Sentence, scene: Scene, group: Group) -> dict[Pair, bool]:
    """A subject that is written like the first of a list, or the newsroom's own country unnamed."""
    mentions = _mentions_of(group, scene)
    joins = [sentence.text[a.end : b.start].strip() for a, b in pairwise(mentions)]
    if len(joins) >= MANY:
        return _fronted(sentence, scene, mentions, joins) or _all_jointly(sentence, group, joins)
    return _from_home(sentence, scene, group)


def _fronted(
    sentence: Sentence, scene: Scene, mentions: list[Mention], joins: list[str]
) -> dict[Pair, bool]:
    """A Japanese or Chinese subject is joined to the rest like the first of a list."""
    countries = tuple(mention.country for mention in mentions)
    if _TARGET_AFTER.match(sentence.text, mentions[-1].end):
        return {pair_code(countries[-1], other): False for other in countries[:-1]}
    fronting = _FRONTED_SUBJECT.get(scene.lang, "")
    if not joins[0] or joins[0] not in fronting or joins[0] in joins[1:]:
        return {}
    if _COMMENTS.search(sentence.text) and len(countries) == MANY + 1:
        return _only_inside(countries[0], countries[1:])
    listed = all(set(join) <= _LIST_MARKS for join in joins[1:])
    return _star(countries[0], countries[1:]) if listed else {}


def _all_jointly(sentence: Sentence, group: Group, joins: list[str]) -> dict[Pair, bool]:
    """Three or more counted up as the subject of something joint."""
    if not all(joins) or not _JOINTLY.search(sentence.text, group.end):
        return {}
    return {pair_code(a, b): True for a, b in combinations(group.countries, 2)}


def _from_home(sentence: Sentence, scene: Scene, group: Group) -> dict[Pair, bool]:
    """A Korean headline's own government with each of several."""
    if scene.lang == "ko" and len(group.countries) >= MANY and _HOME_SPEAKS.match(sentence.text):
        behind = _WITH_AFTER["ko"].match(sentence.text, group.end)
        if behind and "KR" not in group.countries:
            return _star("KR", group.countries)
    return {}


def _star(hub: Country, points: tuple[Country, ...]) -> dict[Pair, bool]:
    inside = {pair_code(a, b): False for a, b in combinations(points, 2)}
    return inside | {pair_code(hub, point): True for point in points if point != hub}


def _only_inside(outsider: Country, countries: tuple[Country, ...]) -> dict[Pair, bool]:
    outside = {pair_code(outsider, country): False for country in countries if country != outsider}
    return outside | {pair_code(a, b): True for a, b in combinations(countries, 2)}


def _mentions_of(group: Group, scene: Scene) -> list[Mention]:
    """Return the first mention of each country within the group, in order."""
    inside = [
        mention
        for actor in scene.actors
        for mention in actor.mentions
        if mention.field == "title" and group.start <= mention.start < group.end
    ]
    first: dict[Country, Mention] = {}
    for mention in sorted(inside, key=lambda m: m.start):
        if mention.country:
            first.setdefault(mention.country, mention)
    return list(first.values())


def _is_listed(group: Group, scene: Scene) -> bool:
    """Say whether the countries are counted up ("Israel and Japan") and no compound (韓日, "Saudi-Israeli")."""
    mentions = _mentions_of(group, scene)
    text = scene.news.title
    joins = [text[a.end : b.start].strip() for a, b in pairwise(mentions)]
    signs = any(m.kind in {"compound", "hanja"} for m in mentions)
    return bool(joins) and not signs and not any(join in _COMPOUND_JOINS for join in joins)


def _prefixed(scene: Scene, group: Group) -> bool:
    """Say whether an Arabic or Hebrew preposition is written together with the first name."""
    if scene.lang not in {"ar", "he"}:
        return False
    before = scene.news.title[max(0, group.start - 2) : group.start]
    return before[-1:] in {"ل", "ב", "ל", "מ"}
