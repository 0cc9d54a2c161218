"""What is said of a pair's past, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.core.story.tellings import START
from tests.core.story.test_advance import told

from monitor.core.story.advance import open_with
from monitor.core.story.memory import pair_memory


@dataclass(frozen=True)
class Past:
    at: datetime
    sectors: tuple[str, ...] = ("semiconductors",)


def line(
    *days_ago: int, reach: int | None = 900, sectors: tuple[str, ...] = ("semiconductors",)
) -> str:
    story = open_with(told(sectors=sectors), now=START)
    past = [Past(START - timedelta(days=days)) for days in days_ago]
    since = None if reach is None else START - timedelta(days=reach)
    return pair_memory(past, story, reaches_back_to=since, now=START)


def test_a_long_silence_is_told_in_whole_months():
    assert line(430, 800) == "first IL-KR item on semiconductors in 14 months"


def test_no_earlier_item_says_how_far_the_store_reaches():
    assert line(reach=200) == "first IL-KR item on semiconductors in our 6 months of records"
    assert line(reach=1500) == "first IL-KR item on semiconductors in our 4 years of records"


def test_rounds_are_counted_since_the_first_within_a_year():
    assert line(20, 50, 400) == "3rd IL-KR item on semiconductors since January 2026"


def test_nothing_is_said_where_nothing_can_be():
    assert line(20) == ""
    assert line(reach=10) == ""
    assert line(reach=None) == ""


def test_another_sector_is_no_precedent():
    assert line(20, 50, sectors=("space",)) == "first IL-KR item on space in our 2 years of records"


def test_without_a_sector_only_the_pairs_silence_is_told():
    assert line(100, sectors=()) == "first IL-KR item in 3 months"
    assert line(20, 50, 70, sectors=("other",)) == ""


def test_the_story_itself_and_later_ones_are_no_past():
    assert line(0, -5, reach=200) == "first IL-KR item on semiconductors in our 6 months of records"
