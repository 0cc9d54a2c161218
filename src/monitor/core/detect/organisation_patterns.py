"""The compiled patterns of organisation names, one group per script. Pure; every repeat is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.vocab.organisations import (
    ACRONYMS,
    CHINESE_HEADS,
    CHINESE_MINISTRIES,
    FIRM_HEADS,
    HEADS,
    JAPANESE_HEADS,
    KNOWN_NAMES,
    KOREAN_HEADS,
    KOREAN_MINISTRIES,
    KOREAN_PARTICLES,
)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# English: a head, "of Trade", ", Industry", " and Energy".
ENGLISH_HEAD = re.compile(rf"\b(?:{_any_of(HEADS | FIRM_HEADS)})\b")
_CAPITALISED = r"[A-Z][\w&’'.-]{0,30}(?<![.,'’])"
FIRST_FIELD = re.compile(rf"\s(?:of|for|on)\s(?:the\s)?({_CAPITALISED})")
NEXT_FIELD = re.compile(rf"(?:,\s(?:and\s)?|\s(?:and|&)\s)({_CAPITALISED})")
CAPITAL = re.compile(rf"\s({_CAPITALISED})")

# "Seoul's industry ministry", "South Korea's space agency": the official name is not given.
LOWER_MINISTRY = re.compile(
    r"\b[A-Z][\w.]{1,20}(?:\s[A-Z]\w{1,20})?['’]s\s(?:[a-z]{3,20}\s){1,2}(?:ministry|agency|regulator)\b"
)
KNOWN = re.compile(rf"(?<![\w-])(?:{_any_of(ACRONYMS | KNOWN_NAMES)})(?![A-Za-z0-9-])")

# German, French, Spanish, Polish.
_OF_FR = r"(?:de la |de l['’]|du |des |de |d['’]|pour la |pour le |pour l['’])"
_NAME_FR = r"[\wà-ÿÀ-Ý-]{3,24}"
_OF_ES = r"(?:de la |de los |de las |del |de |para la |para el )"
_ADJECTIVE = r"(?:\s[a-zà-ÿ]{3,18}(?:al|ale|aux|ique|ien|ienne|éen|éenne|ais|aise|ois|oise|ano|ana|és|esa|eo|ea|co|ca|ol|ola)\b)?"
_CAP = r"[A-ZÀ-ÝŁŚŻŹĆÓ][\w-]{2,30}"
# Languages whose entries are not searched for the names of the others.
ONE_LANGUAGE = frozenset({"en", "ko", "ja", "zh", "ru", "uk", "ar", "he"})
CONTINENTAL = {
    "de": re.compile(
        rf"\b\w{{0,30}}[Mm]inisteri(?:um|ums|en)\b(?:\sfür\s{_CAP}(?:,\s{_CAP}){{0,3}}(?:\sund\s{_CAP})?)?"
        rf"|\b(?:Technische\s)?(?:Universität|Hochschule)\s(?:in\s)?{_CAP}"
        rf"|\b{_CAP}-(?:Institut|Stiftung|Gesellschaft|Universität|Agentur)\b(?:\sfür\s{_CAP}(?:\s{_CAP})?(?:\sund\s{_CAP})?)?"
        rf"|\b(?:Institut|Agentur|Stiftung|Behörde|Forschungszentrum)\s(?:für\s)?{_CAP}(?:\sund\s{_CAP})?"
    ),
    "fr": re.compile(
        rf"\b(?:[Mm]inistère|[Uu]niversité|[Ii]nstitut|[Ff]ondation|[Aa]gence|[Aa]utorité|[Cc]onseil|Commissariat|Office|Centre)"
        rf"{_ADJECTIVE}\s(?:{_OF_FR}{_NAME_FR}(?:\s(?:étrangères|extérieur|étranger))?(?:,\s{_OF_FR}{_NAME_FR})?(?:\set\s{_OF_FR}{_NAME_FR})?"
        r"|(?:spatiale|européenne|nationale?)\b(?:\s[a-zà-ÿ]{4,20})?)"
    ),
    "es": re.compile(
        rf"\b(?:[Mm]inisterio|[Uu]niversidad|[Ii]nstituto|[Ff]undación|[Aa]gencia|[Aa]utoridad|Consejo|Centro|Banco)"
        rf"(?:{_ADJECTIVE}\s{_OF_ES}{_CAP}(?:,\s{_CAP}){{0,3}}(?:\s[ye]\s(?:{_OF_ES})?{_CAP})?|(?:\s{_CAP}){{1,3}})"
    ),
    "pl": re.compile(
        rf"\b(?:[Mm]inisterstw(?:o|a|em|u|ie)|Uniwersytet\w{{0,4}}|Instytut\w{{0,4}}|Fundacj\w{{1,3}}|Agencj\w{{1,3}}|Urz(?:ąd|ędu|ędem)|Politechnik\w{{1,2}}|Polsk\w{{1,3}} Grup\w{{1,3}}|Narodowe Centrum)"
        rf"\s(?:w\s)?{_CAP}(?:\s{_CAP}){{0,3}}(?:\si\s(?!Uniw|Inst|Fund|Agenc|Minist){_CAP}){{0,2}}"
    ),
}

# Korean, Japanese, Chinese.
_AFTER_KOREAN = rf"(?=[{KOREAN_PARTICLES}]|[^가-힣]|$)"
KOREAN_MINISTRY = re.compile(rf"(?<![가-힣])(?:{_any_of(KOREAN_MINISTRIES)}){_AFTER_KOREAN}")
KOREAN_HEAD = re.compile(rf"(?:{_any_of(KOREAN_HEADS)}){_AFTER_KOREAN}")
KANA = re.compile(r"[\u3040-\u30ff]")
JAPANESE_HEAD = re.compile(rf"(?:{_any_of(JAPANESE_HEADS)})(?![\u4e00-\u9fff])")
CHINESE_HEAD = re.compile(rf"(?:{_any_of(CHINESE_HEADS)})")
CHINESE_MINISTRY = re.compile(rf"(?:{_any_of(CHINESE_MINISTRIES)})")

# Russian, Arabic, Hebrew.
_RU = r"[А-Яа-яё-]{3,24}"
RUSSIAN = (
    re.compile(
        rf"\b[Мм]инистерств\w{{1,3}}\s(?:по\s)?{_RU}(?:,\s{_RU})?(?:\sи\s{_RU})?(?:\s(?:[А-Я][а-яё]{{3,20}}|РФ))?"
        r"|\b(?:МИД(?:ом|а|у|е)?|Мин(?:обороны|промторг\w{0,2}|энерго|фин\w{0,2}|экономразвити\w|сельхоз\w{0,2}|здрав\w{0,2}|обрнауки|транс\w{0,2}|просвещени\w|цифры))\b(?:\s(?:[А-Я][а-яё]{3,20}|РФ))?"
    ),
    re.compile(
        r"\b(?:[А-Я][а-яё]{2,20}\s(?:государственн\w{2,3}\s|национальн\w{2,3}\s|политехническ\w{2,3}\s)?(?:университет|институт)\w{0,3}"
        r"|[Уу]ниверситет\w{0,3}\s[А-Я][а-яё]{2,20}"
        r"|(?:компани|корпораци|концерн|фонд|холдинг|групп|агентств|институт)\w{0,3}\s[«\"“][^»\"”]{2,50}[»\"”]"
        r"|Росатом\w{0,2}|Роскосмос\w{0,2}|Газпром\w{0,2}|Роснефт\w{0,2}|Ростех\w{0,2}|Росбанк\w{0,2}|Новатэк\w{0,2})"
    ),
)
_AR_HEADS = "وزارة|جامعة|معهد|مؤسسة|هيئة|شركة|بنك|مركز|مجلس|صندوق"
_AR = rf"(?!{_AR_HEADS})[\u0621-\u064a]{{2,16}}"
ARABIC = re.compile(
    rf"(?<![\u0621-\u064a])[ولبفك]{{0,2}}((?:{_AR_HEADS}|وكالة(?!\s(?:ال)?[أا]نباء))"
    rf"\s{_AR}(?:\s(?:و?ال{_AR}|ل{_AR})){{0,3}})"
)
_HE_HEADS = "אוניברסיטת|מכון|קרן|חברת|משרד|רשות|סוכנות"
_HE = rf"(?!{_HE_HEADS})[\u05d0-\u05ea\"״'׳-]{{2,16}}"
HEBREW = re.compile(
    rf"(?<![\u05d0-\u05ea])[ובלמשהכ]{{0,2}}((?:משרד|רשות|סוכנות)\sה{_HE}(?:,?\sו(?!{_HE_HEADS})ה?{_HE}){{0,2}}|(?:אוניברסיטת|מכון|קרן|חברת)\s{_HE}(?:\sאביב)?)"
)


def is_hangul(sign: str) -> bool:
    """Say whether the character can stand in a Korean name: Hangul, Latin capital or digit."""
    return "가" <= sign <= "힣" or ("A" <= sign <= "Z") or sign.isdigit()


def is_ideograph(sign: str) -> bool:
    """Say whether the character is a unified ideograph."""
    return "\u4e00" <= sign <= "\u9fff"


def is_japanese(sign: str) -> bool:
    """Say whether the character can stand in a Japanese name: ideograph, katakana, Latin."""
    return is_ideograph(sign) or "\u30a1" <= sign <= "\u30fe" or "A" <= sign <= "Z"
