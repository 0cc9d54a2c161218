"""What is one story and what is not, on our own sentences."""

from __future__ import annotations

from itertools import combinations

import pytest
from tests.core.story.cross_language import APART, SAME, UNSEEN_APART, UNSEEN_SAME, Case
from tests.core.story.one_day import DAYS, Text
from tests.core.story.tellings import telling

from monitor.core.detect import detect
from monitor.core.story import Clusterer, Telling
from monitor.model import NewsText
from monitor.vocab import Mode, Stage

STORY = 1
DAY = [
    (pair, number, text)
    for pair, events in DAYS.items()
    for number, event in enumerate(events)
    for text in event
]
COMPARED = [
    (one[2], other[2], one[1] == other[1])
    for pair in DAYS
    for one, other in combinations([text for text in DAY if text[0] == pair], 2)
]
ONE_EVENT = [(one, other) for one, other, same in COMPARED if same]
OTHER_EVENTS = [(one, other) for one, other, same in COMPARED if not same]


def read(title: str, summary: str, *, lang: str = "en", hours: float = 0.0) -> Telling:
    finding = detect(NewsText(title=title, summary=summary, lang=lang))
    return telling(
        title,
        summary,
        hours=hours,
        lang=lang,
        cooperation=finding.cooperation,
        pairs=finding.pairs,
        stage=finding.stage,
        mode=finding.mode,
    )


def joins(first: Telling, second: Telling, among: tuple[Telling, ...] = ()) -> bool:
    clusterer = Clusterer()
    for number, other in enumerate(among):
        clusterer.add(other, STORY + 1 + number)
    clusterer.add(first, STORY)
    return clusterer.place(second).story_key == STORY


def test_the_suite_is_large_enough_to_mean_something():
    assert len(ONE_EVENT) >= 20
    assert len(OTHER_EVENTS) >= 40
    assert len(SAME) >= 30
    assert len(APART) >= 12


@pytest.mark.parametrize(("one", "other"), ONE_EVENT, ids=lambda text: text[0][:40])
def test_one_event_in_other_words_is_one_story(one: Text, other: Text):
    assert joins(read(*one), read(*other, hours=5))


@pytest.mark.parametrize(("one", "other"), OTHER_EVENTS, ids=lambda text: text[0][:40])
def test_another_event_of_the_same_pair_on_the_same_day_is_another_story(one: Text, other: Text):
    assert not joins(read(*one), read(*other, hours=5))


def test_a_whole_day_of_eight_pairs_falls_into_its_events():
    clusterer = Clusterer()
    placed: dict[int, set[tuple[str, int]]] = {}
    for number, (pair, event, text) in enumerate(DAY):
        one = read(*text, hours=number / 6)
        story = clusterer.place(one).story_key or number + 1
        clusterer.add(one, story)
        placed.setdefault(story, set()).add((pair, event))
    assert all(len(events) == 1 for events in placed.values())
    assert len(placed) == sum(len(events) for events in DAYS.values())


@pytest.mark.parametrize("case", SAME, ids=lambda case: case[0])
def test_one_event_told_in_two_languages_is_one_story(case: Case):
    assert joins(*both(case))


@pytest.mark.parametrize("case", SAME, ids=lambda case: case[0])
def test_the_language_that_comes_first_does_not_matter(case: Case):
    first, second = both(case)
    assert joins(second, first)


@pytest.mark.parametrize("case", APART, ids=lambda case: case[0])
def test_a_near_miss_in_another_language_is_another_story(case: Case):
    assert not joins(*both(case))


def test_sentences_that_nothing_was_tuned_on_are_merged_four_times_in_five_and_never_wrongly():
    assert sum(joins(*both(case)) for case in UNSEEN_SAME) >= 0.8 * len(UNSEEN_SAME)
    assert not any(joins(*both(case)) for case in UNSEEN_APART)


def both(case: Case) -> tuple[Telling, Telling]:
    _, hours, one, other = case
    return (
        read(one[1], one[2], lang=one[0]),
        read(other[1], other[2], lang=other[0], hours=hours),
    )


MADE_UP = tuple(
    telling(f"Council {n} opens library number {n * 7} on Wednesday", f"Readers of block {n} came.")
    for n in range(1, 1_000)
)


@pytest.mark.parametrize(("one", "other", "same"), COMPARED[::9], ids=str)
def test_a_decision_is_the_same_in_an_empty_and_in_a_full_window(
    one: Text, other: Text, same: bool
):
    assert joins(read(*one), read(*other, hours=5), among=MADE_UP) == same


ANNOUNCED = telling(
    "Korea and Canada agree to build submarine parts plant in Halifax",
    "The two governments agreed on a plant for submarine parts; the contract is to follow.",
    cooperation=True,
    pairs=("CA-KR",),
    stage=Stage.AGREED,
)


def test_a_signing_three_days_after_the_announcement_joins_its_story():
    signed = telling(
        "Canada, Korea sign contract for Halifax submarine parts plant",
        "The contract on the plant was signed in Ottawa.",
        hours=70,
        cooperation=True,
        pairs=("CA-KR",),
        stage=Stage.SIGNED,
    )
    clusterer = Clusterer()
    clusterer.add(ANNOUNCED, STORY)
    placement = clusterer.place(signed)
    assert (placement.story_key, placement.rule) == (STORY, "stage")
    assert placement.why.startswith("stage: signed, after")


def test_the_end_of_a_cooperation_joins_it_two_weeks_later():
    ended = telling(
        "Canada suspends Halifax submarine parts plant with Korea",
        "The plant for submarine parts is on hold.",
        hours=14 * 24,
        pairs=("CA-KR",),
        mode=Mode.STALLED,
    )
    assert joins(ANNOUNCED, ended)


def test_two_meetings_of_a_pair_in_one_week_are_two_stories():
    first = read(
        "Japan and Vietnam hold vice-ministerial talks on rice trade", "Officials met in Hanoi."
    )
    second = read(
        "Vietnam and Japan hold vice-ministerial talks on rare earths",
        "Officials met in Tokyo.",
        hours=80,
    )
    third = read(
        "Japan and Vietnam hold vice-ministerial talks on rice trade", "Officials met.", hours=170
    )
    assert not joins(first, second)
    assert not joins(first, third)


def test_what_names_no_pair_goes_by_its_words():
    one = telling(
        "Volcano erupts near Grindavik for third time", "Residents of the town were moved."
    )
    other = telling("Grindavik residents moved as volcano erupts a third time", hours=3)
    apart = telling(
        "Ferry runs aground near Grindavik", "Passengers of the ferry are safe.", hours=3
    )
    assert joins(one, other)
    assert not joins(one, apart)
