"""Acts, their modes and the lexicon that finds them."""

from __future__ import annotations

import pytest

from monitor.core.detect.acts import STEPS, find_acts, leading_act, mode_of
from monitor.core.detect.lexicon import load, lower
from monitor.model import NewsText
from monitor.vocab import Mode


@pytest.mark.parametrize(
    ("lang", "title", "concept"),
    [
        ("en", "Chile and Peru sign customs accord", "SIGN"),
        ("ko", "칠레, 페루와 협력 협정 체결", "SIGN"),
        ("ja", "チリとペルーが協定に署名", "SIGN"),
        ("zh", "智利与秘鲁签署协议", "SIGN"),
        ("de", "Chile und Peru unterzeichnen Vertrag", "SIGN"),
        ("fr", "Le Chili et le Pérou ont conclu un pacte", "SIGN"),
        ("es", "Chile y Perú firman un convenio", "SIGN"),
        ("pl", "Chile i Peru podpisały umowę", "SIGN"),
        ("ru", "Чили и Перу подписали договор", "SIGN"),
        ("uk", "Чилі та Перу підписали угоду", "SIGN"),
        ("ar", "تشيلي وبيرو توقعان مذكرة", "SIGN"),
        ("he", "צ'ילה ופרו חתמו על מזכר", "SIGN"),
    ],
)
def test_a_signing_is_found_in_every_language(lang, title, concept):
    news = NewsText(title=title)

    act = leading_act(news, find_acts(news, lang))

    assert act is not None
    assert act[0] == concept
    assert title[act[1].start : act[1].end] == act[1].text


@pytest.mark.parametrize(
    ("lang", "title", "mode"),
    [
        ("en", "Chile suspends trade talks with Peru", Mode.STALLED),
        ("en", "Chile postpones signing of pact with Peru", Mode.STALLED),
        ("en", "Chile terminates fishing treaty with Peru", Mode.ENDED),
        ("en", "Chile refuses to discuss pact with Peru", Mode.NEGATED),
        ("en", "Talks between Chile and Peru collapse", Mode.NEGATED),
        ("en", "Chile urged to sign pact with Peru", Mode.REQUESTED),
        ("en", "Chile might sign pact with Peru", Mode.HYPOTHETICAL),
        ("en", "Chile and Peru recall treaty signed decades ago", Mode.ENDED),
        ("en", "Anniversary of treaty between Chile and Peru", Mode.HISTORICAL),
        ("en", "Chile and Peru sign pact", Mode.ASSERTED),
        ("ko", "칠레, 페루와 협정 파기", Mode.ENDED),
        ("ko", "칠레-페루 협상 중단", Mode.STALLED),
        ("ja", "チリとペルーの協議が決裂", Mode.NEGATED),
        ("zh", "智利暂停与秘鲁的谈判", Mode.STALLED),
        ("de", "Chile setzt Abkommen mit Peru aus und legt auf Eis", Mode.STALLED),
        ("fr", "Le Chili suspend l'accord avec le Pérou", Mode.STALLED),
        ("es", "Chile suspende el acuerdo con Perú", Mode.STALLED),
        ("pl", "Chile zawiesza umowę z Peru", Mode.STALLED),
        ("ru", "Чили приостановила соглашение с Перу", Mode.STALLED),
        ("ar", "تشيلي تعلق الاتفاق مع بيرو", Mode.STALLED),
        ("he", "צ'ילה השעתה את ההסכם עם פרו", Mode.STALLED),
    ],
)
def test_what_qualifies_an_act_is_named(lang, title, mode):
    news = NewsText(title=title)

    word = mode_of(news, find_acts(news, lang))

    assert word.mode is mode
    assert (word.span is None) == (mode is Mode.ASSERTED)


def test_the_headline_decides_over_the_body():
    news = NewsText(
        title="Chile and Peru sign pact", summary="An earlier round was suspended in 2019."
    )

    assert mode_of(news, find_acts(news, "en")).mode is Mode.ASSERTED


def test_a_qualifier_of_another_clause_does_not_count():
    news = NewsText(title="Chile and Peru sign pact; storm halts ferries")

    assert mode_of(news, find_acts(news, "en")).mode is Mode.ASSERTED


def test_short_forms_are_whole_words():
    concepts = {hit.concept for hit in load("acts", "en").find("Several signals ahead of winks")}

    assert "SIGN" not in concepts
    assert "END" not in concepts


def test_case_folding_keeps_every_character_in_its_place():
    assert len(lower("İstanbul ANLAŞMA")) == len("İstanbul ANLAŞMA")


def test_every_concept_of_the_ladder_has_forms_in_english():
    known = {concept for concepts in load("acts", "en").concepts for concept in concepts}

    assert set(STEPS) <= known
