"""The language of a news text: by script, then by function words. Pure, and cheap."""

from __future__ import annotations

import re
from typing import Final

from monitor.vocab.countries import UNDETERMINED

SAMPLE: Final = 400  # characters that are looked at; a lede is enough
ENOUGH: Final = 2  # function words that outweigh what the feed declares

_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
_KANA: Final = re.compile("[\u3041-\u30fa]")  # without the prolonged sound mark and middle dot
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_UKRAINIAN: Final = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN: Final = re.compile("[ыэъёЫЭЪЁ]")
_ARABIC: Final = re.compile("[\u0620-\u064a]")
_HEBREW: Final = re.compile("[\u05d0-\u05ea]")
_OTHER_SCRIPT: Final = re.compile("[\u0370-\u06ff\u3041-\u30fa\u4e00-\u9fff\uac00-\ud7a3]")
_LATIN: Final = re.compile("[A-Za-z]")
_WORD: Final = re.compile(r"[a-zà-ž]+")

# Frequent words that few of the other languages share.
_FUNCTION_WORDS: Final = {
    "en": "the a an of and to in for on with is are was by at from as that it its has will after over says",
    "de": "der die das und den von mit dem des im für auf nicht ein eine einen ist sich auch nach wird bei zu zur vor über aus",
    "fr": "le la les de des et du un une dans pour sur est au aux avec par que qui se pas plus son ses leur après contre l d",
    "es": "el la los las de y del en un una por con para que su sus se al como más es lo tras sobre entre ha",
    "pl": "i w z na do się nie że o jest od po to za przez jak dla ze oraz ma są będzie przy był wobec",
    "it": "il la lo gli di che e per con del della dei delle nel nella una sono è non al alla dal tra",
    "pt": "de os e da dos das em um uma para com que na nos não é ao pela pelo mais sobre",
    "nl": "de het een en van in op met voor niet is dat zijn naar ook aan bij uit tot wordt",
    "tr": "ve bir bu ile için da de olarak çok daha en gibi sonra ne kadar oldu olan",
}
# Letters that speak for a language as a function word does.
_LETTERS: Final = {
    "de": "äöüß", "fr": "èêàçœûî", "es": "ñ¿¡", "pl": "ąęłńśźżć", "pt": "ãõ", "tr": "şğı", "it": "ò",
}  # fmt: skip
_LONGEST_CODE: Final = 3  # letters (ISO 639-3)
_LETTER: Final = re.compile(f"[{''.join(_LETTERS.values())}]")
_KANA_SHARE: Final = (
    20  # one kana in so many characters makes a text of Chinese characters Japanese
)
_SHORT_HAN: Final = 8  # characters; a headline without kana may be Japanese if the feed says so
_LANGUAGES_OF: Final = {
    word: tuple(lang for lang, words in _FUNCTION_WORDS.items() if word in words.split())
    for words in _FUNCTION_WORDS.values()
    for word in words.split()
}


def guess_language(text: str, declared: str | None = None) -> str:
    """Return the ISO 639-1 code of the language the text is written in, "und" if nothing tells.

    The script decides first, whatever the feed declares; among languages of one script the declared
    one holds unless function words clearly speak for another.
    """
    sample = text[:SAMPLE]
    told = (declared or "").replace("_", "-").split("-")[0].strip().lower()[:_LONGEST_CODE]
    if sample.isascii() or not _OTHER_SCRIPT.search(sample):
        return _latin(sample, told)
    return _by_script(sample, told) or _latin(sample, told)


def _by_script(sample: str, told: str) -> str | None:
    latin = len(_LATIN.findall(sample))
    if len(_HANGUL.findall(sample)) * 4 > latin:
        return "ko"
    kana, han = len(_KANA.findall(sample)), len(_HAN.findall(sample))
    if (kana + han) * 4 > latin:
        return _sinitic(kana, han, told)
    if len(_CYRILLIC.findall(sample)) > latin:
        return _slavic(sample, told)
    if len(_ARABIC.findall(sample)) > latin:
        return "ar"
    return "he" if len(_HEBREW.findall(sample)) > latin else None


def _sinitic(kana: int, han: int, told: str) -> str:
    if told == "ko" and kana == 0:
        return "ko"
    japanese = kana * _KANA_SHARE > han or (told == "ja" and (kana > 0 or han < _SHORT_HAN))
    return "ja" if japanese else "zh"


def _slavic(sample: str, told: str) -> str:
    if _UKRAINIAN.search(sample):
        return "uk"
    return told if told == "uk" and not _RUSSIAN.search(sample) else "ru"


def _latin(sample: str, told: str) -> str:
    counts: dict[str, int] = {}
    lower = sample.lower()
    for letter in set(() if lower.isascii() else _LETTER.findall(lower)):
        for lang in (lang for lang, letters in _LETTERS.items() if letter in letters):
            counts[lang] = counts.get(lang, 0) + 1
    for word in _WORD.findall(lower):
        for lang in _LANGUAGES_OF.get(word, ()):
            counts[lang] = counts.get(lang, 0) + 1
    if not counts:
        return told or (UNDETERMINED if not _LATIN.search(sample) else "en")
    best = max(counts, key=lambda lang: (counts[lang], lang == told, lang == "en"))
    if told in _FUNCTION_WORDS and counts[best] < counts.get(told, 0) + ENOUGH:
        return told
    return best
