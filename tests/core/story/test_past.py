"""The memory of a pair: what it did before, and how far back anyone remembers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.render import render_alert
from monitor.core.story.past import first_since, recall
from monitor.model import PastStep, Source, Story, StoryId
from monitor.vocab import EventType, Mode, Stage

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STORY = Story(
    id=StoryId(1),
    pairs=("JP-KR",),
    sectors=(),
    type=EventType.AGREE,
    stage=Stage.AGREED,
    mode=Mode.ASSERTED,
    title="They agree",
    summary="",
    lang="en",
    first_seen_at=NOW,
    updated_at=NOW,
    sources=(Source(name="A", family="a", link=None, published_at=NOW, zone="Asia/Seoul"),),
)


def step(days: int, *, pair: str = "JP-KR", stage: Stage = Stage.DISCUSSED) -> PastStep:
    return PastStep(pair=pair, at=NOW - timedelta(days=days), stage=stage)


def test_the_newest_two_of_a_pair_and_three_in_all_are_recalled():
    steps = [step(9), step(1), step(5), step(2, pair="IL-KR"), step(3, pair="IL-KR")]
    assert recall(steps) == (step(1), step(2, pair="IL-KR"), step(3, pair="IL-KR"))


def test_a_step_without_a_stage_is_not_recalled():
    assert recall([step(1, stage=Stage.NONE)]) == ()


@pytest.mark.parametrize(
    ("story", "since"),
    [
        (replace(STORY, remembers_from=NOW - timedelta(days=40)), NOW - timedelta(days=40)),
        (replace(STORY, remembers_from=NOW - timedelta(days=7)), None),
        (replace(STORY, remembers_from=None), None),
        (replace(STORY, remembers_from=NOW - timedelta(days=40), past=(step(3),)), None),
        (replace(STORY, remembers_from=NOW - timedelta(days=40), pairs=()), None),
    ],
)
def test_a_first_is_called_so_only_by_a_long_memory(story, since):
    assert first_since(story) == since


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "↺ before: signed, 28 Feb · discussed, 21 Dec 2025"),
        ("ko", "↺ 이전: 서명(2월 28일) · 논의(2025. 12월 21일)"),
        ("ja", "↺ これまで: 署名（2月28日） · 協議（2025年12月21日）"),
    ],
)
def test_what_came_before_is_told_in_the_chats_language(language, line):
    story = replace(STORY, past=(step(1, stage=Stage.SIGNED), step(70)))
    assert line in render_alert(story, now=NOW, language=language).splitlines()


def test_with_several_pairs_each_step_names_its_own():
    story = replace(STORY, pairs=("IL-KR", "JP-KR"), past=(step(1),))
    assert "↺ before: Japan – South Korea discussed, 28 Feb" in render_alert(story, now=NOW)


def test_a_first_says_since_when():
    story = replace(STORY, remembers_from=NOW - timedelta(days=100))
    assert "since 21 Nov 2025, when our memory begins" in render_alert(story, now=NOW)
