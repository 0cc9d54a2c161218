"""What bends the learned score: words that undo, ask or remember, topics, and plain headlines."""

from __future__ import annotations

import pytest

from monitor.core.detect import detect
from monitor.core.detect.actors import find_actors
from monitor.core.detect.acts import find_acts
from monitor.core.detect.verdict import Verdict, judge
from monitor.model import NewsText
from monitor.vocab import Mode

THRESHOLD = 0.5


def verdict(title: str, score: float, *, lang: str = "en", pair_chance: float = 0.95) -> Verdict:
    news = NewsText(title=title, lang=lang)
    return judge(
        news,
        find_actors(news, lang),
        find_acts(news, lang),
        lang,
        score=score,
        threshold=THRESHOLD,
        pair_chance=pair_chance,
    )


@pytest.mark.parametrize(
    ("title", "mode"),
    [
        ("Japan scraps fighter deal with Italy", Mode.ENDED),
        ("Japan suspends fisheries talks with Russia", Mode.STALLED),
        ("Japan postpones signing of pact with Peru", Mode.STALLED),
        ("Japan and Peru fail to reach agreement", Mode.NEGATED),
        ("Japan won’t sign pact with Peru", Mode.NEGATED),
        ("Forty years ago Japan and Peru signed a treaty", Mode.HISTORICAL),
        ("Will Japan and Peru ever sign a pact?", Mode.HYPOTHETICAL),
        ("How Japan and Peru agreed on fish", Mode.HYPOTHETICAL),
    ],
)
def test_a_headline_that_undoes_its_act_is_no_cooperation_at_a_high_score(
    title: str, mode: Mode
) -> None:
    told = verdict(title, 0.9)
    assert not told.cooperation
    assert told.mode == mode
    assert told.word is not None
    assert told.word.text == title[told.word.start : told.word.end]


def test_a_word_of_resumption_turns_the_undoing_word_round() -> None:
    assert verdict("Japan and Peru resume suspended trade talks", 0.7).cooperation


@pytest.mark.parametrize(
    ("title", "refused", "taken"),
    [
        ("Japan urges Peru to sign fisheries pact", 0.79, 0.85),
        ("Japan and Peru could sign fisheries pact", 0.59, 0.65),
    ],
)
def test_asking_and_supposing_need_a_higher_score(title: str, refused: float, taken: float) -> None:
    assert not verdict(title, refused).cooperation
    assert verdict(title, taken).cooperation


def test_a_headline_about_something_else_needs_near_certainty() -> None:
    assert not verdict("Japan beat Peru in World Cup qualifier", 0.8).cooperation
    assert not verdict("EU agrees new sanctions against Russia", 0.75).cooperation
    assert not verdict("Russian missiles kill ten in Ukraine", 0.9).cooperation


def test_a_weak_pair_needs_a_higher_score_and_none_at_all_a_high_one() -> None:
    title = "Minister arrives in Peru to speak of fish"
    assert not verdict(title, 0.55, pair_chance=0.4).cooperation
    assert verdict(title, 0.65, pair_chance=0.4).cooperation
    assert not verdict(title, 0.75, pair_chance=0.0).cooperation


def test_a_plain_headline_counts_below_the_threshold_but_not_far_below() -> None:
    title = "Japan and Peru sign fisheries pact"
    assert verdict(title, 0.4).cooperation
    assert not verdict(title, 0.2).cooperation
    assert not verdict(title, 0.4, pair_chance=0.5).cooperation


def test_a_plain_headline_counts_where_nothing_was_learned_of_the_language() -> None:
    assert verdict("Japan und Peru unterzeichnen Abkommen", 0.1, lang="de").cooperation
    assert not verdict("Japan und Peru im Regen", 0.1, lang="de").cooperation


def test_a_plain_headline_has_the_step_of_its_word() -> None:
    finding = detect(
        NewsText(title="Japan und Peru unterzeichnen ein Abkommen über Fisch", lang="de")
    )
    assert finding.cooperation
    assert finding.stage == "signed"


def test_an_entry_without_a_title_is_read_by_its_first_sentence() -> None:
    news = NewsText(
        title="",
        summary="Japan and Peru signed a fisheries agreement in Lima. It rained.",
        lang="en",
    )
    finding = detect(news)
    assert finding.cooperation
    assert finding.pairs == ("JP-PE",)
    assert finding.evidence
    for span in finding.evidence:
        assert getattr(news, span.field)[span.start : span.end] == span.text
    assert not detect(NewsText(title="", summary="")).cooperation
