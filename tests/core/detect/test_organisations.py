"""Organisations: the whole name and nothing but the name, in every language."""

from __future__ import annotations

import time

import pytest

from monitor.core.detect.organisations import MAX_ORGANISATIONS, find_organisations
from monitor.model import NewsText


def organisations(text: str, lang: str = "en") -> list[str]:
    return [name for name, _ in find_organisations(NewsText(title="", summary=text, lang=lang))]


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("en", "according to the Ministry of Trade, Industry and Energy.", ["Ministry of Trade, Industry and Energy"]),
        ("en", "the Ministry of Land, Infrastructure, Transport and Tourism, Japan and Korea", ["Ministry of Land, Infrastructure, Transport and Tourism"]),
        ("en", "The Korea Research Institute of Chemical Technology, the Korea Electronics Technology Institute",
         ["Korea Research Institute of Chemical Technology", "Korea Electronics Technology Institute"]),
        ("en", "experts from Osaka University, Shinshu University and schools", ["Osaka University", "Shinshu University"]),
        ("en", "the Korea-Israel Industrial R&D Foundation in 2001", ["Korea-Israel Industrial R&D Foundation"]),
        ("en", "co-hosted with the Israel Innovation Authority, discussed", ["Israel Innovation Authority"]),
        ("en", "University of Tokyo President Ito met", ["University of Tokyo"]),
        ("en", "the Food and Drug Administration said", ["Food and Drug Administration"]),
        ("en", "Center for Strategic and International Studies", ["Center for Strategic and International Studies"]),
        ("en", "METI, KAIST and the IAEA", ["METI", "KAIST", "IAEA"]),
        ("en", "Hyundai Motor Co. will build", ["Hyundai Motor Co."]),
        ("en", "Seoul's industry ministry said", ["Seoul's industry ministry"]),
        ("ko", "산업통상자원부는 한국화학연구원과 오사카대학교", ["산업통상자원부", "한국화학연구원", "오사카대학교"]),
        ("ko", "일본 경제산업성 및 KAIST와", ["경제산업성", "KAIST"]),
        ("ja", "経済産業省と大阪大学、産業技術総合研究所", ["経済産業省", "大阪大学", "産業技術総合研究所"]),
        ("zh", "商务部与清华大学和中国科学院签署", ["商务部", "清华大学", "中国科学院"]),
        ("de", "Das Bundesministerium für Wirtschaft und Klimaschutz und die Universität Osaka",
         ["Bundesministerium für Wirtschaft und Klimaschutz", "Universität Osaka"]),
        ("fr", "le ministère de l'Économie et l'Agence spatiale européenne", ["ministère de l'Économie", "Agence spatiale européenne"]),
        ("es", "El Ministerio de Industria, Comercio y Turismo y la Universidad de Osaka",
         ["Ministerio de Industria, Comercio y Turismo", "Universidad de Osaka"]),
        ("pl", "Ministerstwo Obrony Narodowej i Uniwersytet Warszawski", ["Ministerstwo Obrony Narodowej", "Uniwersytet Warszawski"]),
        ("ru", "Министерство торговли, промышленности и энергетики и Росатом", ["Министерство торговли, промышленности и энергетики", "Росатом"]),
        ("ar", "وقعت وزارة الطاقة والصناعة مع جامعة أوساكا", ["وزارة الطاقة والصناعة", "جامعة أوساكا"]),
        ("he", "משרד החדשנות והמדע ואוניברסיטת אוסקה", ["משרד החדשנות והמדע", "אוניברסיטת אוסקה"]),
    ],
)  # fmt: skip
def test_a_name_is_found_whole(lang, text, names):
    assert organisations(text, lang) == names


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "the ministry and the university agreed"),
        ("en", "Nuclear Power and Renewable Energy grow"),
        ("en", "Yonhap News Agency reported"),
        ("en", "The Group met in the Office"),
        ("ja", "反省し、省エネを進め、同省は"),
        ("zh", "两国大学"),
    ],
)
def test_a_common_noun_or_the_wire_is_no_organisation(lang, text):
    assert organisations(text, lang) == []


def test_a_headline_does_not_glue_its_words_to_a_name():
    assert organisations("Japan Signs Deal With Korea Institute of Fusion Energy") == [
        "Korea Institute of Fusion Energy"
    ]


def test_a_name_does_not_reach_back_over_a_paragraph():
    assert organisations("said the Ministry of Trade.\n\nThe Korea Energy Agency agreed.") == [
        "Ministry of Trade",
        "Korea Energy Agency",
    ]


def test_a_short_form_of_a_known_name_is_not_told_again():
    text = "The Israel Innovation Authority signed. The Innovation Authority pays."
    assert organisations(text) == ["Israel Innovation Authority"]


def test_spans_point_at_the_names():
    news = NewsText(
        title="KAIST, Osaka University join", text="With Shinshu University.", lang="en"
    )
    for name, span in find_organisations(news):
        assert getattr(news, span.field)[span.start : span.end] == span.text == name


@pytest.mark.parametrize(
    "unit",
    ["Ministry of ", "and Trade ", "New Trade and ", "한연구원", "中大学", "A ", "a's ", "وزارة "],
)
def test_hostile_text_is_read_in_bounded_time(unit):
    """IN-20."""
    text = unit * (200_000 // len(unit))
    began = time.process_time()
    assert (
        len(find_organisations(NewsText(title=text, summary=text, text=text))) <= MAX_ORGANISATIONS
    )
    assert time.process_time() - began < 0.8
