"""What stands around a form decides what it is: a whole word, a place, a dateline, a sign. Pure.

Characters only, no vocabulary: every function looks at a bounded stretch left and right of a match,
so that a text costs the same per character however it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from monitor.vocab.countries import Form


class Match(NamedTuple):
    """A form that the automaton found in a string."""

    form: Form
    start: int
    end: int


CJK: Final = "\u2e80"  # from here on, scripts that do not part words with spaces (and Hangul)
_LONGEST_ENDING: Final = 6  # letters

# Endings of nouns and adjectives that a stem may take, per script (see `tools/names`).
_LATIN_ENDINGS: Final = frozenset(
    [
        "",
        "s",
        "e",
        "n",
        "r",
        "er",
        "es",
        "em",
        "en",
        "in",
        "innen",
        "ns",
        "a",
        "i",
        "y",
        "u",
        "ę",
        "ą",
        "o",
        "ie",
        "iem",
        "em",
        "owi",
        "om",
        "ami",
        "ach",
        "ów",
        "ia",
        "ią",
        "ię",
        "ii",
        "io",
        "ego",
        "iego",
        "ej",
        "iej",
        "im",
        "iemu",
        "emu",
        "ich",
        "ych",
        "imi",
        "ymi",
        "ka",
        "ki",
        "ką",
        "kę",
        "ke",
        "ek",
        "cy",
        "ca",
        "ce",
        "ców",
        "com",
        "ków",
        "kom",
        "k",
        "ko",
        "kie",
        "kiego",
        "kiej",
        "kim",
        "kich",
        "ska",
        "in",
        "ów",
        "ini",
        "ina",
        "iny",
        "inów",
        "inom",
        "inami",
        "inie",
        "wi",
        "owie",
        "cie",
        "ze",
        "zie",
        "ów",
        "czyk",
        "ńca",
        "ńcy",
        "ńców",
        "ńcem",
        "ńcom",
        "ńcami",
        "ńcu",
        "ko-",
        "ów",
        "ba",
        "dy",
        "dę",
        "da",
        "dzie",
        "iec",
        "ca",
        "iego",
        "ny",
        "na",
        "owych",
        "owym",
        "owa",
        "owe",
        "owi",
        "owy",
        "es",
        "ne",
        "nes",
        "le",
        "les",
        "al",
        "rze",
        "le",
        "cu",
        "czu",
        "ę",
    ]
)
_CYRILLIC_ENDINGS: Final = frozenset(
    [
        "",
        "а",
        "я",
        "ы",
        "и",
        "у",
        "ю",
        "е",
        "о",
        "ой",
        "ей",
        "ом",
        "ем",
        "ём",
        "ам",
        "ям",
        "ах",
        "ях",
        "ами",
        "ями",
        "й",
        "ь",
        "ий",
        "ая",
        "ое",
        "ие",
        "его",
        "ого",
        "ему",
        "ому",
        "им",
        "ым",
        "ых",
        "их",
        "ую",
        "юю",
        "ыми",
        "ими",
        "ін",
        "ів",
        "їв",
        "ец",
        "ца",
        "цы",
        "цу",
        "цев",
        "цем",
        "цам",
        "цами",
        "цах",
        "ка",
        "ки",
        "ку",
        "кой",
        "ин",
        "ина",
        "ину",
        "ином",
        "ине",
        "ины",
        "ём",
        "ею",
        "ею",
        "ию",
        "ией",
        "ии",
        "ия",
        "ию",
        "ией",
        "ов",
        "ову",
        "ові",
        "ом",
        "еві",
        "єм",
        "а",
        "і",
        "ї",
        "є",
        "ою",
        "ею",
        "єю",
        "ій",
        "ії",
        "ію",
        "ією",
        "ість",
        "ня",
        "ні",
        "ий",
        "ого",
        "ому",
        "ої",
        "у",
        "ими",
        "цем",
        "ців",
        "ці",
        "цам",
        "ської",
        "ського",
        "ь",
        "ьо",
        "ем",
        "ов",
        "овы",
        "овой",
        "ого-",
        "ск",
        "ского",
        "ским",
        "ском",
        "ская",
        "ской",
        "ские",
        "ских",
        "скую",
    ]
)
_SEMITIC_ENDINGS: Final = frozenset(
    ["", "ة", "ين", "ون", "ات", "ان", "ית", "ת", "ים", "ות", "ה", "ים"]
)
_SEMITIC_PREFIXES: Final = frozenset("وفبلكسאבגדוהלמכש")
_MAX_SEMITIC_PREFIX: Final = 3  # letters: ושב-

_HANGUL_PREFIXES: Final = frozenset("주대친반방탈재재역용")  # 주한국, 대중국, 반중국
_PLACE_WORDS: Final = {
    "en": [
        "in",
        "at",
        "from",
        "near",
        "outside",
        "to",
        "into",
        "around",
        "through",
        "via",
        "leaves",
        "left",
        "visits",
        "visiting",
    ],
    "de": ["in", "nach", "aus", "bei", "vor", "bis", "ab"],
    "fr": ["à", "a", "de", "depuis", "vers"],
    "es": ["en", "de", "desde", "a", "hacia"],
    "pl": ["w", "we", "do", "z", "ze", "pod", "nad", "koło"],
    "ru": ["в", "во", "из", "под", "около"],
    "uk": ["в", "у", "із", "з", "до", "під"],
}
_PLACE_PARTICLES: Final = {
    "ko": ("에서", "에 ", "으로", "발 ", "시 ", "시내", "行", "로 "),
    "ja": ("で", "市", "都", "を訪", "に到着", "へ"),
    "zh": ("举行", "舉行", "会见", "會見", "出席", "召开", "参加", "开幕", "市"),
}
_PLACE_VERBS: Final = {"zh": ("在", "抵", "赴", "离", "抵达", "于"), "ja": (), "ko": ()}

_GATE_BEFORE: Final = frozenset(
    ["in", "to", "from", "with", "and", "of", "for", "between", "&", "President"]
)
_GATE_AFTER: Final = re.compile(
    r"(?:'s|’s)?,? (?:government|president|military|junta|army|border|signs|says|and|to|agrees|minister)|"
    r" ?(?:정부|내전|군부|군 |대통령|과도|반군|정권)"
)
_DATELINE: Final = re.compile(
    r"(?: and [A-Z]\w+)?(?:/[A-Z]\w+)?(?:, (?:[A-Z][\w.]+,? )?\w{3,9}\.? \d{1,2})?(?: ?\([^)]{2,30}\))?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})? ?(?:[-–—:]{1,2}|\.-|\(Reuters|\(AP|\(Yonhap)\s|=|\d{1,2}月\d{1,2}日"
)
_DATELINE_START: Final = 14  # characters before a dateline's city: "(", "뉴시스", "CAIRO/"

_JOINT: Final = "·ㆍ・∙•‧–/-"  # between two signs: 한·일
_HANGUL_SIGNS: Final = {
    "한": "KR", "미": "US", "중": "CN", "일": "JP", "러": "RU", "북": "KP", "영": "GB", "독": "DE", "불": "FR",
    "인": "IN", "호": "AU", "캐": "CA", "우": "UA", "대": "TW", "베": "VN", "필": "PH", "이": "IL", "유": "EU",
}  # fmt: skip
_HANGUL_SIGN: Final = re.compile(
    f"(?<![가-힣A-Za-z0-9])([{''.join(_HANGUL_SIGNS)}])(?=[{_JOINT}])|(?<=[{_JOINT}])([{''.join(_HANGUL_SIGNS)}])(?![가-힣])|"
    f"(?<=[{_JOINT}])([한미중일러북영독불])(?=정상|외교|국방|관계|회담|간|양국|협력|갈등|전쟁|무역|정부|군|동맹|합의|공동|통상|경제|안보|연합)"
)
_SIGN_FORMS: Final = {
    sign: Form(sign, (country,), "compound") for sign, country in _HANGUL_SIGNS.items()
}

_ALL_CAPS_MIN: Final = 16  # letters in a title that is written in capitals throughout
_KEPT_CAPITAL: Final = 3  # letters: US, UAE, EU stay as they are
_CAPITALS: Final = re.compile(r"[A-Z]{4,}")


def evened(text: str) -> str:
    """Return the text with a title in capitals throughout written as one in mixed case."""
    if len(text) < _ALL_CAPS_MIN or not text.isupper() or text[0] >= CJK:
        return text
    return _CAPITALS.sub(lambda word: word[0].capitalize(), text)


def word_end(text: str, end: int) -> int:
    """Return where the word goes on to that a stem begins."""
    limit = min(len(text), end + _LONGEST_ENDING)
    while end < limit and text[end].isalpha() and text[end] < CJK:
        end += 1
    return end


def is_whole(text: str, form: Form, start: int, end: int) -> bool:
    """Return whether the form stands as a word of its own there, or as a stem with a known ending."""
    first = text[start]
    if first >= CJK:
        return _is_whole_cjk(text, form, start, end)
    if "\u0590" <= first <= "\u06ff":
        return _is_whole_semitic(text, form, start, end)
    if start and _is_letter(text[start - 1]):
        return False
    if form.stem:
        tail_end = word_end(text, end)
        tail = text[end:tail_end]
        known = _CYRILLIC_ENDINGS if "\u0400" <= first <= "\u04ff" else _LATIN_ENDINGS
        return tail in known and not (tail_end < len(text) and _is_letter(text[tail_end]))
    return not (end < len(text) and form.text[-1].isalnum() and _is_letter(text[end]))


def _is_letter(character: str) -> bool:
    return character < CJK and character.isalnum()


def _is_whole_semitic(text: str, form: Form, start: int, end: int) -> bool:
    begin = start
    while begin and start - begin <= _MAX_SEMITIC_PREFIX and text[begin - 1].isalpha():
        begin -= 1
    if (
        not all(letter in _SEMITIC_PREFIXES for letter in text[begin:start])
        or start - begin > _MAX_SEMITIC_PREFIX
    ):
        return False
    tail_end = word_end(text, end)
    return text[end:tail_end] in (_SEMITIC_ENDINGS if form.stem else ("",))


def _is_whole_cjk(text: str, form: Form, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if "가" <= form.text[0] <= "힣":
        return _is_whole_korean(text, form, before, end)
    if "ァ" <= form.text[0] <= "ヺ":
        return not (
            "ァ" <= before <= "ヺ" or before == "ー" or "ァ" <= after <= "ヺ" or after == "ー"
        )
    return True


def _is_whole_korean(text: str, form: Form, before: str, end: int) -> bool:
    inside = "가" <= before <= "힣"
    if form.kind == "compound":
        return not inside and not text.startswith((" 때", " 수", "일 때"), end)
    if form.text == "이란":  # also a particle: AI란, 것이란
        return (not inside and not before.isascii()) or before in " \"'([,"
    return len(form.text) > 2 or not inside or before in _HANGUL_PREFIXES  # noqa: PLR2004 - syllables


def kind_in_place(text: str, field: str, lang: str, kind: str, start: int, end: int) -> str:
    """Return the kind, or what the surroundings make of it: a place or a dateline."""
    if (
        kind in ("capital", "name")
        and field != "title"
        and start < _DATELINE_START
        and _is_dateline(text, start, end)
    ):
        return "dateline"
    if kind in ("gated", "opening"):
        return "name" if kind == "gated" else "office"
    return "place" if kind == "capital" and _is_place(text, lang, start, end) else kind


def _is_dateline(text: str, start: int, end: int) -> bool:
    before = text[:start].strip(" (/[")
    return (not before or before.isupper()) and _DATELINE.match(text, end, end + 60) is not None


def _is_place(text: str, lang: str, start: int, end: int) -> bool:
    if text.startswith(_PLACE_PARTICLES.get(lang, ("\0",)), end):
        return True
    if text[start] >= CJK:
        return text[max(0, start - 2) : start].endswith(_PLACE_VERBS.get(lang, ()))
    word = text[max(0, start - 12) : start].rstrip().rsplit(" ", 1)[-1]
    return word.lower() in _PLACE_WORDS.get(lang, _PLACE_WORDS["en"])


def _gated(text: str, _: Form, start: int, end: int) -> bool:
    """Chad, Lima: also a first name, also a town elsewhere; the neighbours must speak for a state."""
    word = text[max(0, start - 12) : start].rstrip().rsplit(" ", 1)[-1]
    return word in _GATE_BEFORE or _GATE_AFTER.match(text, end) is not None


_SIGN_COMPANIONS: Final = frozenset(
    "韓美日中北英獨佛伊加濠豪印露俄臺泰越比歐對訪駐反親側發産製系軍外國李靑尹文與野前故新現車"
)
_MIDDLE: Final = "中"


def _hanja(text: str, form: Form, start: int, end: int) -> bool:
    """One Chinese character in Korean text: 美 is a country, 日 in 13日 and 中 in 회의 中 are not."""
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    if before.isdigit() or before == "%" or (_is_han(before) and before not in _SIGN_COMPANIONS):
        return False
    if _is_han(after) and after not in _SIGN_COMPANIONS:
        return False
    if "가" <= before <= "힣" and form.text in "中比加日":
        return False
    return form.text != _MIDDLE or _is_china(text, start, before, after)


_UNDER_WAY: Final = frozenset(
    [
        "진행",
        "회의",
        "공사",
        "수사",
        "방문",
        "운영",
        "검토",
        "협상",
        "논의",
        "추진",
        "조사",
        "재판",
        "영업",
        "휴가",
        "방송",
        "시공",
        "개발",
        "건설",
        "사용",
        "이용",
        "모집",
        "접수",
        "판매",
        "가동",
        "근무",
        "출장",
        "체류",
        "시범",
        "투병",
        "복무",
        "작전",
        "훈련",
        "수감",
        "도주",
        "운전",
        "통화",
        "이동",
        "준비",
        "대기",
        "생방송",
        "입원",
        "파업",
        "단식",
        "회담",
        "순방",
        "작업",
        "가운데",
        "경기",
        "여행",
        "임신",
        "촬영",
    ]
)


def _is_china(text: str, start: int, before: str, after: str) -> bool:
    """中 is China before the word that it qualifies, and "in the midst of" after one."""
    if (
        start == 0
        or before in _JOINT
        or after in ("·", ",", "-")
        or "가" <= after <= "힣"
        or _is_han(after)
    ):
        return True
    words = text[max(0, start - 12) : start].split()
    return after == " " and not (words and words[-1] in _UNDER_WAY)


_FULL_NAMES: Final = frozenset(
    [
        "日本",
        "中国",
        "中國",
        "韩国",
        "韓國",
        "韓国",
        "美国",
        "美國",
        "米国",
        "英国",
        "英國",
        "法国",
        "法國",
        "德国",
        "德國",
        "俄国",
        "泰国",
        "泰國",
        "印度",
        "印尼",
        "朝鲜",
        "朝鮮",
        "越南",
        "伊朗",
        "伊拉",
        "加拿",
        "澳大",
        "澳洲",
        "澳门",
        "菲律",
        "以色",
        "巴基",
        "巴西",
        "台湾",
        "台灣",
        "台北",
        "欧洲",
        "歐洲",
        "欧盟",
        "墨西",
        "乌克",
        "乌兹",
        "希腊",
        "哈萨",
        "新加",
        "新西",
        "马来",
        "阿根",
        "阿联",
        "老挝",
        "蒙古",
        "沙特",
        "土耳",
        "白俄",
        "塞尔",
    ]
)
_DAY_BEFORE: Final = frozenset(
    "0123456789０１２３４５６７８９今近昨明即同当连次每前昔假生节平某终周工休末元一二三四五六七八九十"
)


def _compound(text: str, form: Form, start: int, end: int) -> bool:
    """日美 stands in 日美同盟, but not in 近日美国: the last sign must not begin a full name."""
    if text[end - 1 : end + 1] in _FULL_NAMES:
        return False
    return not (form.text[0] == "日" and start and text[start - 1] in _DAY_BEFORE)


_BREAKING: Final = frozenset(
    {"", "[속보]", "[단독]", "[종합]", "(종합)", "[1보]", "[2보]", "[포토]"}
)


def _opening(text: str, _: Form, start: int, end: int) -> bool:
    """정부, 외교장관: the newsroom's own where a headline begins with it, and goes on as a subject."""
    return text[:start].strip() in _BREAKING and text.startswith(
        (",", " ", "-", "·", "가", "도", "“", '"'), end
    )


CONDITIONS: Final[dict[str, Callable[[str, Form, int, int], bool]]] = {
    "gated": _gated,
    "hanja": _hanja,
    "opening": _opening,
    "compound": _compound,
}


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def joint_signs(text: str) -> Sequence[Match]:
    """Return the Korean one-syllable signs that a middle dot or hyphen joins to something."""
    if not any(mark in text for mark in "·ㆍ・∙•‧-–"):
        return ()
    return [
        Match(_SIGN_FORMS[found[0]], found.start(), found.end())
        for found in _HANGUL_SIGN.finditer(text)
    ]


def with_joint(matches: list[Match], signs: Sequence[Match]) -> list[Match]:
    """Return the matches and those signs that are joined to a match or to another sign, in order."""
    starts = {match.start for match in matches} | {start for _, start, _ in signs}
    ends = {match.end for match in matches} | {end for _, _, end in signs}
    covered = {place for match in matches for place in range(match.start, match.end)}
    joined = [
        sign
        for sign in signs
        if (sign.end + 1 in starts or sign.start - 1 in ends) and sign.start not in covered
    ]
    return sorted([*matches, *joined], key=lambda match: match.start)
