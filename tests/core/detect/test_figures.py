"""Figures: what is an amount, what it is an amount of, and what only looks like one."""

from __future__ import annotations

import time

import pytest

from monitor.core.detect.figures import MAX_FIGURES, find_figures
from monitor.model import NewsText


def figures(text: str, lang: str = "en") -> list[tuple[str, float | None, str]]:
    found = find_figures(NewsText(title=text, lang=lang))
    return [(figure.kind, figure.value, figure.unit) for figure, _ in found]


MONEY = [
    ("en", "a fund of $8 million annually", 8e6, "USD"),
    ("en", "a US$1.25bn loan", 1.25e9, "USD"),
    ("en", "worth €2bn", 2e9, "EUR"),
    ("en", "₩3.5 trillion for chips", 3.5e12, "KRW"),
    ("en", "3.5 trillion won for chips", 3.5e12, "KRW"),
    ("en", "a Rs 500 crore plant", 5e9, "INR"),
    ("en", "two billion dollars in loans", 2e9, "USD"),
    ("en", "a $5-7 billion range", 5e9, "USD"),
    ("en", "a 300 million-dollar grant", 3e8, "USD"),
    ("en", "USD 40 million in aid", 4e7, "USD"),
    ("en", "A$90m for patrol boats", 9e7, "AUD"),
    ("ko", "1.5조원 규모", 1.5e12, "KRW"),
    ("ko", "30억 달러를 투자", 3e9, "USD"),
    ("ko", "3조 5000억 원", 3.5e12, "KRW"),
    ("ko", "1억2000만 유로", 1.2e8, "EUR"),
    ("ja", "5兆円を投資", 5e12, "JPY"),
    ("ja", "1兆5000億円", 1.5e12, "JPY"),
    ("ja", "100億ドルの融資", 1e10, "USD"),
    ("zh", "投资100亿元", 1e10, "CNY"),
    ("zh", "1.5万亿美元", 1.5e12, "USD"),
    ("zh", "新台幣50億元", 5e9, "TWD"),
    ("de", "10 Mrd. Euro für Netze", 1e10, "EUR"),
    ("de", "1,5 Billionen Dollar", 1.5e12, "USD"),
    ("fr", "2,5 milliards d'euros", 2.5e9, "EUR"),
    ("es", "2.500 millones de euros", 2.5e9, "EUR"),
    ("es", "1,5 mil millones de dólares", 1.5e9, "USD"),
    ("pl", "5 mln zł na badania", 5e6, "PLN"),
    ("pl", "2,3 mld dolarów", 2.3e9, "USD"),
    ("ru", "2 млрд долларов", 2e9, "USD"),
    ("ru", "300 млн рублей", 3e8, "RUB"),
    ("ar", "بقيمة 5 مليارات دولار", 5e9, "USD"),
    ("ar", "١٠ ملايين يورو", 1e7, "EUR"),
    ("he", "2 מיליארד דולר", 2e9, "USD"),
    ("he", "30 מיליון שקל", 3e7, "ILS"),
]


@pytest.mark.parametrize(("lang", "text", "value", "code"), MONEY)
def test_money_has_its_value_and_its_iso_4217_code(lang, text, value, code):
    assert figures(text, lang) == [("money", value, code)]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "15 percent", 15), ("en", "5.7 per cent", 5.7), ("en", "a 3% share", 3),
        ("ko", "15.3% 증가", 15.3), ("ko", "20퍼센트", 20), ("ja", "15％", 15), ("ja", "3パーセント", 3),
        ("zh", "百分之15", 15), ("de", "5,7 Prozent", 5.7), ("fr", "15 %", 15), ("fr", "8 pour cent", 8),
        ("es", "15 por ciento", 15), ("pl", "15 procent", 15), ("ru", "15 процентов", 15),
        ("ar", "15 بالمئة", 15), ("he", "15 אחוז", 15),
    ],
)  # fmt: skip
def test_a_share_is_a_percent(lang, text, value):
    assert figures(text, lang) == [("percent", value, "percent")]


def test_a_range_and_a_change_give_both_ends():
    assert figures("raise it to 15 percent by 2031 from the current 5.7 percent") == [
        ("percent", 15, "percent"),
        ("date", 2031, ""),
        ("percent", 5.7, "percent"),
    ]
    assert figures("growth of 5 to 7 percent")[:2] == [
        ("percent", 5, "percent"),
        ("percent", 7, "percent"),
    ]


@pytest.mark.parametrize(
    ("lang", "text", "value", "unit"),
    [
        ("en", "16 research and development projects", 16, "research and development projects"),
        ("en", "add seven new projects this year", 7, "new projects"),
        ("en", "34 applications", 34, "applications"),
        ("en", "1,000 tonnes of rice", 1000, "tonnes"),
        ("en", "600MW of solar", 600, "MW"),
        ("en", "2.5 million barrels", 2.5e6, "barrels"),
        ("en", "25,000 troops", 25000, "troops"),
        ("en", "50 F-35 jets", 50, "F-35 jets"),
        ("ko", "16개 과제를 지원", 16, "개 과제"),
        ("ko", "100여명", 100, "명"),
        ("ja", "20社が参加", 20, "社"),
        ("zh", "20个项目", 20, "个项目"),
        ("de", "1.000 Tonnen Stahl", 1000, "Tonnen"),
        ("fr", "12 avions", 12, "avions"),
        ("es", "30 proyectos", 30, "proyectos"),
        ("pl", "250 czołgów", 250, "czołgów"),
        ("ru", "25 проектов", 25, "проектов"),
    ],
)  # fmt: skip
def test_a_count_has_the_noun_it_counts(lang, text, value, unit):
    assert figures(text, lang) == [("count", value, unit)]


def test_a_count_may_take_its_noun_from_the_number_of():
    text = "The number of applications, just seven in 2020, grew to 34 last year."
    assert figures(text) == [
        ("count", 7, "applications"),
        ("date", 2020, ""),
        ("count", 34, "applications"),
    ]


@pytest.mark.parametrize(
    ("lang", "text", "year"),
    [
        ("en", "on June 16, 2023", 2023), ("en", "16 June 2023", 2023), ("en", "since 2022", 2022),
        ("en", "2023-06-16", 2023), ("en", "Jan. 13", None), ("ko", "2023년 6월 16일", 2023),
        ("ja", "6月16日", None), ("zh", "2024年5月27日", 2024), ("de", "16. Juni 2023", 2023),
        ("fr", "16 juin 2023", 2023), ("es", "16 de junio de 2023", 2023), ("pl", "16 czerwca 2023", 2023),
        ("ru", "16 июня 2023", 2023), ("ar", "16 يونيو 2023", 2023), ("he", "16 ביוני 2023", 2023),
    ],
)  # fmt: skip
def test_a_date_has_its_year_or_none(lang, text, year):
    assert figures(text, lang) == [("date", year, "")]


@pytest.mark.parametrize(
    "text",
    ["the F-35 deal", "COVID-19", "a 3-1 win", "at 11:53", "5G and 6G", "the G7 and G20", "No. 5",
     "the two countries", "aged 34 years", "a ten-year plan", "won 5 medal", "the Boeing 737"],
)  # fmt: skip
def test_names_scores_times_and_ages_are_no_figures(text):
    assert figures(text) == []


def test_a_span_points_at_the_words_and_a_repeated_figure_is_told_once():
    news = NewsText(title="Aid of $5 million", summary="The $5 million are for 3 ports.", lang="en")

    found = find_figures(news)

    assert [(f.text, s.field) for f, s in found] == [
        ("$5 million", "title"),
        ("3 ports", "summary"),
    ]
    for figure, span in found:
        assert getattr(news, span.field)[span.start : span.end] == span.text == figure.text


@pytest.mark.parametrize(
    "text", ["1" * 200_000, "1,000 " * 40_000, "1 2 3 to " * 30_000, "$5-" * 60_000]
)
def test_hostile_text_is_read_in_bounded_time(text):
    """IN-20."""
    began = time.process_time()
    found = find_figures(NewsText(title=text, summary=text, text=text))
    assert len(found) <= MAX_FIGURES
    assert time.process_time() - began < 0.5
