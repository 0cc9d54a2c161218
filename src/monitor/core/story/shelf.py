"""The tellings that clustering remembers, and the indexes that find the few that may match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush, nlargest
from itertools import combinations
from typing import Final, TypeVar

from monitor.core.story.near import NearDuplicates
from monitor.core.story.telling import Telling
from monitor.core.story.traits import Traits, traits_of
from monitor.core.story.weights import WordWeights

_Key = TypeVar("_Key")

# Postings visited per look-up, rarest words first: bounds the time at any number of entries.
MOST_POSTINGS: Final = 1_200
MOST_CANDIDATES: Final = 16
# Countries and firms of a text whose pairs are indexed: more are a list, not parties.
MOST_PARTIES: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A telling that belongs to a story."""

    telling: Telling
    traits: Traits
    story_key: int


class Shelf:
    """Members by key, story, copy, word and pair; each is held until its time is over."""

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        self.stories: dict[int, list[Member]] = {}
        self.weights = WordWeights()
        self.near = NearDuplicates()
        self._copies: dict[str, list[Member]] = {}
        self._words: dict[str, list[Member]] = {}
        self._pairs: dict[str, list[Member]] = {}
        self._ends: list[tuple[datetime, str]] = []

    def put(self, telling: Telling, story_key: int, *, until: datetime) -> None:
        """Hold a telling that is not held yet, until a moment."""
        member = Member(telling, traits_of(telling), story_key)
        self.members[telling.key] = member
        self.stories.setdefault(story_key, []).append(member)
        for index, key in self._places(member):
            index.setdefault(key, []).append(member)
        self.weights.add(member.traits.words)
        self.near.add(telling.key, member.traits.words)
        heappush(self._ends, (until, telling.key))

    def clear(self, now: datetime) -> None:
        """Drop the tellings whose time ended before this moment."""
        while self._ends and self._ends[0][0] < now:
            self._drop(self.members.pop(heappop(self._ends)[1]))

    def copies(self, telling: Telling, traits: Traits) -> Iterator[tuple[Member, str]]:
        """Yield members that are the same entry or say the very same, and what is the same."""
        for key, what in copy_keys(telling, traits):
            for member in self._copies.get(key, ()):
                yield member, what

    def sharing_words(self, worth: Iterable[tuple[str, float]], *, enough: float) -> list[Member]:
        """Return members whose shared words can be worth enough, the likeliest first.

        The worth of words that were not looked up, since they are too frequent, counts as shared.
        """
        postings = [(self._words.get(word, []), value) for word, value in worth]
        postings.sort(key=lambda posting: len(posting[0]))
        shared: defaultdict[Member, float] = defaultdict(float)
        visited, unseen = 0, 0.0
        for members, value in postings:
            visited += len(members)
            if visited > MOST_POSTINGS:
                unseen += value
                continue
            for member in members:
                shared[member] += value
        likely = (member for member, value in shared.items() if value + unseen >= enough)
        return nlargest(MOST_CANDIDATES, likely, key=lambda member: shared[member])

    def sharing_parties(self, telling: Telling, traits: Traits) -> list[Member]:
        """Return members that name the same pair, the latest first."""
        found: dict[Member, None] = {}
        for pair in sorted(party_keys(telling, traits)):
            found.update(dict.fromkeys(reversed(self._pairs.get(pair, [])[-MOST_POSTINGS:])))
        return list(found)

    def _drop(self, member: Member) -> None:
        _take_out(self.stories, member.story_key, member)
        for index, key in self._places(member):
            _take_out(index, key, member)
        self.weights.drop(member.traits.words)
        self.near.forget(member.telling.key)

    def _places(self, member: Member) -> Iterator[tuple[dict[str, list[Member]], str]]:
        for key, _ in copy_keys(member.telling, member.traits):
            yield self._copies, key
        for word in member.traits.words:
            yield self._words, word
        for pair in party_keys(member.telling, member.traits):
            yield self._pairs, pair


def copy_keys(telling: Telling, traits: Traits) -> Iterator[tuple[str, str]]:
    """Yield the keys that copies of an entry share, with the reader's name for each."""
    if telling.content_hash:
        yield f"hash {telling.content_hash}", "text"
    if telling.link:
        yield f"link {telling.link}", "link"
    if traits.words:
        yield "words " + " ".join((*traits.title, "/", *traits.body)), "words"


def party_keys(telling: Telling, traits: Traits) -> frozenset[str]:
    """Return the pairs that detection named, and those of the first parties of the text."""
    named = sorted(traits.parties[:MOST_PARTIES])
    return frozenset(telling.pairs).union(f"{a}-{b}" for a, b in combinations(named, 2))


def _take_out(index: dict[_Key, list[Member]], key: _Key, member: Member) -> None:
    members = index[key]
    members.remove(member)
    if not members:
        del index[key]
