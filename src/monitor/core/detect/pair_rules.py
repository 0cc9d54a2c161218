"""What leaves no doubt about a pair or a third party, whatever the weights say. Pure.

Rules look at the title first, and at the first sentence of the lede where the title names fewer than two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from monitor.core.detect import pair_words as words
from monitor.core.detect import stars
from monitor.core.detect.actors import Mention
from monitor.core.detect.dyads import Scene, pair_code
from monitor.core.detect.relations import Sentence
from monitor.model import Country, Pair
from monitor.vocab import Role

BLOC_SHARE: Final = 0.4  # mean chance of a small bloc's pairs from which they count together

_AFTER: Final = (
    24  # characters after the last group that may hold the verb, in languages that end with it
)
_OPENING: Final = 14  # characters before a group that opens a headline


def verdicts(scene: Scene) -> dict[Pair, bool]:
    """Return the pairs that are certain (True) or out of the question (False)."""
    outsider = _outsider(scene.title)
    if outsider:
        out = {
            pair_code(one, actor.country): False for one in outsider.who for actor in scene.actors
        }
        return out | _all_with_all(outsider.pair)
    everybody = _sign_run(scene) or _three(scene.title) or _one_thing(scene.title)
    if everybody:
        return _all_with_all(everybody)
    sentence = scene.title if _names_two(scene.title) else scene.lede
    star = _star(sentence, scene) if _names_two(sentence) else {}
    star = star or stars.verdicts(scene.title, scene) or _all_with_all(_chorus(scene.title))
    return _targets(scene) | _venue(scene) | _home_visit(scene) | star


def _all_with_all(countries: Sequence[Country]) -> dict[Pair, bool]:
    return {pair_code(a, b): True for a, b in combinations(countries, 2)}


def _chorus(title: Sentence) -> tuple[Country, ...]:
    """Return three or more countries that open a title as its one subject: they act together."""
    acting = [group for group in title.groups if not group.against]
    if len(acting) != 1 or len(acting[0].countries) < 3 or acting[0].start > _OPENING:  # noqa: PLR2004 - three
        return ()
    return acting[0].countries


def _home_visit(scene: Scene) -> dict[Pair, bool]:
    """首相、ベトナムとタイを訪問へ: the newsroom's own country visits each, and goes unnamed."""
    home = next((actor.country for actor in scene.actors if not actor.mentions), None)
    groups = scene.title.groups
    if not home or len(groups) != 1 or len(groups[0].countries) < 2:  # noqa: PLR2004 - several are visited
        return {}
    end = groups[0].end
    if not words.VISITS.search(scene.title.text[end : end + _AFTER]):
        return {}
    visited = groups[0].countries
    return {pair_code(a, b): False for a, b in combinations(visited, 2)} | {
        pair_code(home, country): True for country in visited
    }


def _targets(scene: Scene) -> dict[Pair, bool]:
    """What two act against, the war they act amid, or a running topic is no partner of the two."""
    groups = scene.title.groups
    named = (*groups, *scene.lede.groups)
    partners = {country for group in named if not group.against for country in group.countries}
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
    return named if len(named) == 3 and words.THREE.search(title.text) else ()  # noqa: PLR2004 - three


def _one_thing(title: Sentence) -> tuple[Country, ...]:
    """Return all countries of "A signs a pact with B and C": one thing, which all three share."""
    partners = [group for group in title.groups if not group.against][:2]
    if len(partners) < 2 or len(partners[1].countries) < 2:  # noqa: PLR2004 - one and several
        return ()
    shared = words.ONE_WITH.search(title.text[partners[0].end : partners[1].start])
    return partners[0].countries + partners[1].countries if shared else ()


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
    if len(partners) < 2 or scene.several or words.TOGETHER.search(sentence.text):  # noqa: PLR2004 - hub, spokes
        return {}
    first, second = (group.countries for group in partners)
    around = sentence.text[partners[0].end : partners[1].end + _AFTER]
    said = (words.EACH_OF if len(first) == 1 else words.EACH_WITH).search(around)
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
            found |= {c: (outsider.role, outsider.said) for c in outsider.who if c not in found}
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


@dataclass(frozen=True, slots=True)
class Outsider:
    """Who hosts, brokers or comments on what the pair does, and the words that say so."""

    who: tuple[Country, ...]
    role: Role
    said: str
    pair: tuple[Country, ...]


def _outsider(sentence: Sentence) -> Outsider | None:
    groups = sentence.groups
    if len(groups) < 2:  # noqa: PLR2004 - he and they
        return None
    return _speaks_first(sentence) or _speaks_last(sentence)


def _speaks_first(sentence: Sentence) -> Outsider | None:
    """The subject, then what it says or does: "Qatar hosts A-B talks", "US welcomes A's deal with B"."""
    subject, *rest = sentence.groups
    after = sentence.text[subject.end : rest[0].start]
    if len(subject.countries) != 1 or words.THREE.search(sentence.text):
        return None
    if words.PERSONS.match(sentence.text, rest[0].end) and not words.BETWEEN.search(after):
        return None
    joined = [group.countries for group in rest if len(group.countries) > 1]
    others = tuple(
        dict.fromkeys(c for group in rest for c in group.countries if c not in subject.countries)
    )
    for pattern, role in ((words.HOSTS, Role.MEDIATOR), (words.WELCOMES, Role.BYSTANDER)):
        said = pattern.search(after)
        if said and len(joined) == 1:
            return Outsider(subject.countries, role, said[0].strip(), joined[0])
        if said and role is Role.BYSTANDER and len(others) == 2 and ":" not in said[0]:  # noqa: PLR2004 - a pair
            return Outsider(subject.countries, role, said[0].strip(), others)
    return None


def _speaks_last(sentence: Sentence) -> Outsider | None:
    """The verb at the end, in Korean and Japanese: 미국, 한일 회담 환영; 러-북 협력에 한미일 규탄."""
    first, last = sentence.groups[0], sentence.groups[-1]
    said = words.COMMENTS_AFTER.search(sentence.text[last.end : last.end + _AFTER])
    if not said:
        return None
    close = said.start() <= 1
    speaker, pair = (last, first) if close else (first, last)
    if len(pair.countries) != 2:  # noqa: PLR2004 - a pair
        return None
    return Outsider(speaker.countries, Role.BYSTANDER, said[0], pair.countries)
