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
    family: str = "herald",
    *,
    title: str = "",
    summary: str = "Ministries open a lab.",
    lang: str = "en",
    hours: float = 0,
    **found,
) -> Told:
    known = {
        "pairs": ("IL-KR",),
        "stage": Stage.AGREED,
        "type": EventType.AGREE,
        "sectors": ("ai",),
    } | found
    cooperation = known.pop("cooperation", True)
    return Told(
        finding=Finding(cooperation=cooperation, score=1.0, reason="", lang=lang, **known),
        source=Source(
            name=family.title(),
            family=family,
            link=None,
            published_at=START + timedelta(hours=hours),
        ),
        title=title or f"{family} on the lab",
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
    signing = told("ledger", title="Israel and Korea sign lab accord", stage=Stage.SIGNED)
    raised, change = advance(story, signing, now=LATER)
    assert (change, raised.stage, raised.title) == ("stage", Stage.SIGNED, signing.title)
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


TALKS = "Israel and Korea hold talks on a battery lab"
AGREE = "Israel and Korea agree on a battery lab"
SIGN = "Israel and Korea sign accord on a battery lab"


def opened(title: str, stage: Stage) -> Story:
    return open_with(told(title=title, stage=stage), now=START)


def grows(story: Story, family: str, title: str, stage: Stage, *, hours: float = 3):
    """Return the story and the change after another entry."""
    entry = told(family, title=title, stage=stage, hours=hours)
    return advance(story, entry, now=START + timedelta(hours=hours))


def test_one_event_read_in_two_ways_sends_no_second_message():
    """DLV-10: a stage that one outlet alone claims within hours is kept in mind."""
    grown, change = grows(opened(TALKS, Stage.DISCUSSED), "ledger", AGREE, Stage.AGREED)
    assert (change, grown.stage) == ("edit", Stage.DISCUSSED)
    assert (grown.unconfirmed, grown.unconfirmed_by) == (Stage.AGREED, "ledger")


def test_the_same_headline_in_a_higher_stage_is_no_rise_even_the_next_day():
    story = opened(SIGN, Stage.AGREED)
    for hours in (3, 30):
        _, change = grows(story, "ledger", SIGN.upper(), Stage.SIGNED, hours=hours)
        assert change == "edit"


def test_a_stage_that_only_the_body_carries_is_no_rise():
    _, change = grows(opened(TALKS, Stage.DISCUSSED), "ledger", TALKS, Stage.AGREED, hours=30)
    assert change == "edit"


def test_a_signing_two_days_after_the_talks_is_a_rise():
    grown, change = grows(opened(TALKS, Stage.DISCUSSED), "herald", SIGN, Stage.SIGNED, hours=48)
    assert (change, grown.stage, grown.stage_at) == (
        "stage",
        Stage.SIGNED,
        START + timedelta(days=2),
    )


def test_an_agreement_of_a_later_day_is_a_rise():
    _, change = grows(opened(TALKS, Stage.DISCUSSED), "herald", AGREE, Stage.AGREED, hours=24)
    assert change == "stage"


@pytest.mark.parametrize(
    ("title", "stage"),
    [(SIGN, Stage.SIGNED), ("Israel and Korea launch joint battery lab", Stage.LAUNCHED)],
)
def test_what_is_signed_or_launched_outright_is_a_rise_within_hours(title: str, stage: Stage):
    _, change = grows(opened(TALKS, Stage.DISCUSSED), "ledger", title, stage, hours=1)
    assert change == "stage"


def test_what_is_to_be_signed_is_no_rise_and_its_signing_is():
    story = opened(TALKS, Stage.DISCUSSED)
    announced = "Israel and Korea to sign accord on a battery lab next week"
    story, change = grows(story, "ledger", announced, Stage.SIGNED)
    assert change == "edit"
    _, change = grows(opened(announced, Stage.AGREED), "ledger", SIGN, Stage.SIGNED, hours=5)
    assert change == "stage"


def test_two_publisher_families_are_a_rise_and_one_twice_is_not():
    claimed, _ = grows(opened(TALKS, Stage.DISCUSSED), "ledger", AGREE, Stage.AGREED)
    assert grows(claimed, "ledger", AGREE, Stage.AGREED, hours=4)[1] is None
    raised, change = grows(claimed, "tribune", AGREE, Stage.AGREED, hours=4)
    assert (change, raised.stage, raised.unconfirmed) == ("stage", Stage.AGREED, Stage.NONE)


def test_two_families_that_read_the_told_headline_higher_correct_it_without_a_ping():
    claimed, _ = grows(opened(SIGN, Stage.AGREED), "ledger", SIGN, Stage.SIGNED)
    shown, change = grows(claimed, "tribune", SIGN, Stage.SIGNED)
    assert (change, shown.stage, shown.title) == ("edit", Stage.SIGNED, SIGN)


def test_a_claim_that_no_reader_sees_is_no_edit():
    grown, change = grows(opened(TALKS, Stage.DISCUSSED), "herald", AGREE, Stage.AGREED)
    assert change is None
    assert grown.unconfirmed is Stage.AGREED
