"""Who cooperates with whom, given that a text tells of cooperation; and what the others are to it. Pure.

Each two countries get a chance from learned weights over what the text shows of them (`dyads`); a few rules
that leave no doubt correct it. Hub and spokes, two hubs and true trilaterals follow from the pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.core.detect import pair_rules
from monitor.core.detect.actors import Mention
from monitor.core.detect.dyads import Scene, pair_code, pairs_with_features, read_scene
from monitor.core.detect.pair_weights import chance, weights
from monitor.model import Country, NewsText, Pair, Span
from monitor.vocab import Role

LIKELY: Final = 0.5  # a pair's chance from which it counts
DOUBTFUL: Final = 0.05  # below it not even the best pair of a text is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """The pairs of a text and the part of every country it names.

    `pairs` is sorted; `roles` is in order of appearance; `chances` holds every two countries, the
    likeliest first; `reasons` says in words why each pair or third party is what it is.
    """

    pairs: tuple[Pair, ...] = ()
    roles: tuple[tuple[Country, Role], ...] = ()
    chances: tuple[tuple[Pair, float], ...] = ()
    evidence: tuple[Span, ...] = ()
    reasons: tuple[str, ...] = ()


def resolve(
    news: NewsText,
    mentions: Sequence[Mention],
    lang: str,
    *,
    learned: Mapping[str, float] | None = None,
) -> Pairing:
    """Return the pairs that cooperate if anybody does, with the roles of all countries named.

    `mentions` are those of `find_actors`. At least one pair is named when the text names two countries
    at all, unless nothing speaks for any. `learned` replaces the shipped weights (for training).
    """
    scene = read_scene(news, mentions, lang)
    known = dict(learned) if learned is not None else weights()
    chances = {
        pair_code(a.country, b.country): chance(found, known)
        for a, b, found in pairs_with_features(scene)
    }
    verdicts = pair_rules.verdicts(scene)
    pairs = decide(chances, verdicts, scene)
    third = pair_rules.third_parties(scene)
    roles = dict(_roles(scene, pairs, third))
    return Pairing(
        pairs=pairs,
        roles=tuple(roles.items()),
        chances=tuple(sorted(chances.items(), key=lambda item: (-item[1], item[0]))),
        evidence=tuple(_evidence(scene, roles)),
        reasons=tuple(_reasons(chances, verdicts, pairs, third)),
    )


def decide(
    chances: Mapping[Pair, float], verdicts: Mapping[Pair, bool], scene: Scene
) -> tuple[Pair, ...]:
    """Return the pairs that the chances and the rules leave, sorted."""
    open_chances = {pair: p for pair, p in chances.items() if verdicts.get(pair, True)}
    ruled = {pair for pair, holds in verdicts.items() if holds}
    likely = {pair for pair, p in open_chances.items() if p >= LIKELY} | ruled
    if not likely and open_chances:
        best = max(open_chances, key=lambda pair: (open_chances[pair], pair))
        likely = {best} if open_chances[best] >= DOUBTFUL else set()
    return tuple(sorted(pair_rules.completed(likely, open_chances, scene)))


def _roles(
    scene: Scene, pairs: Sequence[Pair], third: Mapping[Country, tuple[Role, str]]
) -> Iterator[tuple[Country, Role]]:
    partners = Counter(country for pair in pairs for country in pair.split("-"))
    hubs = _hubs(partners, len(pairs))
    for actor in scene.actors:
        country = actor.country
        if country in partners:
            yield country, Role.HUB if country in hubs else Role.PARTNER
        elif actor.mentions:
            yield country, third[country][0] if country in third else Role.BYSTANDER


def _hubs(partners: Mapping[Country, int], pairs: int) -> frozenset[Country]:
    """Return the countries with more partners than the rest, unless all cooperate with all."""
    count = len(partners)
    if pairs < 2 or pairs == count * (count - 1) // 2:  # noqa: PLR2004 - one pair has no hub
        return frozenset()
    most = max(partners.values())
    return frozenset(
        country for country, number in partners.items() if number == most and number > 1
    )


def _evidence(scene: Scene, roles: Mapping[Country, Role]) -> Iterator[Span]:
    """Yield the first place of each actor, the word of its role as kind."""
    for actor in scene.actors:
        if actor.mentions and actor.country in roles:
            first = actor.mentions[0]
            kind = (
                "actor"
                if roles[actor.country] in (Role.PARTNER, Role.HUB)
                else str(roles[actor.country])
            )
            yield Span(
                field=first.field, start=first.start, end=first.end, kind=kind, text=first.text
            )


def _reasons(
    chances: Mapping[Pair, float],
    verdicts: Mapping[Pair, bool],
    pairs: Iterable[Pair],
    third: Mapping[Country, tuple[Role, str]],
) -> Iterator[str]:
    for pair in pairs:
        yield f"{pair}: {'said outright' if verdicts.get(pair) else f'{chances.get(pair, 0.0):.2f}'}"
    for country, (role, words) in third.items():
        yield f"{country}: {role} ({words})"
