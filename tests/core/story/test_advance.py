"""What an entry does to a story that it joins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.story.tellings import START

from monitor.core.story.advance import Told, advance, open_with
from monitor.core.story.wires import credited, wire_of
from monitor.model import Figure, Finding, Source, Story
from monitor.vocab import EventType, Mode, Stage

LATER = START + timedelta(hours=3)
LONG = (
    "The two ministries opened a laboratory for solid-state batteries in Daejeon on Tuesday. " * 2
)


def told(
    family: str = "herald", *, summary: str = "Ministries open a lab.", lang: str = "en", **found
) -> Told:
    known = {
        "pairs": ("IL-KR",),
        "stage": Stage.AGREED,
        "type": EventType.AGREE,
        "sectors": ("ai",),
    } | found
    cooperation = known.pop("cooperation", True)
    return Told(
        finding=Finding(cooperation=cooperation, score=1.0, reason="", **known),
        source=Source(name=family.title(), family=family, link=None, published_at=START),
        title=f"{family} on the lab",
        summary=summary,
        lang=lang,
    )


@pytest.fixture
def story() -> Story:
    return open_with(told(), now=START)


def test_another_publisher_is_an_edit_and_counts_once(story: Story):
    grown, change = advance(story, told("ledger"), now=LATER)
    assert change == "edit"
    assert [source.family for source in grown.sources] == ["herald", "ledger"]
    assert (grown.revision, grown.updated_at, grown.title) == (2, LATER, "herald on the lab")
    assert advance(grown, told("ledger"), now=LATER) == (grown, None)


def test_taking_the_same_entry_in_twice_changes_nothing(story: Story):
    assert advance(story, told(), now=LATER) == (story, None)


def test_a_wire_copy_counts_as_the_wire(story: Story):
    wire = told("yonhap")
    grown, _ = advance(story, wire, now=LATER)
    carried = told("gazette")
    source = credited(carried.source, "Lab", "SEOUL, March 2 (Yonhap) -- The ministries opened")
    assert (source.family, source.name) == ("yonhap", "Yonhap (Gazette)")
    assert advance(grown, replace(carried, source=source), now=LATER) == (grown, None)


@pytest.mark.parametrize(
    ("title", "text", "family"),
    [
        ("Lab opens", "SEOUL, June 16 (Yonhap) -- The lab", "yonhap"),
        ("연구소 개소", "(서울=연합뉴스) 김 기자 = 연구소가", "yonhap"),
        ("研究所開設", "【ソウル聯合ニュース】研究所が", "yonhap"),
        ("研究所", "新华社首尔3月2日电 研究所", "xinhua"),
        ("Lab opens", "TOKYO (Reuters) - The lab", "reuters"),
        ("Lab opens - Reuters", "", "reuters"),
        ("Lab opens", "The lab is open. (AFP)", "afp"),
        ("Lab opens", "The Associated Press (AP) said the lab is open", None),
        ("Lab opens", "A flag is seen on Jan. 2. (Ann Other/Reuters) The lab", None),
        ("Lab opens", "The minister told Reuters that the lab is open", None),
        ("AP Moller opens lab", "", None),
        ("Lab opens", "", None),
    ],
)
def test_only_a_credit_makes_a_wire_copy(title: str, text: str, family: str | None):
    assert wire_of(title, text) == family


def test_a_higher_stage_is_told_anew_and_a_lower_one_is_not(story: Story):
    raised, change = advance(story, told("ledger", stage=Stage.SIGNED), now=LATER)
    assert (change, raised.stage, raised.title) == ("stage", Stage.SIGNED, "ledger on the lab")
    _, lower = advance(raised, told("gazette", stage=Stage.DISCUSSED), now=LATER)
    assert lower == "edit"


def test_the_end_of_a_known_story_is_told_once(story: Story):
    ended = told("ledger", mode=Mode.STALLED, cooperation=False)
    stalled, change = advance(story, ended, now=LATER)
    assert (change, stalled.mode) == ("stalled", Mode.STALLED)
    _, again = advance(stalled, told("gazette", mode=Mode.ENDED, cooperation=False), now=LATER)
    assert again == "edit"


def test_a_richer_summary_and_new_facts_are_an_edit(story: Story):
    money = Figure(kind="money", value=8e6, unit="USD", text="$8 million")
    richer = told(summary=LONG, figures=(money,), organisations=("KETI",), sectors=("batteries",))
    grown, change = advance(story, richer, now=LATER)
    assert change == "edit"
    assert grown.summary == LONG
    assert grown.figures == (money,)
    assert grown.organisations == ("KETI",)
    assert grown.sectors == ("ai", "batteries")
    same_sum = replace(money, text="8 million dollars")
    assert advance(grown, told(figures=(same_sum,), organisations=("Keti",)), now=LATER)[1] is None


def test_a_summary_in_another_language_does_not_replace_the_storys(story: Story):
    grown, _ = advance(story, told("ledger", summary=LONG, lang="ko"), now=LATER)
    assert grown.summary == story.summary


def test_what_is_no_cooperation_adds_its_publisher_only(story: Story):
    other = told("ledger", summary=LONG, cooperation=False, stage=Stage.NONE, sectors=("space",))
    grown, change = advance(story, other, now=LATER)
    assert change == "edit"
    assert (grown.summary, grown.sectors) == (story.summary, story.sectors)
