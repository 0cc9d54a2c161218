"""Entries that tell one event become one story, online, in the order in which they arrive.

Rules, the first that holds decides:

1. exact: the same text, link or words.
2. syndicated: nearly the same set of words.
3. rewrite: alike by weighted words, concepts and amounts, less what time and the headlines'
   countries and turns take away.
4. stage: the same pair's cooperation goes on: a higher stage, or stalled, of a known story.
5. language: another language, the same parties, and alike by concepts and amounts.

Two tellings whose pairs are both known and share none are never put together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from monitor.core.story import likeness
from monitor.core.story.concepts import PERSON, is_subject
from monitor.core.story.likeness import Vector
from monitor.core.story.shelf import Member, Shelf
from monitor.core.story.telling import Telling
from monitor.core.story.traits import Traits, traits_of
from monitor.vocab import Mode, stage_rank

Rule = Literal["opened", "known", "exact", "syndicated", "rewrite", "stage", "language"]

DAY: Final = timedelta(days=1)
WINDOW: Final = timedelta(hours=96)
# A cooperation is remembered longer, so that its signing or its end joins it.
THREAD_WINDOW: Final = timedelta(days=21)
# Likeness lost with time, by the square of the days between two tellings: an event is told by the
# next morning, while sagas repeat its words for weeks.
TIME_LOSS: Final = 0.12
THREAD_DAILY_LOSS: Final = 0.02
# A copy that drops the last sentence or adds an outlet's name still has six words in ten.
SYNDICATED_FROM: Final = 0.6
REWRITE_FROM: Final = 0.20
# Weight of what two tellings share besides countries, in nats, that bears a likeness out in full.
ENOUGH_EVIDENCE: Final = 10.0
# Likeness lost where one is cooperation and the other is not,
OTHER_VERDICT: Final = 0.04
# and where two cooperations are not of the same pairs: a hub with another spoke.
OTHER_SPOKE: Final = 0.3
# Likeness gained where both are cooperation of the very same pairs in a shared sector, told within
# a day: what a reader would call the same news again.
SAME_COOPERATION: Final = 0.05
SAME_NEWS_WITHIN: Final = 1.0  # days
STAGE_FROM: Final = 0.36
LANGUAGE_FROM: Final = 0.42
# Weight of the subjects that two languages must share, in nats: one is enough, if not a usual one;
LANGUAGE_EVIDENCE: Final = 3.5
# without any, two people who meet.
TWO_PEOPLE: Final = 2
# Members of a large story that are compared: its first and its latest.
FIRST_MEMBERS: Final = 4
LATEST_MEMBERS: Final = 8
MOST_FOREIGNERS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a telling belongs. `story_key` is None when it opens a story of its own."""

    story_key: int | None
    joined: bool
    rule: Rule
    why: str
    score: float  # likeness to the story, or to the closest one considered, 0..1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A telling that is to be placed, with what is compared of it."""

    telling: Telling
    traits: Traits
    words: Vector


_Alike = Callable[[_Asked, Member], float]
_Scored = tuple[float, Member]


class Clusterer:
    """The tellings of the last `window`, and which story each belongs to.

    Lives in memory; `restore` from the tellings of the window, in the order in which they came,
    gives the same state as adding them one by one did. One writer at a time. Cooperations are
    held for `thread_window`, which is not shorter.
    """

    def __init__(
        self, *, window: timedelta = WINDOW, thread_window: timedelta = THREAD_WINDOW
    ) -> None:
        self._window = window
        self._thread_window = max(window, thread_window)
        self._shelf = Shelf()
        self._latest: datetime | None = None

    def __len__(self) -> int:
        """Return how many tellings are held."""
        return len(self._shelf.members)

    def place(self, telling: Telling) -> Placement:
        """Return the story that the telling belongs to, or that it opens one; changes nothing."""
        known = self._shelf.members.get(telling.key)
        if known:
            return _joins("known", "this entry was placed before", (1.0, known))
        traits = traits_of(telling)
        words = likeness.vector(traits, self._shelf.weights)
        asked = _Asked(telling=telling, traits=traits, words=words)
        return (
            self._exact(asked)
            or self._syndicated(asked)
            or self._rewritten(asked)
            or self._gone_on(asked)
            or self._translated(asked)
            or Placement(
                story_key=None, joined=False, rule="opened", why="opened: nothing alike", score=0.0
            )
        )

    def add(self, telling: Telling, story_key: int) -> None:
        """Remember the telling as part of a story, and forget what left the window."""
        if telling.key in self._shelf.members:
            return
        held_for = self._thread_window if telling.cooperation else self._window
        self._shelf.put(telling, story_key, until=telling.at + held_for)
        self._latest = max(self._latest or telling.at, telling.at)
        self._shelf.clear(self._latest)

    def restore(self, placed: Iterable[tuple[Telling, int]]) -> None:
        """Add tellings with their stories, in the order in which they first came."""
        for telling, story_key in placed:
            self.add(telling, story_key)

    def forget(self, now: datetime) -> None:
        """Drop the tellings that left their window by this moment."""
        self._shelf.clear(now)

    def _exact(self, asked: _Asked) -> Placement | None:
        for member, what in self._shelf.copies(asked.telling, asked.traits):
            # Words come again next week: "finance ministers meet" is then another meeting.
            recent = what != "words" or _days(asked, member) <= self._window / DAY
            if recent and self._may_join(asked, member.story_key):
                return _joins("exact", f"same {what} as", (1.0, member))
        return None

    def _syndicated(self, asked: _Asked) -> Placement | None:
        found: list[_Scored] = []
        for key, coefficient in self._shelf.near.find(asked.traits.words, at_least=SYNDICATED_FROM):
            member = self._shelf.members[key]
            score = coefficient - _lost(asked, member)
            score += likeness.by_structure(asked.traits, member.traits)
            if score >= SYNDICATED_FROM and self._may_join(asked, member.story_key):
                found.append((score, member))
        return _joins("syndicated", "nearly the words of", _best(found)) if found else None

    def _rewritten(self, asked: _Asked) -> Placement | None:
        # By Cauchy-Schwarz the squares of the shared weights bound the cosine.
        least = REWRITE_FROM - likeness.SAME_PARTIES - SAME_COOPERATION
        squares = ((word, weight * weight) for word, weight in asked.words.items())
        candidates = self._shelf.sharing_words(squares, enough=least * least)
        found = self._closest(asked, _in_language(asked, candidates), self._alike_now)
        if found and found[0] >= REWRITE_FROM:
            return _joins("rewrite", "tells the same as", found)
        return None

    def _gone_on(self, asked: _Asked) -> Placement | None:
        candidates = [m for m in self._parties(asked) if _goes_on(asked.telling, m.telling)]
        found = self._closest(asked, _in_language(asked, candidates), self._alike_in_thread)
        if found and found[0] >= STAGE_FROM:
            return _joins("stage", f"{_step(asked.telling)}, after", found)
        return None

    def _translated(self, asked: _Asked) -> Placement | None:
        candidates = [
            member
            for member in self._parties(asked)
            if not _in_language(asked, self._shelf.stories[member.story_key])
            and self._may_translate(asked, member)
        ]
        found = self._closest(asked, candidates, self._alike_in_meaning)
        if found and found[0] >= LANGUAGE_FROM:
            return _joins("language", "same countries, subject and time as", found)
        return None

    def _parties(self, asked: _Asked) -> list[Member]:
        return self._shelf.sharing_parties(asked.telling, asked.traits)[:MOST_FOREIGNERS]

    def _closest(
        self, asked: _Asked, candidates: Iterable[Member], alike: _Alike
    ) -> _Scored | None:
        """Return the likeness of the closest story that may hold it, and its closest member."""
        found: list[_Scored] = []
        for story_key in dict.fromkeys(member.story_key for member in candidates):
            if self._may_join(asked, story_key):
                members = _compared(self._shelf.stories[story_key])
                known = _in_language(asked, members) or members
                scored = [(alike(asked, member), member) for member in known]
                score = likeness.of_story([one for one, _ in scored])
                found.append((score, _best(scored)[1]))
        return _best(found) if found else None

    def _alike_now(self, asked: _Asked, member: Member) -> float:
        words = likeness.cosine(asked.words, self._vector(member))
        words *= self._believed(asked, member)
        structure = likeness.by_structure(asked.traits, member.traits)
        structure += _same_cooperation(asked, member) - _other_finding(asked, member)
        return words + structure - _lost(asked, member)

    def _alike_in_thread(self, asked: _Asked, member: Member) -> float:
        words = likeness.cosine(asked.words, self._vector(member))
        words *= self._believed(asked, member)
        return words - THREAD_DAILY_LOSS * _days(asked, member)

    def _alike_in_meaning(self, asked: _Asked, member: Member) -> float:
        words = likeness.neutral_cosine(asked.words, self._vector(member))
        structure = likeness.by_structure(asked.traits, member.traits)
        return words + structure - _lost(asked, member)

    def _may_translate(self, asked: _Asked, member: Member) -> bool:
        if member.traits.turns != asked.traits.turns:
            return False
        shared = set(asked.traits.words) & set(member.traits.words)
        subject = sum(self._shelf.weights[word] for word in shared if is_subject(word))
        people = sum(word.startswith(PERSON) for word in shared)
        enough = subject >= LANGUAGE_EVIDENCE or people >= TWO_PEOPLE
        return enough and likeness.same_parties(asked.traits, member.traits)

    def _believed(self, asked: _Asked, member: Member) -> float:
        """Return the part of a likeness that what is shared besides countries bears out."""
        shared = likeness.evidence(asked.traits, member.traits, self._shelf.weights)
        return min(1.0, shared / ENOUGH_EVIDENCE)

    def _vector(self, member: Member) -> Vector:
        return likeness.vector(member.traits, self._shelf.weights)

    def _may_join(self, asked: _Asked, story_key: int) -> bool:
        members = self._shelf.stories[story_key]
        return not any(_disjoint(asked.telling, member.telling) for member in members)


def _joins(rule: Rule, why: str, found: _Scored) -> Placement:
    score, member = found
    return Placement(
        story_key=member.story_key,
        joined=True,
        rule=rule,
        why=f"{rule}: {why} “{member.telling.title}”",
        score=max(0.0, min(1.0, score)),
    )


def _best(found: list[_Scored]) -> _Scored:
    return max(found, key=lambda scored: scored[0])


def _days(asked: _Asked, member: Member) -> float:
    return likeness.days_between(asked.telling.at, member.telling.at)


def _lost(asked: _Asked, member: Member) -> float:
    return TIME_LOSS * _days(asked, member) ** 2


def _disjoint(one: Telling, other: Telling) -> bool:
    return bool(one.pairs and other.pairs) and not set(one.pairs) & set(other.pairs)


def _other_finding(asked: _Asked, member: Member) -> float:
    """Return the likeness lost where detection read two different things."""
    one, other = asked.telling, member.telling
    if one.cooperation != other.cooperation:
        return OTHER_VERDICT
    spokes = one.cooperation and set(one.pairs) != set(other.pairs)
    if spokes and likeness.has_stranger(asked.traits, member.traits):
        return OTHER_SPOKE
    return 0.0


def _same_cooperation(asked: _Asked, member: Member) -> float:
    """Return the likeness gained where detection read the same thing twice, on one day."""
    one, other = asked.telling, member.telling
    both = one.cooperation and other.cooperation and bool(one.pairs)
    same = both and one.pairs == other.pairs and set(one.sectors) & set(other.sectors)
    return SAME_COOPERATION if same and _days(asked, member) <= SAME_NEWS_WITHIN else 0.0


def _goes_on(telling: Telling, earlier: Telling) -> bool:
    """Return whether a telling can be the next step of a cooperation that was told earlier."""
    if not earlier.cooperation or not set(telling.pairs) & set(earlier.pairs):
        return False
    rises = telling.cooperation and stage_rank(telling.stage) > stage_rank(earlier.stage)
    return rises or telling.mode in {Mode.STALLED, Mode.ENDED}


def _step(telling: Telling) -> str:
    return telling.stage if telling.cooperation else telling.mode


def _in_language(asked: _Asked, members: Iterable[Member]) -> list[Member]:
    return [member for member in members if member.traits.lang == asked.traits.lang]


def _compared(members: list[Member]) -> list[Member]:
    if len(members) <= FIRST_MEMBERS + LATEST_MEMBERS:
        return members
    return members[:FIRST_MEMBERS] + members[-LATEST_MEMBERS:]
