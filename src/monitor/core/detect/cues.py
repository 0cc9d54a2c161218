"""Named cues: what actors, acts and pairs say of a text, in words that hold for every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from monitor.core.detect.actors import WEAK_KINDS, Mention
from monitor.core.detect.acts import Acts
from monitor.core.detect.lexicon import Hit
from monitor.core.detect.pairs import Pairing

MANY = 4  # counts of this and more are one cue
LONGEST_SEQUENCE = 3
CHANCES = (
    0.05,
    0.1,
    0.2,
    0.3,
    0.4,
    0.5,
    0.6,
    0.7,
    0.8,
    0.9,
    0.95,
)  # steps of the best pair's chance


def cues_of(mentions: Sequence[Mention], acts: Acts, pairing: Pairing) -> Iterator[str]:
    """Yield the cues of a text; repeated ones count once."""
    count = actor_count(mentions)
    yield from _actors(mentions)
    yield from _pairing(pairing)
    yield from _concepts(acts, count)
    yield from _order([hit.concept for hit in acts.title])
    yield from _sequences(mentions, acts.title)
    if not acts.body:
        yield "no body"


def _pairing(pairing: Pairing) -> Iterator[str]:
    yield f"p{min(len(pairing.pairs), MANY)}"
    best = pairing.chances[0][1] if pairing.chances else 0.0
    yield from (f"c>{step}" for step in CHANCES if best > step)
    for role in {role for _, role in pairing.roles}:
        yield f"r{role}"


def actor_count(mentions: Iterable[Mention]) -> str:
    """Return "0", "1" or "2" (and more) for the countries and blocs that are named."""
    return str(min(2, len({m.country or m.bloc for m in mentions})))


def _actors(mentions: Sequence[Mention]) -> Iterator[str]:
    title = [m for m in mentions if m.field == "title"]
    for name, some in (("t", title), ("a", mentions)):
        strong = {m.country for m in some if m.country and m.kind not in WEAK_KINDS}
        yield f"n{name}{min(len(strong), MANY)}"
        yield f"w{name}{min(len({m.country or m.bloc for m in some}), MANY)}"
        for kind in {m.kind for m in some}:
            yield f"k{name}{kind}"


def _concepts(acts: Acts, count: str) -> Iterator[str]:
    title, body = ({hit.concept for hit in hits} for hits in (acts.title, acts.body))
    for concept in title:
        yield f"T{concept}"
        yield f"T{count}{concept}"
    for concept in body:
        yield f"S{concept}"
    for concept in title | body:
        yield f"A{concept}"
        yield f"A{count}{concept}"
    if not title:
        yield "T nothing"


def _order(concepts: Sequence[str]) -> Iterator[str]:
    concepts = concepts[:12]  # a headline has no more; bounds the square
    for first, second in pairwise(concepts):
        yield f"B{first} {second}"
    for place, first in enumerate(concepts):
        for second in concepts[place + 1 :]:
            yield f"P{first} {second}"


def _sequences(mentions: Iterable[Mention], hits: Iterable[Hit]) -> Iterator[str]:
    """Yield runs of actors ("@") and concepts as the headline orders them."""
    places = [(m.start, "@") for m in mentions if m.field == "title"]
    places += [(hit.start, hit.concept) for hit in hits]
    run = [symbol for _, symbol in sorted(places)][:24]
    for n in range(2, LONGEST_SEQUENCE + 1):
        for start in range(len(run) - n + 1):
            yield "Q" + " ".join(run[start : start + n])
