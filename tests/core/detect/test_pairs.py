"""Who cooperates with whom: the hub-and-spoke suite, roles, reasons, evidence and the seeds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.core.detect.hub_suite import CASES

from monitor.core.detect.actors import find_actors
from monitor.core.detect.language import guess_language
from monitor.core.detect.pairs import Pairing, resolve
from monitor.model import NewsText
from monitor.vocab import Role


def pairing(title: str, summary: str = "", text: str = "") -> Pairing:
    news = NewsText(title=title, summary=summary, text=text)
    lang = guess_language(f"{title} {summary}{text[:200]}")
    return resolve(news, find_actors(news, lang), lang)


@pytest.mark.parametrize("case", CASES, ids=[case.case for case in CASES])
def test_the_suite_of_pairs_and_roles(case):
    found = pairing(case.title, case.summary)

    assert " ".join(found.pairs) == case.pairs
    for country, role in (word.split(":") for word in case.roles.split()):
        assert dict(found.roles)[country] == role


def test_a_text_that_names_one_country_of_many_newsrooms_has_no_pair():
    assert pairing("Norway builds a bridge") == Pairing(
        roles=(("NO", Role.BYSTANDER),), evidence=pairing("Norway builds a bridge").evidence
    )


def test_a_newsroom_s_own_country_goes_without_saying():
    assert pairing("정부, 체코와 원전 협력 협의").pairs == ("CZ-KR",)


def test_nothing_named_gives_nothing():
    assert pairing("Rain in spring") == Pairing()


def test_every_two_countries_have_a_chance_and_the_pairs_are_the_likeliest():
    found = pairing("Brazil and Argentina agree to link grids, Chile watches")

    assert {pair for pair, _ in found.chances} == {"AR-BR", "BR-CL", "AR-CL"}
    assert found.chances[0][0] == found.pairs[0] == "AR-BR"
    assert all(0 <= chance <= 1 for _, chance in found.chances)


def test_evidence_quotes_the_text_and_reasons_name_each_pair():
    title = "Egypt signs separate gas deals with Cyprus and Greece"
    found = pairing(title)

    assert [title[span.start : span.end] for span in found.evidence] == [
        "Egypt",
        "Cyprus",
        "Greece",
    ]
    assert found.reasons[:2] == ("CY-EG: said outright", "EG-GR: said outright")


def test_a_third_party_has_its_reason():
    found = pairing("India and Vietnam deepen naval ties to counter China")

    assert "CN: target (to counter)" in found.reasons


def test_a_text_that_names_many_is_paired_in_bounded_time():
    names = "Norway, Sweden, Chile, Peru, Brazil, Kenya, Ghana, India, Nepal, Japan, Fiji, Malta, Italy, Spain"
    begin = time.process_time()

    pairing(f"{names} sign treaty", text=f"{names}. " * 2_000)

    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    "unit", ["US talks Japan ", "Norway, ", "한·미 ", "日米", "with ", "to counter China and "]
)
def test_hostile_titles_are_paired_in_bounded_time(unit):
    """IN-20: no part of pairing looks at more than a headline's length."""
    title = unit * 200_000
    news = NewsText(title=title, summary=title)
    found = find_actors(news, "en")
    begin = time.process_time()

    resolve(news, found, "en")

    assert time.process_time() - begin < 0.5


LEDE_OF_THE_SECOND_SEED = (
    "South Korea's industry ministry on Monday discussed ways to expand bilateral cooperation with Israel and Japan "
    "in artificial intelligence and semiconductors."
)


@pytest.mark.parametrize("title", ["", "Seoul discusses chips", LEDE_OF_THE_SECOND_SEED])
def test_hub_and_spokes_hold_from_the_lede_alone(title):
    found = pairing(title, LEDE_OF_THE_SECOND_SEED)

    assert found.pairs == ("IL-KR", "JP-KR")
    assert dict(found.roles)["KR"] is Role.HUB


SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
FIRST_TITLE = "S. Korea, Japan team up for advanced industry materials, tech development"


@pytest.mark.skipif(not SEEDS.exists(), reason="needs ../shared")
def test_the_first_seed_is_one_pair_from_the_lede_and_from_the_full_text():
    text = next(SEEDS.glob("000_*.txt")).read_text(encoding="utf-8")
    lede = next(line for line in text.splitlines() if line.startswith("South Korea and Japan"))

    for found in (
        pairing(FIRST_TITLE, lede),
        pairing(FIRST_TITLE, text=text),
        pairing("", text=text),
    ):
        assert found.pairs == ("JP-KR",)
        assert set(dict(found.roles).values()) <= {Role.PARTNER, Role.BYSTANDER}


@pytest.mark.skipif(not SEEDS.exists(), reason="needs ../shared")
def test_the_second_seed_has_a_hub_and_the_administration_is_no_partner():
    text = next(SEEDS.glob("002_*.txt")).read_text(encoding="utf-8")
    lede = text.splitlines()[0]

    for found in (pairing("", lede), pairing(lede, text=text), pairing("", text=text)):
        assert found.pairs == ("IL-KR", "JP-KR")
        assert dict(found.roles)["KR"] is Role.HUB
        assert dict(found.roles).get("US") in (None, Role.BYSTANDER)


def test_small_blocs_name_their_members_only_where_a_pair_of_them_counts():
    found = pairing("AUKUS partners welcome Norway's interest")

    assert "NO" in dict(found.roles)
    assert all(country in ["AU", "GB", "US", "NO"] for country in dict(found.roles))


def test_an_unlikely_pair_is_not_named():
    news = NewsText(title="Rain falls", summary="Norway is wet. So is Chile.")

    found = resolve(news, find_actors(news, "en"), "en", learned={"bias": -4.0})

    assert found.pairs == ()
    assert found.chances[0][0] == "CL-NO"


def test_learned_weights_may_be_replaced():
    news = NewsText(title="Norway and Chile sign accord")

    assert resolve(news, find_actors(news, "en"), "en", learned={"bias": -9.0}).pairs == ()
    assert resolve(news, find_actors(news, "en"), "en", learned={"bias": 9.0}).pairs == ("CL-NO",)
