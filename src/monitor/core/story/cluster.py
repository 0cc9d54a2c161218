"""Entries that tell one event become one story, online, in the order in which they arrive.

Rules, the first that holds decides: exact copy, syndicated copy, rewrite, other language.
Two tellings whose pairs are both known and share none are never put together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush, nlargest
from itertools import chain
from typing import Literal, TypeVar

from monitor.core.story import likeness
from monitor.core.story.concepts import is_neutral
from monitor.core.story.likeness import Vector
from monitor.core.story.telling import Telling
from monitor.core.story.traits import Traits, traits_of
from monitor.core.story.weights import WordWeights

_Key = TypeVar("_Key")
Rule = Literal["opened", "known", "exact", "syndicated", "rewrite", "stage", "language"]

WINDOW = timedelta(hours=96)
SYNDICATED_FROM = 0.80
REWRITE_FROM = 0.28
LANGUAGE_FROM = 0.45
# Postings visited per look-up, rarest words first: bounds the time at any number of entries.
MOST_POSTINGS = 3_000
MOST_CANDIDATES = 24
MOST_FOREIGNERS = 8
# Members of a large story that are compared: its first and its latest.
FIRST_MEMBERS = 4
LATEST_MEMBERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a telling belongs. `story_key` is None when it opens a story of its own."""

    story_key: int | None
    joined: bool
    rule: Rule
    why: str
    score: float  # likeness to the story, or to the closest one considered, 0..1


@dataclass(frozen=True, slots=True, eq=False)
class _Member:
    telling: Telling
    traits: Traits
    story_key: int


class Clusterer:
    """The tellings of the last `window`, and which story each belongs to.

    Lives in memory; `restore` from the tellings of the window, in the order in which they came,
    gives the same state as adding them one by one did. One writer at a time.
    """

    def __init__(self, *, window: timedelta = WINDOW) -> None:
        self._window = window
        self._members: dict[str, _Member] = {}
        self._stories: dict[int, list[_Member]] = {}
        self._postings: dict[str, list[_Member]] = {}
        self._copies: dict[str, list[_Member]] = {}
        self._weights = WordWeights()
        self._by_age: list[tuple[datetime, str]] = []
        self._latest: datetime | None = None

    def __len__(self) -> int:
        """Return how many tellings are held."""
        return len(self._members)

    def place(self, telling: Telling) -> Placement:
        """Return the story that the telling belongs to, or that it opens one; changes nothing."""
        known = self._members.get(telling.key)
        if known:
            return _joins(known.story_key, "known", "this entry was placed before", 1.0)
        traits = traits_of(telling)
        return self._as_copy(telling, traits) or self._as_alike(telling, traits)

    def add(self, telling: Telling, story_key: int) -> None:
        """Remember the telling as part of a story, and forget what left the window."""
        if telling.key in self._members:
            return
        member = _Member(telling, traits_of(telling), story_key)
        self._members[telling.key] = member
        self._stories.setdefault(story_key, []).append(member)
        for index, key in self._places(member):
            index.setdefault(key, []).append(member)
        self._weights.add(member.traits.words)
        heappush(self._by_age, (telling.at, telling.key))
        self._latest = max(self._latest or telling.at, telling.at)
        self.forget(self._latest - self._window)

    def restore(self, placed: Iterable[tuple[Telling, int]]) -> None:
        """Add tellings with their stories, in the order in which they first came."""
        for telling, story_key in placed:
            self.add(telling, story_key)

    def forget(self, before: datetime) -> None:
        """Drop the tellings dated before this moment."""
        while self._by_age and self._by_age[0][0] < before:
            self._drop(self._members[heappop(self._by_age)[1]])

    def _drop(self, member: _Member) -> None:
        del self._members[member.telling.key]
        _take_out(self._stories, member.story_key, member)
        for index, key in self._places(member):
            _take_out(index, key, member)
        self._weights.drop(member.traits.words)

    def _places(self, member: _Member) -> Iterator[tuple[dict[str, list[_Member]], str]]:
        for key, _ in _copy_keys(member.telling, member.traits):
            yield self._copies, key
        for word in member.traits.words:
            yield self._postings, word
        for pair in member.telling.pairs:
            yield self._postings, pair

    def _as_copy(self, telling: Telling, traits: Traits) -> Placement | None:
        for key, what in _copy_keys(telling, traits):
            for member in self._copies.get(key, ()):
                if self._may_hold(member.story_key, telling):
                    return _joins(member.story_key, "exact", _why(f"same {what} as", member), 1.0)
        return None

    def _as_alike(self, telling: Telling, traits: Traits) -> Placement:
        mine = likeness.vector(traits, self._weights)
        best = self._best(telling, mine, self._candidates(mine), likeness.cosine)
        if best and best[0] >= REWRITE_FROM:
            rule: Rule = "syndicated" if best[0] >= SYNDICATED_FROM else "rewrite"
            return _joins(best[1].story_key, rule, _why(f"{rule} of", best[1]), best[0])
        other = self._best(
            telling, mine, self._foreigners(telling, traits, mine), likeness.neutral_cosine
        )
        if other and other[0] >= LANGUAGE_FROM and _same_parties(telling, other[1].telling):
            why = _why("same countries, subject and time as", other[1])
            return _joins(other[1].story_key, "language", why, other[0])
        score = max(0.0, best[0]) if best else 0.0
        return Placement(
            story_key=None, joined=False, rule="opened", why="nothing alike", score=score
        )

    def _best(
        self,
        telling: Telling,
        mine: Vector,
        candidates: Iterable[_Member],
        alike: Callable[[Vector, Vector], float],
    ) -> tuple[float, _Member] | None:
        """Return the likeness of the closest story that may hold the telling, and its closest member."""
        stories = dict.fromkeys(member.story_key for member in candidates)
        found: tuple[float, _Member] | None = None
        for story_key in stories:
            if not self._may_hold(story_key, telling):
                continue
            scored = [
                (self._alike(telling, mine, member, alike), member)
                for member in _compared(self._stories[story_key])
            ]
            score = likeness.of_story([one for one, _ in scored])
            if found is None or score > found[0]:
                found = score, max(scored, key=lambda pair: pair[0])[1]
        return found

    def _alike(
        self,
        telling: Telling,
        mine: Vector,
        member: _Member,
        alike: Callable[[Vector, Vector], float],
    ) -> float:
        apart = likeness.days_between(telling.at, member.telling.at)
        theirs = likeness.vector(member.traits, self._weights)
        return alike(mine, theirs) - likeness.DAILY_LOSS * apart

    def _candidates(self, mine: Vector) -> list[_Member]:
        """Return the members that can be alike enough, the likeliest first.

        By Cauchy-Schwarz the squares of the shared weights, and of those not looked up, bound the
        cosine.
        """
        shared, unseen = self._sharing((word, weight * weight) for word, weight in mine.items())
        enough = REWRITE_FROM * REWRITE_FROM - unseen
        likely = (member for member, square in shared.items() if square >= enough)
        return nlargest(MOST_CANDIDATES, likely, key=lambda member: shared[member])

    def _foreigners(self, telling: Telling, traits: Traits, mine: Vector) -> list[_Member]:
        """Return members in other languages that share parties or subject, the likeliest first."""
        pairs = ((pair, 1.0) for pair in telling.pairs)
        subject = ((word, weight * weight) for word, weight in mine.items() if is_neutral(word))
        shared, _ = self._sharing(chain(pairs, subject))
        likely = (member for member in shared if member.traits.lang != traits.lang)
        return nlargest(MOST_FOREIGNERS, likely, key=lambda member: shared[member])

    def _sharing(self, keys: Iterable[tuple[str, float]]) -> tuple[dict[_Member, float], float]:
        """Return what each member shares of the keys' worth, and the worth of keys not looked up."""
        postings = [(self._postings.get(key, []), worth) for key, worth in keys]
        postings.sort(key=lambda posting: len(posting[0]))
        shared: defaultdict[_Member, float] = defaultdict(float)
        visited, unseen = 0, 0.0
        for members, worth in postings:
            visited += len(members)
            if visited > MOST_POSTINGS:
                unseen += worth
                continue
            for member in members:
                shared[member] += worth
        return shared, unseen

    def _may_hold(self, story_key: int, telling: Telling) -> bool:
        return not any(_disjoint(m.telling, telling) for m in self._stories[story_key])


def _joins(story_key: int, rule: Rule, why: str, score: float) -> Placement:
    return Placement(story_key=story_key, joined=True, rule=rule, why=why, score=min(score, 1.0))


def _why(what: str, member: _Member) -> str:
    return f"{what} “{member.telling.title}”"


def _copy_keys(telling: Telling, traits: Traits) -> Iterator[tuple[str, str]]:
    if telling.content_hash:
        yield f"hash {telling.content_hash}", "text"
    if telling.link:
        yield f"link {telling.link}", "link"
    if traits.words:
        yield "words " + " ".join((*traits.title, "/", *traits.body)), "words"


def _disjoint(one: Telling, other: Telling) -> bool:
    return bool(one.pairs and other.pairs) and not set(one.pairs) & set(other.pairs)


def _same_parties(one: Telling, other: Telling) -> bool:
    """Return whether both name the same pair, or at least two of the same countries."""
    return bool(set(one.pairs) & set(other.pairs)) or len(set(one.actors) & set(other.actors)) > 1


def _compared(members: list[_Member]) -> list[_Member]:
    if len(members) <= FIRST_MEMBERS + LATEST_MEMBERS:
        return members
    return members[:FIRST_MEMBERS] + members[-LATEST_MEMBERS:]


def _take_out(index: dict[_Key, list[_Member]], key: _Key, member: _Member) -> None:
    members = index[key]
    members.remove(member)
    if not members:
        del index[key]
