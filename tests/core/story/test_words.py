"""What a text gives to compare."""

from __future__ import annotations

import pytest
from tests.core.story.tellings import telling

from monitor.core.story.amounts import amounts
from monitor.core.story.concepts import features
from monitor.core.story.traits import traits_of
from monitor.core.story.weights import WordWeights


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("$1.5bn", 1.5e9),
        ("553 million dollars", 5.53e8),
        ("1조 2000억원", 1.2e12),
        ("3兆5000億円", 3.5e12),
        ("500亿元", 5e10),
        ("26억 달러", 2.6e9),
        ("1,500 troops", 1500),
        ("5.7%", 5.7),
    ],
)
def test_a_sum_is_the_same_however_it_is_written(written: str, value: float):
    assert [found for _, _, found in amounts(written)] == [pytest.approx(value)]


def test_words_of_one_meaning_are_one_feature_in_any_language():
    for text in ("a chip plant", "반도체 공장", "半導体工場", "半导体工厂"):
        assert {"§semiconductor", "§a-build"} <= set(features(text))


def test_inflection_case_and_stopwords_are_levelled():
    assert features("The Minister's PLANTED trees") == features("ministers plants tree")


@pytest.mark.parametrize("title", ["Tokyo's envoy", "Japanese envoy", "日本 envoy"])
def test_a_country_is_its_code_however_it_is_named(title: str):
    traits = traits_of(telling(title))
    assert traits.title[0] == "@JP"
    assert traits.headline == ("JP",)


def test_the_leader_stays_a_word_beside_the_country():
    traits = traits_of(telling("Kishida meets envoy"))
    assert "§p-kishida" in traits.title


def test_a_word_never_weighs_more_than_it_does_to_an_empty_window():
    weights = WordWeights()
    empty = {word: weights[word] for word in ("grindavik", "§semiconductor", "@JP")}
    for number in range(5_000):
        weights.add((f"library {number}", "§semiconductor"))
    assert weights["grindavik"] == empty["grindavik"]
    assert weights["@JP"] == empty["@JP"]
    assert weights["§semiconductor"] < empty["§semiconductor"]
    for number in range(5_000):
        weights.drop((f"library {number}", "§semiconductor"))
    assert {word: weights[word] for word in empty} == empty
