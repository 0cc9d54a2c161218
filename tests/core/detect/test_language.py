"""The language of a text: by script, by letters, by function words, by what the feed declares."""

from __future__ import annotations

import pytest

from monitor.core.detect.language import guess_language

SENTENCES = (
    ("en", "The two ministers are expected to sign the accord on Friday"),
    ("ko", "양국 정부는 금요일 협정에 서명할 예정이다"),
    ("ko", "LG, 폴란드 공장 증설"),
    ("ja", "両国は金曜日に協定に署名する見通しだ"),
    ("ja", "日米豪、共同訓練を開始"),
    ("zh", "两国政府将于星期五签署协定"),
    ("zh", "兩國政府將簽署協定"),
    ("de", "Die beiden Minister wollen das Abkommen am Freitag unterzeichnen"),
    ("de", "Größere Schiffe für Häfen"),
    ("fr", "Les deux ministres signent un accord sur le rail"),
    ("es", "Los dos ministros firmarán el acuerdo en la capital"),
    ("pl", "Obaj ministrowie podpiszą umowę w piątek"),
    ("ru", "Министры подпишут соглашение в пятницу"),
    ("uk", "Міністри підпишуть угоду у п'ятницю"),
    ("ar", "يوقع الوزيران الاتفاق يوم الجمعة"),
    ("he", "השרים יחתמו על ההסכם ביום שישי"),
    ("it", "I due ministri firmano il patto e gli accordi della regione"),
    ("pt", "Os dois ministros assinam o acordo em uma reunião"),
    ("tr", "İki bakan anlaşmayı cuma günü imzalayacak ve görüşecek"),
    ("nl", "De twee ministers tekenen het verdrag op vrijdag en gaan naar huis"),
)


@pytest.mark.parametrize(("lang", "text"), SENTENCES)
def test_a_sentence_tells_its_language(lang, text):
    assert guess_language(text) == lang


@pytest.mark.parametrize(("lang", "text"), SENTENCES)
def test_a_wrong_declaration_gives_way_to_another_script(lang, text):
    if lang not in ("de", "fr", "es", "pl", "it", "pt", "tr", "nl", "en"):
        assert guess_language(text, "en-US") == lang


def test_a_declared_language_holds_when_little_speaks_against_it():
    assert guess_language("Merz in Paris", "de-DE") == "de"
    assert guess_language("경제", "ko") == "ko"


def test_clear_function_words_outweigh_a_declaration():
    assert guess_language("The minister of the region is to sign for the port", "de") == "en"


def test_chinese_characters_alone_may_be_a_japanese_or_a_korean_headline():
    assert guess_language("日銀総裁会見", "ja") == "ja"
    assert guess_language("韓美同盟", "ko") == "ko"
    assert guess_language("日銀総裁会見") == "zh"


def test_ukrainian_needs_its_letters_or_its_declaration():
    assert guess_language("Про угоду", "uk") == "uk"
    assert guess_language("Это соглашение", "uk") == "ru"


def test_nothing_to_read_is_undetermined():
    assert guess_language("12 % → 15 %") == "und"
    assert guess_language("", "pl") == "pl"
