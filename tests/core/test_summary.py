"""The one or two sentences under a headline, and the sentences they are chosen from."""

from __future__ import annotations

import time

import pytest

from monitor.core.sentences import sentences
from monitor.core.summary import MAX_LENGTH, summarise

LEAD = "The two countries will study new cathode materials together for five years."


@pytest.mark.parametrize(
    ("lang", "dateline"),
    [
        ("en", "SEOUL, June 16 (Yonhap) -- "), ("en", "NEW DELHI: "), ("en", "Seoul, Jan 13: "),
        ("en", "WARSAW, Poland (AP) — "), ("en", "TOKYO (Reuters) - "), ("de", "Wien – "),
        ("de", "Berlin (dpa) - "), ("es", "Madrid, 16 jun (EFE).- "), ("en", "[Exclusive report] "),
    ],
)  # fmt: skip
def test_a_dateline_is_stripped(lang, dateline):
    assert summarise("Korea, Japan join hands", dateline + LEAD, "", lang) == LEAD


@pytest.mark.parametrize(
    ("lang", "given", "kept"),
    [
        ("ko", "(서울=연합뉴스) 김철수 기자 = 한국과 일본이 배터리 소재를 함께 연구하기로 했다.", "한국과 일본이 배터리 소재를 함께 연구하기로 했다."),
        ("zh", "新华社东京6月16日电 中国和日本将共同研究电池材料。", "中国和日本将共同研究电池材料。"),
        ("ja", "【ソウル共同】日本と韓国は電池材料を共同で研究する。", "日本と韓国は電池材料を共同で研究する。"),
        ("ru", "Москва, 16 июня (ТАСС) — Две страны будут вместе изучать новые материалы.", "Две страны будут вместе изучать новые материалы."),
    ],
)  # fmt: skip
def test_a_dateline_is_stripped_in_other_scripts(lang, given, kept):
    assert summarise("", given, "", lang) == kept


def test_captions_by_lines_links_and_tags_are_left_out():
    text = (
        "By Jane Doe\n\n    • Link copied\n\nThis photo shows officials posing for a photo in Seoul. "
        f"(Trade ministry)\n\n<p>{LEAD}&nbsp;</p>\nRead more: our chip pages"
    )
    assert summarise("Korea, Japan join hands", "", text, "en") == LEAD


def test_a_lead_that_repeats_the_title_is_not_told():
    title = "Korea and Japan sign battery pact"
    assert summarise(title, "Korea and Japan sign battery pact.", "", "en") == ""
    assert summarise(title, f"Korea and Japan sign battery pact. {LEAD}", "", "en") == LEAD
    assert summarise("", "", "", None) == ""


def test_a_second_sentence_carries_a_figure_and_is_no_quote_and_no_background():
    text = (
        f'{LEAD} "This project is a great joint step," he said. Ties soured in 2019 over a trade project. '
        "The ministers met for lunch in a hotel near the river. They will fund it with $8 million."
    )
    assert summarise("Korea, Japan join hands", text, "", "en") == (
        f"{LEAD} They will fund it with $8 million."
    )


def test_the_text_gives_what_the_summary_lacks():
    assert summarise("A title", "", f"{LEAD} They signed an agreement on Friday.", "en") == (
        f"{LEAD} They signed an agreement on Friday."
    )


def test_a_summary_stays_within_its_length_and_ends_at_a_word():
    long = "The ministry of trade said that " + "very " * 90 + "long talks were held."
    told = summarise("Title", long, "", "en")
    assert len(told) <= MAX_LENGTH
    assert told.endswith("very…")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The U.S. and Japan met Mr. Kim. They signed No. 5 of it.", 2),
        ("J. Smith paid 3.5 million. It rose.", 2),
        ("Es kostet 10 Mrd. Euro. Das ist z.B. viel.", 2),
        ("両国は署名した。共同で研究する。", 2),
        ("两国签署协议。“很好！”他说。", 3),
        ("양국이 합의했다. 내년에 시작한다.", 2),
        ("В 2024 г. страны подписали договор. Это важно.", 2),
        ("وقع البلدان اتفاقا. هل يستمر؟ نعم.", 2),
        ("One line\nanother line", 2),
        ("", 0),
    ],
)
def test_abbreviations_end_no_sentence(text, count):
    assert len(sentences(text)) == count


@pytest.mark.parametrize("unit", ["<", "a. ", "A ", '"', "(", "&amp;", "\n", "SEOUL, ", "한 "])
def test_hostile_text_is_read_in_bounded_time(unit):
    """IN-20."""
    text = unit * (100_000 // len(unit))
    began = time.process_time()
    assert len(summarise(text[:500], text, text, "en")) <= 2 * MAX_LENGTH
    assert time.process_time() - began < 0.8
