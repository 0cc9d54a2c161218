"""What a pair did before, in one line, from our own store and no further than it reaches. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from monitor.model import Story
from monitor.vocab import SECTORS

# A store younger than this knows nothing that deserves the word "first".
LEAST_REACH: Final = timedelta(days=30)
# Shorter silences are no news: a pair that talks every week has no "first in three weeks".
LEAST_SILENCE: Final = timedelta(days=60)
# Items that make a series of rounds, this one included, and how far back they may lie.
LEAST_ROUNDS: Final = 3
ROUNDS_WITHIN: Final = timedelta(days=365)
DAYS_A_MONTH: Final = 30.44
MONTHS_IN_YEARS_FROM: Final = 24
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Sectors that say nothing of the subject.
VAGUE: Final = frozenset({"other"})


class Earlier(Protocol):
    """A story of the pair as the store remembers it."""

    @property
    def at(self) -> datetime:
        """When the story opened."""
        ...

    @property
    def sectors(self) -> tuple[str, ...]:
        """What it was about."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    pair: str
    sector: str
    now: datetime
    reach: timedelta


def pair_memory(
    history: Sequence[Earlier], story: Story, *, reaches_back_to: datetime | None, now: datetime
) -> str:
    """Return one line on the story's first pair and sector; "" when nothing can be said.

    `history` is the pair's earlier stories, newest first or not; `reaches_back_to` is when the
    store saw its first entry, None when it is empty. The line never claims more than the store
    can know: without an earlier item it says how far back it looked.
    """
    sector = next((one for one in story.sectors if one in SECTORS and one not in VAGUE), "")
    if not story.pairs or reaches_back_to is None or now - reaches_back_to < LEAST_REACH:
        return ""
    asked = _Asked(pair=story.pairs[0], sector=sector, now=now, reach=now - reaches_back_to)
    earlier = sorted(one.at for one in history if one.at < story.first_seen_at)
    same = sorted(one.at for one in history if _is_of(one, story, sector))
    return _on_sector(asked, same) or _on_pair(asked, earlier)


def _is_of(one: Earlier, story: Story, sector: str) -> bool:
    return bool(sector) and sector in one.sectors and one.at < story.first_seen_at


def _on_sector(asked: _Asked, earlier: Sequence[datetime]) -> str:
    if not asked.sector:
        return ""
    return _first(asked, earlier, f" on {asked.sector}") or _round(asked, earlier)


def _on_pair(asked: _Asked, earlier: Sequence[datetime]) -> str:
    return "" if asked.sector else _first(asked, earlier, "")


def _first(asked: _Asked, earlier: Sequence[datetime], subject: str) -> str:
    """Return the line on a long silence, or on none before as far as the store reaches."""
    if not earlier:
        return f"first {asked.pair} item{subject} in our {_span(asked.reach)} of records"
    silence = asked.now - earlier[-1]
    if silence < LEAST_SILENCE:
        return ""
    return f"first {asked.pair} item{subject} in {_span(silence)}"


def _round(asked: _Asked, earlier: Sequence[datetime]) -> str:
    recent = [at for at in earlier if asked.now - at <= ROUNDS_WITHIN]
    number = len(recent) + 1
    if number < LEAST_ROUNDS:
        return ""
    return f"{_ordinal(number)} {asked.pair} item on {asked.sector} since {_month(recent[0])}"


def _span(time: timedelta) -> str:
    """Return whole months, or years from two years on, never rounded up."""
    months = int(time.days / DAYS_A_MONTH)
    if months >= MONTHS_IN_YEARS_FROM:
        return f"{months // 12} years"
    if months > 1:
        return f"{months} months"
    return "month" if months == 1 else f"{time.days} days"


def _month(at: datetime) -> str:
    return f"{MONTHS[at.month - 1]} {at.year}"


def _ordinal(number: int) -> str:
    if 10 < number % 100 < 20:  # noqa: PLR2004 eleventh to thirteenth
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
