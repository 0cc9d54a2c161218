"""What holds for any stream of entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.core.story.tellings import START, telling

from monitor.core.story import Clusterer, Telling, cluster_stream
from monitor.model import Finding, NewsText

WHO = ("Japan", "India", "Norway", "Chile", "Ghana")
CODES = {"Japan": "JP", "India": "IN", "Norway": "NO", "Chile": "CL", "Ghana": "GH"}
WHAT = ("sign lithium accord", "open ferry line", "discuss whale counts", "launch moon probe")
MORE = ("", "Ministers met on Tuesday.", "The plan costs $40 million.", "Work begins in spring.")


@st.composite
def tellings(draw: st.DrawFn, latest: int = 300) -> Telling:
    one, other = draw(st.lists(st.sampled_from(WHO), min_size=2, max_size=2, unique=True))
    title = f"{one} and {other} {draw(st.sampled_from(WHAT))}"
    known = draw(st.booleans())
    return telling(
        title,
        draw(st.sampled_from(MORE)),
        hours=draw(st.integers(0, latest)),
        key=f"k{draw(st.integers(0, 10**9))}",
        pairs=("-".join(sorted((CODES[one], CODES[other]))),) if known else (),
        cooperation=known and draw(st.booleans()),
        link=draw(st.sampled_from([None, None, "example.org/a", "example.org/b"])),
    )


STREAMS = st.lists(tellings(), max_size=25, unique_by=lambda one: one.key)
WINDOWFUL = st.lists(tellings(latest=95), max_size=25, unique_by=lambda one: one.key)
FEW = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking whole streams takes minutes
)


def fill(
    stream: Sequence[Telling], clusterer: Clusterer | None = None
) -> tuple[Clusterer, list[int]]:
    clusterer, stories = clusterer or Clusterer(), []
    for number, one in enumerate(stream):
        placement = clusterer.place(one)
        stories.append(placement.story_key or number + 1)
        clusterer.add(one, stories[-1])
    return clusterer, stories


def together(stories: Sequence[int]) -> list[list[int]]:
    groups: dict[int, list[int]] = {}
    for place, story in enumerate(stories):
        groups.setdefault(story, []).append(place)
    return list(groups.values())


@FEW
@given(STREAMS)
def test_placing_changes_nothing_and_adding_twice_is_adding_once(stream: list[Telling]):
    clusterer, stories = fill(stream)
    held = len(clusterer)
    for one, story in zip(stream, stories, strict=True):
        before = clusterer.place(one)
        clusterer.add(one, story)
        assert clusterer.place(one) == before
    assert len(clusterer) == held


@FEW
@given(WINDOWFUL)
def test_tellings_whose_known_pairs_are_disjoint_are_never_in_one_story(stream: list[Telling]):
    _, stories = fill(stream)
    for group in together(stories):
        known = [set(stream[place].pairs) for place in group if stream[place].pairs]
        assert all(one & other for one in known for other in known)


@FEW
@given(STREAMS, st.randoms(use_true_random=False))
def test_the_order_of_identical_copies_does_not_matter(stream: list[Telling], random):
    copies = [one for one in stream for _ in range(2)]
    named = [telling_again(one, f"{one.key} {n % 2}") for n, one in enumerate(copies)]
    swapped = list(named)
    for place in range(0, len(named), 2):
        if random.random() < 0.5:
            swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    assert together(fill(named)[1]) == together(fill(swapped)[1])


def telling_again(one: Telling, key: str) -> Telling:
    return telling(
        one.title,
        one.summary,
        hours=(one.at - START) / timedelta(hours=1),
        key=key,
        pairs=one.pairs,
        cooperation=one.cooperation,
    )


@FEW
@given(STREAMS, STREAMS)
def test_a_restored_clusterer_places_what_comes_next_as_the_first_one_would(
    stream: list[Telling], later: list[Telling]
):
    first, stories = fill(stream)
    restored = Clusterer()
    restored.restore(zip(stream, stories, strict=True))
    fresh = [telling_again(one, f"later {one.key}") for one in later]
    assert [first.place(one) for one in fresh] == [restored.place(one) for one in fresh]
    assert fill(fresh, first)[1] == fill(fresh, restored)[1]


def test_restoring_only_what_is_in_the_window_gives_the_same_state():
    """Clustering state survives a restart, read from the tellings that the window still holds."""
    stream = [
        telling(f"Norway counts {n} whales off cape {n % 5}", hours=n, key=f"{n}")
        for n in range(400)
    ]
    first, stories = fill(stream)
    recent = [
        pair
        for pair in zip(stream, stories, strict=True)
        if pair[0].at >= stream[-1].at - timedelta(hours=96)
    ]
    restored = Clusterer()
    restored.restore(recent)
    assert len(restored) == len(first)
    after = telling("Whales off cape 3 counted by Norway: 398", hours=400, key="after")
    assert restored.place(after) == first.place(after)


def test_memory_is_bounded_by_the_window_and_not_by_history():
    clusterer = Clusterer(window=timedelta(hours=10), thread_window=timedelta(hours=20))
    for hour in range(500):
        clusterer.add(telling(f"Ghana opens school {hour}", hours=hour, key=f"{hour}"), hour + 1)
        assert len(clusterer) <= 11
    clusterer.forget(START + timedelta(hours=1_000))
    assert len(clusterer) == 0
    assert clusterer._shelf._words == {}
    assert clusterer._shelf._copies == {}
    assert clusterer._shelf._pairs == {}
    assert clusterer._shelf.stories == {}
    assert len(clusterer._shelf.near) == 0
    assert not clusterer._shelf.weights._counts


def test_an_entry_that_came_before_is_known():
    clusterer = Clusterer()
    one = telling("Chile and Norway open ferry line")
    clusterer.add(one, 7)
    assert (clusterer.place(one).rule, clusterer.place(one).story_key) == ("known", 7)


@pytest.mark.parametrize("same", [{"content_hash": "c0ffee"}, {"link": "example.org/ferry"}])
def test_the_same_text_or_link_is_the_same_story(same: dict[str, Any]):
    """STORM-02, STORM-03: a changed guid, title or query of one article opens nothing."""
    clusterer = Clusterer()
    clusterer.add(telling("Chile and Norway open ferry line", **same), 7)
    again = telling("Ferry: what we know", hours=30, **same)
    assert (clusterer.place(again).rule, clusterer.place(again).story_key) == ("exact", 7)


def test_a_copy_with_an_outlets_name_and_a_lost_sentence_is_syndicated():
    clusterer = Clusterer()
    text = "Chile and Norway opened a ferry line between Valparaiso and Bergen for lithium freight."
    clusterer.add(telling("Chile, Norway open lithium ferry line", text), 7)
    copy = telling("Chile, Norway open lithium ferry line | Daily Ledger", text, hours=4)
    assert (clusterer.place(copy).rule, clusterer.place(copy).story_key) == ("syndicated", 7)


def test_the_stream_numbers_stories_and_says_which_rule_joined():
    news = [
        ("a", NewsText(title="Chile and Norway open ferry line", published_at=START)),
        ("b", NewsText(title="Ghana counts whales", published_at=START)),
        ("c", NewsText(title="Chile and Norway open ferry line")),
    ]
    found = list(cluster_stream(news, lambda _: Finding(cooperation=False, score=0.0, reason="")))
    assert [(name, story, joined) for name, story, joined, _ in found] == [
        ("a", 1, False),
        ("b", 2, False),
        ("c", 1, True),
    ]
    assert found[2][3].startswith("exact: same words as")
