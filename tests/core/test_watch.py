"""Which watches want a story, and which chats hear of it how."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.core.alert import alerts
from monitor.core.watch import verdicts
from monitor.model import PairPattern, Story, StoryId, Watch
from monitor.vocab import EventType, Mode, Stage

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ANY = PairPattern(text="*-*", left=None, right=None)
KOREA_JAPAN = PairPattern(text="KR-JP", left=frozenset({"KR"}), right=frozenset({"JP"}))
ALL = Watch(name="all", pairs=(ANY,), chats=("desk",))

STORY = Story(
    id=StoryId(7),
    pairs=("JP-KR",),
    sectors=("semiconductors",),
    type=EventType.AGREE,
    stage=Stage.AGREED,
    mode=Mode.ASSERTED,
    title="Seoul and Tokyo agree on chips",
    summary="",
    lang="en",
    first_seen_at=NOW,
    updated_at=NOW,
)


def wants(watch: Watch, story: Story = STORY, text: str = STORY.title) -> bool:
    (verdict,) = verdicts(story, text, (watch,))
    return verdict.wants


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"pairs": (KOREA_JAPAN,)}, True),
        ({"pairs": (PairPattern(text="IL-*", left=frozenset({"IL"}), right=None),)}, False),
        ({"sectors": frozenset({"semiconductors", "ai"})}, True),
        ({"sectors": frozenset({"ai"})}, False),
        ({"types": frozenset({EventType.AGREE})}, True),
        ({"types": frozenset({EventType.AID})}, False),
        ({"min_stage": Stage.DISCUSSED}, True),
        ({"min_stage": Stage.AGREED}, True),
        ({"min_stage": Stage.SIGNED}, False),
        ({"require": ("chips", "displays")}, True),
        ({"require": ("displays",)}, False),
        ({"require": ("chip",)}, False),
        ({"forbid": ("chips",)}, False),
        ({"forbid": ("Chip",)}, True),
    ],
)
def test_a_watch_wants_what_it_asks_for(changes, expected):
    assert wants(replace(ALL, **changes)) is expected


def test_a_word_in_a_script_without_spaces_is_found_anywhere():
    watch = replace(ALL, require=("반도체",))

    assert wants(watch, text="한일 반도체협력")


def test_a_story_without_a_known_pair_is_broadcast_to_nobody():
    """What cannot be told apart fails closed."""
    assert not wants(ALL, replace(STORY, pairs=()))


def test_every_refusal_says_why():
    (verdict,) = verdicts(STORY, STORY.title, (replace(ALL, min_stage=Stage.SIGNED),))

    assert verdict.why == "watch 'all': stage agreed is below signed"


def told(story: Story, change, watches=(ALL,), before=frozenset()) -> dict[str, str]:
    said = verdicts(story, story.title, watches)
    return {one.chat: one.kind for one in alerts(story, change, said, before)}


DESK = frozenset({"desk"})


def test_a_new_story_is_new_to_every_chat_once():
    twice = (ALL, replace(ALL, name="second", chats=("desk", "other")))

    assert told(STORY, "new", twice) == {"desk": "new", "other": "new"}


def test_more_outlets_edit_the_message():
    assert told(STORY, "edit", before=DESK) == {"desk": "edit"}
    assert told(STORY, None, before=DESK) == {}


def test_a_rise_is_a_message_of_its_own_only_where_asked_for():
    quiet = replace(ALL, on=frozenset({"new"}))

    assert told(STORY, "stage", before=DESK) == {"desk": "stage"}
    assert told(STORY, "stage", (quiet,), before=DESK) == {"desk": "edit"}


def test_a_chat_that_heard_nothing_yet_gets_it_as_new_whatever_changed():
    assert told(STORY, "edit") == {"desk": "new"}
    assert told(STORY, "stage") == {"desk": "new"}


def test_the_end_of_something_never_told_is_told_to_nobody():
    ended = replace(STORY, mode=Mode.ENDED)

    assert told(ended, "stalled") == {}
    assert told(ended, "stalled", before=DESK) == {"desk": "stalled"}
