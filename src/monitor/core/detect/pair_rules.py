"""What leaves no doubt about a pair or a third party, whatever the weights say. Pure.

Rules look at the title first, and at the first sentence of the lede where the title names fewer than two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations
from typing import Final

from monitor.core.detect import stars
from monitor.core.detect.actors import Mention
from monitor.core.detect.dyads import Scene, pair_code
from monitor.core.detect.relations import Sentence
from monitor.model import Country, Pair
from monitor.vocab import Role

BLOC_SHARE: Final = 0.4  # mean chance of a small bloc's pairs from which they count together

_HOSTS: Final = re.compile(
    r"^\s*(?:to |will |has |is )?(?:hosts?|hosted|hosting|mediat\w+|broker\w*|facilitat\w+|-brokered|-mediated|-backed)\b",
    re.IGNORECASE,
)
_THREE: Final = re.compile(
    r"trilateral|three-way|3국|三国|三方", re.IGNORECASE
)  # the host is one of them
_WELCOMES: Final = re.compile(
    r"^\s*:|^[^,:]{0,30}?\b(?:welcomes?|welcomed|hails?|hailed|applauds?|praises?|praised|condemns?|slams?|criticis\w+|criticiz\w+|"
    r"protests?|warns?|opposes?|eyes warily|denounces?|watches)\b",
    re.IGNORECASE,
)

_AFTER: Final = (
    24  # characters after the second group that may hold the verb, in languages that end with it
)
# One deals with each of the others.
_EACH_OF: Final = re.compile(
    r"\b(?:talks|discuss\w*|visits?|visiting|meets?|meetings?|agreements|deals|pacts|accords|MoUs|memoranda|partnerships|"
    r"cooperat\w+|co-operat\w+|aid|assistance|membership|tour|trip|heads|travels?|offers?|supplies|separate\w*|respectively)\b.*"
    r"\b(?:with|to|for|in|from)\b|\b(?:visits?|visiting|tours?|separately|picks)\b|"
    r"순방|방문|정상회담|각각|차례로|연쇄|分别|先后|訪問|歴訪|相次|それぞれ|"
    r"\b(?:Gespräche|besucht|Abkommen|pourparlers|visite|conversaciones|visita|rozmawia\w*|rozmow\w+|odwiedz\w+|umowy)\b|"
    r"переговор\w+|посетит|посещает|обсу\w+|соглашения|переговори|відвіда\w+|угоди",
    re.IGNORECASE,
)
# Each of several signs with the one.
_EACH_WITH: Final = re.compile(
    r"\b(?:pacts|agreements|deals|accords|treaties|MoUs|memoranda|contracts)\b.*\bwith\b|\b(?:send|supply|deliver|provide|donate|transfer|give|pledge)\b(?!.*\b(?:signal|message|warning)\b).*\bto\b|\b(?:separate\w*|respectively|each)\b|각각|分别|それぞれ|"
    r"\b(?:umow\w+|Abkommen|jeweils|acuerdos|przekaż\w*|wyśl\w*|dostarcz\w*|udostępni\w*|liefern)\b|соглашения|угоди",
    re.IGNORECASE,
)
# What only all of them can do together.
_TOGETHER: Final = re.compile(
    r"\b(?:drills?|exercises?|wargames|war games|summit|fighter jets?|jointly|build together|joint venture|"
    r"consortium|pact with|security pact|at once|together)\b|연합훈련|합동|공동개발|联合|合同|共同",
    re.IGNORECASE,
)


def verdicts(scene: Scene) -> dict[Pair, bool]:
    """Return the pairs that are certain (True) or out of the question (False)."""
    everybody = _sign_run(scene) or _three(scene.title)
    if everybody:
        return {pair_code(a, b): True for a, b in combinations(everybody, 2)}
    sentence = scene.title if _names_two(scene.title) else scene.lede
    outsider = _outsider(scene.title)
    if outsider:
        inside = next(
            group for group in scene.title.groups[1:] if len(group.countries) > 1
        ).countries
        out = {pair_code(outsider[0], actor.country): False for actor in scene.actors}
        return out | {pair_code(a, b): True for a, b in combinations(inside, 2)}
    star = stars.verdicts(sentence, scene) if sentence is scene.title else {}
    if not star and _names_two(sentence):
        star = _star(sentence, scene)
    return _targets(scene) | _venue(scene) | star


def _targets(scene: Scene) -> dict[Pair, bool]:
    """What two act against, the war they act amid, or a running topic is no partner of the two."""
    groups = scene.title.groups
    partners = {country for group in groups if not group.against for country in group.countries}
    if len(partners) < 2:  # noqa: PLR2004 - a pair
        return {}
    against = {
        country for group in groups if group.against for country in group.countries
    } - partners
    against |= {a.country for a in scene.actors if a.strength == "W" and a.context} | (
        scene.topic - partners
    )
    return {
        pair_code(target, a.country): False
        for target in against
        for a in scene.actors
        if a.country != target
    }


def _venue(scene: Scene) -> dict[Pair, bool]:
    """A Korean title's "in X" beside two that act: X is where they meet."""
    groups = scene.title.groups
    acting = {
        country for group in groups if len(group.countries) > 1 for country in group.countries
    }
    if scene.lang != "ko" or not acting:
        return {}
    where = {
        g.countries[0] for g in groups if scene.title.text.startswith(("서 ", "에서 "), g.end)
    } - acting
    return {
        pair_code(place, a.country): False
        for place in where
        for a in scene.actors
        if a.country != place
    }


def _three(title: Sentence) -> tuple[Country, ...]:
    """Return the three countries of a title that speaks of three and names no more."""
    named = tuple(
        dict.fromkeys(c for group in title.groups if not group.against for c in group.countries)
    )
    return named if len(named) == 3 and _THREE.search(title.text) else ()  # noqa: PLR2004 - three


def _sign_run(scene: Scene) -> tuple[Country, ...]:
    """Return the countries of three or more signs in a row in the title: 한미일, 日米豪."""
    signs = sorted(
        (
            m
            for actor in scene.actors
            for m in actor.mentions
            if m.kind == "compound" and m.field == "title"
        ),
        key=lambda mention: mention.start,
    )
    runs: list[list[Mention]] = []
    for sign in signs:
        if runs and runs[-1][-1].end == sign.start:
            runs[-1].append(sign)
        else:
            runs.append([sign])
    longest = max(runs, key=len, default=[])
    return tuple(sign.country for sign in longest) if len(longest) > 2 else ()  # noqa: PLR2004 - three or more


def _names_two(sentence: Sentence) -> bool:
    return sum(len(group.countries) for group in sentence.groups if not group.against) > 1


def _star(sentence: Sentence, scene: Scene) -> dict[Pair, bool]:
    """One with each of several, or each of several with one, and the several not with each other."""
    partners = [group for group in sentence.groups if not group.against][:2]
    if len(partners) < 2 or scene.several or _TOGETHER.search(sentence.text):  # noqa: PLR2004 - hub, spokes
        return {}
    first, second = (group.countries for group in partners)
    around = sentence.text[partners[0].end : partners[1].end + _AFTER]
    said = (_EACH_OF if len(first) == 1 else _EACH_WITH).search(around)
    if not said or len(first) == len(second) == 1:
        return {}
    inside = {pair_code(a, b): False for side in (first, second) for a, b in combinations(side, 2)}
    return inside | {pair_code(a, b): True for a in first for b in second if a != b}


def third_parties(scene: Scene) -> dict[Country, tuple[Role, str]]:
    """Return the countries that the text names as something else than a partner, with the words that say so."""
    found: dict[Country, tuple[Role, str]] = {}
    for sentence in (scene.title, scene.lede):
        outsider = _outsider(sentence)
        if outsider:
            found.setdefault(outsider[0], (outsider[1], outsider[2]))
        for group in sentence.groups:
            if group.against:
                words = " ".join(sentence.text[: group.start].split()[-2:])
                found |= {c: (Role.TARGET, words) for c in group.countries if c not in found}
    for actor in scene.actors:
        if (
            actor.strength == "W"
            and actor.mentions
            and all(m.kind in ("place", "dateline") for m in actor.mentions)
        ):
            found.setdefault(actor.country, (Role.VENUE, actor.mentions[0].text))
    return found


def completed(likely: set[Pair], chances: Mapping[Pair, float], scene: Scene) -> set[Pair]:
    """Return the pairs with those of a small bloc added, where one of them counts and the rest nearly do."""
    out = set(likely)
    for members in scene.allied:
        pairs = {pair_code(a, b) for a, b in combinations(members, 2)}
        share = sum(chances.get(pair, 0.0) for pair in pairs) / len(pairs)
        if pairs & likely and share >= BLOC_SHARE:
            out |= pairs
    return out


def _outsider(sentence: Sentence) -> tuple[Country, Role, str] | None:
    """Return the subject that hosts, brokers or comments on what the others do."""
    groups = sentence.groups
    if len(groups) < 2 or len(groups[0].countries) != 1 or not _has_pair(sentence):  # noqa: PLR2004 - he and they
        return None
    after = sentence.text[groups[0].end : groups[1].start]
    for pattern, role in ((_HOSTS, Role.MEDIATOR), (_WELCOMES, Role.BYSTANDER)):
        said = pattern.search(after)
        if said:
            return groups[0].countries[0], role, said[0].strip()
    return None


def _has_pair(sentence: Sentence) -> bool:
    """Return whether exactly one later group joins two or more countries."""
    return sum(len(group.countries) > 1 for group in sentence.groups[1:]) == 1
