"""What a text shows of each two countries that it names: the features that pairing decides by. Pure.

Features are strings, each with a learned weight (`pair_weights`). They say where the two are named, in
what order, what joins or parts them, and what the rest of the headline holds. No country's name is a
feature, save that a pair known for hostility says so (`_HOSTILE`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from monitor.core.detect import relations
from monitor.core.detect.actors import Field, Mention
from monitor.core.detect.relations import Sentence, gap_words
from monitor.model import Country, NewsText
from monitor.vocab.countries import HOME, MEMBERS

MAX_ACTORS: Final = 9  # countries that are paired; a text that names more is a list
HORIZON: Final = (
    700  # characters of each field that count: what a feed's summary holds, and any title
)
_SENTENCE_END: Final = re.compile(r"[.!?…]\s|[。！？\n]|다\. ")
_LATER: Final = 3  # third sentence and beyond
_NAMED: Final = frozenset({"name", "abbr", "demonym", "office", "compound", "hanja", "prefix"})
_STRENGTH: Final = {"capital": "C", "leader": "L", "company": "F"}
_STRENGTHS: Final = "SLCFBWH"  # named, leader, capital, firm, member of a bloc, weak, implied
_SHORT_GAP: Final = 12  # characters
_OWN_MODEL: Final = frozenset({"en", "ko", "zh", "ja", "pl", "de"})

# Pairs that mostly fight in the news of 2022-26; that they are named together says little.
_HOSTILE: Final = frozenset(
    {
        "RU-UA",
        "KP-US",
        "KP-KR",
        "JP-KP",
        "IL-IR",
        "IL-PS",
        "CN-TW",
        "AM-AZ",
        "IN-PK",
        "IR-US",
        "RU-US",
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """A country as the text brings it up; without mentions, the newsroom's own that goes unnamed."""

    country: Country
    mentions: tuple[Mention, ...]
    place: str  # T title, 1 first sentence of the lede, 2 second, 3 later, H implied
    strength: str  # the best of `_STRENGTHS`
    context: bool = False  # also named in a conflict phrase


@dataclass(frozen=True, slots=True)
class Scene:
    """The actors of a text in order of appearance, and how its title and first sentence join them."""

    news: NewsText
    lang: str
    actors: tuple[Actor, ...]
    title: Sentence
    lede: Sentence
    topic: frozenset[Country]  # named before the colon of a running topic
    blocs: tuple[frozenset[Country], ...]  # members of what names its parties by its own name
    allied: tuple[frozenset[Country], ...]  # of these, the alliances, which act as one
    joined: tuple[tuple[frozenset[Country], str], ...]  # pairs that stand side by side, and how
    caption: bool
    several: bool


def pair_code(a: Country, b: Country) -> str:
    """Return the pair's code: sorted, with a hyphen."""
    return "-".join(sorted((a, b)))


def read_scene(news: NewsText, mentions: Sequence[Mention], lang: str) -> Scene:
    """Return what pairing looks at: the title, and the lede (of the summary, else of the text)."""
    field: Field = "summary" if news.summary.strip() else "text"
    body: str = getattr(news, field)[:HORIZON]
    title = news.title[:HORIZON]
    ends = [found.start() for found in _SENTENCE_END.finditer(body)]
    near = [m for m in mentions if m.field in ("title", field) and m.end <= HORIZON]
    first_end = ends[0] if ends else len(body)
    topic = relations.topic_end(title)
    in_title = [m for m in near if m.field == "title"]
    in_lede = [m for m in near if m.field == field and m.start < first_end]
    return Scene(
        news=news,
        lang=lang,
        actors=_actors(near, ends, lang),
        title=relations.read_sentence(title, in_title, lang, begin=topic),
        lede=relations.read_sentence(body, in_lede, lang),
        topic=frozenset(m.country for m in in_title if m.end <= topic and m.country),
        blocs=tuple(frozenset(MEMBERS[m.bloc]) for m in near if m.bloc in MEMBERS),
        allied=tuple(_alliances(near, first_end, told=not relations.is_caption(body))),
        joined=tuple(_joined(news, near)),
        caption=relations.is_caption(body),
        several=relations.speaks_of_several(f"{title} {body}"),
    )


def _alliances(
    mentions: Sequence[Mention], first_end: int, *, told: bool
) -> Iterator[frozenset[Country]]:
    """Yield the members of the small alliances that the title or the first sentence names."""
    for mention in mentions:
        headed = mention.field == "title" or (told and mention.start < first_end)
        if mention.kind == "bloc" and mention.bloc in MEMBERS and headed:
            yield frozenset(MEMBERS[mention.bloc])


def _actors(mentions: Sequence[Mention], ends: Sequence[int], lang: str) -> tuple[Actor, ...]:
    of: dict[Country, list[Mention]] = {}
    for mention in mentions:
        for country in (mention.country,) if mention.country else MEMBERS.get(mention.bloc, ()):
            of.setdefault(country, []).append(mention)
    actors = [_actor(country, found, ends) for country, found in of.items()][:MAX_ACTORS]
    home = HOME.get(lang)
    if home and home not in of:
        actors.append(Actor(home, (), "H", "H"))
    return tuple(actors)


def _actor(country: Country, mentions: Sequence[Mention], ends: Sequence[int]) -> Actor:
    first = mentions[0]
    place = "T" if first.field == "title" else str(min(_LATER, 1 + bisect_right(ends, first.start)))
    strengths = {
        "S" if m.kind in _NAMED else "B" if m.bloc else _STRENGTH.get(m.kind, "W") for m in mentions
    }
    best = min(strengths, key=_STRENGTHS.index)
    return Actor(country, tuple(mentions), place, best, any(m.kind == "context" for m in mentions))


def _joined(
    news: NewsText, mentions: Sequence[Mention]
) -> Iterator[tuple[frozenset[Country], str]]:
    """Yield the pairs that stand side by side, with "c" for a hyphen or nothing and "a" for a word between."""
    for one, two in pairwise(m for m in mentions if m.country):
        if (
            one.field == two.field
            and one.country != two.country
            and two.start - one.end < _SHORT_GAP
        ):
            gap = getattr(news, one.field)[one.end : two.start]
            if relations.is_joiner(gap):
                how = "c" if gap.strip() in ("-", "–", "", "·", "ㆍ", "・") else "a"
                yield frozenset((one.country, two.country)), f"{how}|{one.field}"


def pairs_with_features(scene: Scene) -> Iterator[tuple[Actor, Actor, set[str]]]:
    """Yield each two actors, the one named first in front, and what the text shows of them."""
    named = [actor for actor in scene.actors if actor.mentions]
    headed = min(4, sum(actor.place == "T" and actor.strength != "W" for actor in scene.actors))
    known = min(5, len(named))
    for (i, a), (j, b) in combinations(enumerate(scene.actors), 2):
        shape = f"{a.place}{b.place}"
        features = set(_standing(scene, a, b, shape, headed, known))
        features.update(
            (f"nT={headed}|nA={known}|{min(i, 3)}{min(j, 4)}", f"rank={min(i, 3)}{min(j, 4)}"),
            _in_title(scene, a, b),
            _in_lede(scene, a, b, shape, headed),
            _beside(scene, a, b, headed),
            _third_parties(scene, a, b, shape, headed),
        )
        for actor, role in ((a, "a"), (b, "b")):
            features.update(_of_one(scene, actor, role, headed))
        yield a, b, features


def _standing(
    scene: Scene, a: Actor, b: Actor, shape: str, headed: int, known: int
) -> Iterator[str]:
    """Where and how strongly the two are named."""
    lang = scene.lang if scene.lang in _OWN_MODEL else "xx"
    yield from (
        f"loc={shape}",
        f"loc={shape}|nT={headed}",
        f"loc={shape}|nA={known}",
        f"loc={shape}|{lang}",
    )
    yield from (f"k={a.strength}{b.strength}", f"k={a.strength}{b.strength}|loc={shape}")
    yield f"n={min(len(a.mentions), 3)}{min(len(b.mentions), 3)}|nA={known}"
    if known == 2 and a.mentions and b.mentions:  # noqa: PLR2004 - a pair
        yield "only"
    home = HOME.get(scene.lang)
    if home in (a.country, b.country):
        yield from (f"home|{lang}", f"home|nT={headed}|{shape}")
    elif home:
        where = next((actor.place for actor in scene.actors if actor.country == home), "-")
        yield f"nothome|{lang}|homein={where}"


def _in_title(scene: Scene, a: Actor, b: Actor) -> Iterator[str]:
    title = scene.title
    i, j = title.group_of(a.country), title.group_of(b.country)
    if i is None or j is None:
        return
    count = min(len(title.groups), 4)
    if i == j:
        yield from _same_group(scene, i, count)
        return
    low, high = sorted((i, j))
    yield f"cross{min(high - low, 2)}|ng={count}|{min(low, 2)}{min(high, 3)}"
    sizes = "".join(str(min(3, len(title.groups[k].countries))) for k in (low, high))
    yield f"cross|sz={sizes}|ng={count}"
    if high - low == 1:
        yield from _between(title.gap(low, high), scene.lang)


def _between(gap: str, lang: str) -> Iterator[str]:
    words = gap_words(gap, lang)
    yield from (f"gap={word}" for word in words)
    yield f"gaplen={min(len(words), 6)}"
    if words:
        yield from (f"gapfirst={words[0]}", f"gaplast={words[-1]}")


def _same_group(scene: Scene, index: int, count: int) -> Iterator[str]:
    title = scene.title
    yield from (
        "same",
        f"same|ng={count}|size={min(4, len(title.groups[index].countries))}|g={min(index, 2)}",
    )
    yield f"same|tri={scene.several}"
    if index > 0:
        yield from (f"sg-={word}" for word in gap_words(title.gap(index - 1, index), scene.lang))
    if index + 1 < len(title.groups):
        yield from (f"sg+={word}" for word in gap_words(title.gap(index, index + 1), scene.lang))
    else:
        end = title.groups[index].end
        yield from (f"sgend={word}" for word in gap_words(title.text[end : end + 30], scene.lang))


def _in_lede(scene: Scene, a: Actor, b: Actor, shape: str, headed: int) -> Iterator[str]:
    lede = scene.lede
    i, j = lede.group_of(a.country), lede.group_of(b.country)
    if i is None or j is None:
        return
    told = "T2" if headed > 1 else "T1"  # does the title already name two?
    if i == j:
        yield from (f"Lsame|{told}|{shape}", f"Lsame|tri={scene.several}")
        yield f"Lsame|n={min(3, len(lede.groups))}|{min(4, len(lede.groups[i].countries))}"
    else:
        low, high = sorted((i, j))
        yield f"Lcross{min(high - low, 2)}|{told}|{min(low, 2)}{min(high, 3)}"
        if high - low == 1:
            yield from (f"lg={word}" for word in gap_words(lede.gap(low, high), scene.lang))
    if lede.groups[i].against or lede.groups[j].against:
        yield "Ltgt"


def _beside(scene: Scene, a: Actor, b: Actor, headed: int) -> Iterator[str]:
    """Whether they, or one of them with another, or two others stand side by side."""
    both = frozenset((a.country, b.country))
    for pair, how in scene.joined:
        kind = "joint" if pair == both else "otherjoint" if pair & both else "disjoint"
        yield f"{kind}{how}" if kind != "otherjoint" else f"otherjoint{how}|nT={headed}"
        if pair == both:
            yield f"joint{how[0]}"


def _third_parties(scene: Scene, a: Actor, b: Actor, shape: str, headed: int) -> Iterator[str]:
    both = frozenset((a.country, b.country))
    if any(both <= members for members in scene.blocs):
        yield from ("bloc", f"bloc|nT={headed}")
    elif scene.blocs:
        yield "notbloc"
    if pair_code(a.country, b.country) in _HOSTILE:
        yield from ("rival", f"rival|nT={headed}|{shape}")
    if both & scene.topic:
        yield "topic"
    if scene.caption and not both <= {
        actor.country for actor in scene.actors if actor.place == "T"
    }:
        yield f"cap|{shape}"
    if scene.several:
        yield from ("tri", f"tri|{shape}")


def _of_one(scene: Scene, actor: Actor, role: str, headed: int) -> Iterator[str]:
    """What speaks for or against one of the two; `role` is a for the first named and b for the other."""
    if any(group.against and actor.country in group.countries for group in scene.title.groups):
        yield from (f"tgt{role}", f"tgt|nT={headed}")
    if actor.strength == "W":
        yield f"weak{role}"
    if actor.context:
        yield f"ctx{role}"
    if not actor.mentions:
        return
    first = actor.mentions[0]
    text = getattr(scene.news, first.field)
    before, after = relations.neighbours(text, first.start, first.end)
    yield from (f"b{i}{role}={word}" for i, word in enumerate(before))
    yield from (f"f{i}{role}={word}" for i, word in enumerate(after))
    if first.field != "title" and relations.stands_against(text, first.start):
        yield f"stgt|{role}{actor.place}"
