"""Detection from end to end, with sentences of our own."""

from __future__ import annotations

import time

import pytest

from monitor.core.detect import detect
from monitor.model import Finding, NewsText
from monitor.vocab import SECTORS, EventType, Mode, Stage


def found(title: str, summary: str = "", text: str = "") -> Finding:
    return detect(NewsText(title=title, summary=summary, text=text))


@pytest.mark.parametrize(
    ("title", "pairs"),
    [
        ("Norway and Canada sign critical minerals agreement", ("CA-NO",)),
        ("Germany, Namibia agree on green hydrogen partnership", ("DE-NA",)),
        ("South Korea discusses battery cooperation with Israel and Japan", ("IL-KR", "JP-KR")),
        ("Polska i Ukraina podpisały umowę o współpracy energetycznej", ("PL-UA",)),
        ("한국-베트남, 반도체 협력 양해각서 체결", ("KR-VN",)),
        ("中国与巴西签署航天合作协议", ("BR-CN",)),
        ("日本とフランスが水素協力の覚書に署名", ("FR-JP",)),
    ],
)
def test_cooperation_is_found_with_its_pairs(title, pairs):
    finding = found(title)

    assert finding.cooperation
    assert finding.pairs == pairs
    assert finding.mode is Mode.ASSERTED
    assert finding.stage is not Stage.NONE
    assert finding.type is not EventType.NONE
    assert finding.sectors
    assert set(finding.sectors) <= set(SECTORS)


@pytest.mark.parametrize(
    "title",
    [
        "Russia shells power plant in Ukraine",
        "China accuses Australia of spying",
        "Brazil beats Croatia in final of the cup",
        "India imposes duties on steel from Vietnam",
    ],
)
def test_other_news_between_two_countries_is_rejected_with_a_reason(title):
    finding = found(title)

    assert not finding.cooperation
    assert finding.reason.startswith("two actors")
    assert finding.stage is Stage.NONE
    assert finding.type is EventType.NONE


@pytest.mark.parametrize(
    ("title", "mode", "quoted"),
    [
        ("Australia suspends trade talks with China", Mode.STALLED, "suspends"),
        ("Japan terminates fishing treaty with Russia", Mode.ENDED, "terminates"),
        ("Turkey refuses to ratify pact with Greece", Mode.NEGATED, "refuses"),
    ],
)
def test_undone_cooperation_keeps_its_pair_and_quotes_the_word(title, mode, quoted):
    finding = found(title)

    assert not finding.cooperation
    assert finding.mode is mode
    assert finding.pairs
    assert quoted in finding.reason


def test_a_text_without_countries_says_so():
    finding = found("Local bakery opens second shop")

    assert not finding.cooperation
    assert finding.reason == "names no country"
    assert finding.score == 0


def test_one_country_without_an_act_is_passed_over_with_its_name():
    finding = found("Rain expected in Portugal at the weekend")

    assert not finding.cooperation
    assert finding.reason == "one actor only: 'Portugal'"


def test_every_evidence_span_is_where_it_says():
    news = NewsText(
        title="Spain and Morocco sign deal on 300 km undersea power cable",
        summary="MADRID - Spain's energy ministry said the 2 billion euro project starts in May.",
    )

    finding = detect(news)

    kinds = {span.kind for span in finding.evidence}
    assert {"actor", "act", "sector"} <= kinds
    for span in finding.evidence:
        assert getattr(news, span.field)[span.start : span.end] == span.text


def test_technologies_of_the_full_text_are_sectors():
    finding = found(
        "Denmark and Estonia team up on research",
        text="Denmark and Estonia launched a joint programme. " * 20 + "It covers quantum sensors.",
    )

    assert finding.cooperation
    assert "quantum" in finding.sectors
    assert finding.stage is Stage.LAUNCHED
    assert finding.type is EventType.COOPERATE


def test_detection_is_deterministic():
    title = "Chile and Peru open joint lithium laboratory"

    assert found(title) == found(title)


@pytest.mark.parametrize(
    "unit", ["China Japan sign ", "日中合作", "not ", "((((", "a" * 50, "한미 협력 "]
)
def test_time_is_linear_in_hostile_text(unit):
    """IN-20: a megabyte of crafted text costs what its decisive beginning costs."""
    text = unit * (1_000_000 // len(unit))
    found("warm up China Japan")
    started = time.process_time()

    detect(NewsText(title=text, summary=text, text=text))

    assert time.process_time() - started < 3
