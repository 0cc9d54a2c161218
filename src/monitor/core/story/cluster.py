"""Entries that tell one event become one story, online, in the order in which they arrive.

Rules, the first that holds decides: exact copy, syndicated copy, rewrite, other language.
Two tellings whose pairs are both known and share none are never put together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush, nlargest
from typing import Literal, TypeVar

from monitor.core.story.likeness import cosine, vector
from monitor.core.story.telling import Telling
from monitor.core.story.traits import Traits, traits_of
from monitor.core.story.weights import WordWeights

_Key = TypeVar("_Key")
Rule = Literal["opened", "known", "exact", "syndicated", "rewrite", "language"]

WINDOW = timedelta(hours=96)
SYNDICATED_FROM = 0.80
REWRITE_FROM = 0.29
# Postings visited per look-up, rarest words first: bounds the time at any number of entries.
MOST_POSTINGS = 3_000
MOST_CANDIDATES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a telling belongs. `story_key` is None when it opens a story of its own."""

    story_key: int | None
    joined: bool
    rule: Rule
    why: str
    score: float  # likeness to the closest telling considered, 0..1


@dataclass(slots=True, eq=False)
class _Member:
    telling: Telling
    traits: Traits
    story_key: int


class Clusterer:
    """The tellings of the last `window`, and which story each belongs to.

    Lives in memory; `restore` from the tellings of the window gives the same state as adding
    them one by one did. One writer at a time.
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
        return self._as_copy(telling) or self._as_alike(telling)

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
        for key in _copy_keys(member.telling):
            yield self._copies, key
        for word in member.traits.words:
            yield self._postings, word

    def _as_copy(self, telling: Telling) -> Placement | None:
        for key in _copy_keys(telling):
            for member in self._copies.get(key, ()):
                if self._may_hold(member.story_key, telling):
                    return _joins(member.story_key, "exact", f"same {key.partition(' ')[0]}", 1.0)
        return None

    def _as_alike(self, telling: Telling) -> Placement:
        traits = traits_of(telling)
        mine = vector(traits, self._weights)
        best, closest = 0.0, None
        for member in self._candidates(mine):
            likeness = cosine(mine, vector(member.traits, self._weights))
            if likeness > best and self._may_hold(member.story_key, telling):
                best, closest = likeness, member
        return self._decide(closest, best)

    def _decide(self, closest: _Member | None, score: float) -> Placement:
        if closest is None or score < REWRITE_FROM:
            return Placement(
                story_key=None, joined=False, rule="opened", why="nothing alike", score=score
            )
        rule: Rule = "syndicated" if score >= SYNDICATED_FROM else "rewrite"
        return _joins(closest.story_key, rule, f"{rule} of {closest.telling.title!r}", score)

    def _candidates(self, mine: dict[str, float]) -> list[_Member]:
        """Return the members that share most weight with these words, the best first."""
        lists = [(self._postings.get(word, ()), weight) for word, weight in mine.items()]
        lists.sort(key=lambda pair: len(pair[0]))
        shared: defaultdict[_Member, float] = defaultdict(float)
        visited = 0
        for members, weight in lists:
            visited += len(members)
            if visited > MOST_POSTINGS:
                break
            for member in members:
                shared[member] += weight
        return nlargest(MOST_CANDIDATES, shared, key=lambda member: shared[member])

    def _may_hold(self, story_key: int, telling: Telling) -> bool:
        return not any(_disjoint(m.telling, telling) for m in self._stories[story_key])


def _joins(story_key: int, rule: Rule, why: str, score: float) -> Placement:
    return Placement(story_key=story_key, joined=True, rule=rule, why=why, score=min(score, 1.0))


def _copy_keys(telling: Telling) -> Iterator[str]:
    if telling.content_hash:
        yield f"text {telling.content_hash}"
    if telling.link:
        yield f"link {telling.link}"


def _disjoint(one: Telling, other: Telling) -> bool:
    return bool(one.pairs and other.pairs) and not set(one.pairs) & set(other.pairs)


def _take_out(index: dict[_Key, list[_Member]], key: _Key, member: _Member) -> None:
    members = index[key]
    members.remove(member)
    if not members:
        del index[key]
