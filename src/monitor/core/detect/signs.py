"""Chinese characters and Korean syllables that stand for a country: 韓日, 美 정부, 한·미. Pure.

Each needs a look at its neighbours: 日 is a day after a number, 中 is "in the midst of" after a noun.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from monitor.core.detect.boundaries import Match
from monitor.vocab.countries import Form


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


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


_SIGN_COMPANIONS: Final = frozenset(
    "韓美日中北英獨佛伊加濠豪印露俄臺泰越比歐對訪駐反親側發産製系軍外國李靑尹文與野前故新現車"
)
_MIDDLE: Final = "中"
_UNDER_WAY: Final = _listed(
    "진행 회의 공사 수사 방문 운영 검토 협상 논의 추진 조사 재판 영업 휴가 방송 시공 개발 건설 사용 이용 모집 접수 판매 가동 근무 출장 체류 시범 투병 "
    "복무 작전 훈련 수감 도주 운전 통화 이동 준비 대기 생방송 입원 파업 단식 회담 순방 작업 가운데 경기 여행 임신 촬영"
)


_FULL_NAMES: Final = _listed(
    "日本 中国 中國 韩国 韓國 韓国 美国 美國 米国 英国 英國 法国 法國 德国 德國 俄国 泰国 泰國 印度 印尼 朝鲜 朝鮮 越南 伊朗 伊拉 加拿 澳大 澳洲 澳门 "
    "菲律 以色 巴基 巴西 台湾 台灣 台北 欧洲 歐洲 欧盟 墨西 乌克 乌兹 希腊 哈萨 新加 新西 马来 阿根 阿联 老挝 蒙古 沙特 土耳 白俄 塞尔"
)
_DAY_BEFORE: Final = frozenset(
    "0123456789０１２３４５６７８９今近昨明即同当连次每前昔假生节平某终周工休末元一二三四五六七八九十"
)
_BREAKING: Final = frozenset(
    {"", "[속보]", "[단독]", "[종합]", "(종합)", "[1보]", "[2보]", "[포토]"}
)


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


def _compound(text: str, form: Form, start: int, end: int) -> bool:
    """日美 stands in 日美同盟, but not in 近日美国: the last sign must not begin a full name."""
    if text[end - 1 : end + 1] in _FULL_NAMES:
        return False
    return not (form.text[0] == "日" and start and text[start - 1] in _DAY_BEFORE)


def _opening(text: str, _: Form, start: int, end: int) -> bool:
    """정부, 외교장관: the newsroom's own where a headline begins with it, and goes on as a subject."""
    return text[:start].strip() in _BREAKING and text.startswith(
        (",", " ", "-", "·", "가", "도", "“", '"'), end
    )


CONDITIONS: Final[dict[str, Callable[[str, Form, int, int], bool]]] = {
    "hanja": _hanja,
    "opening": _opening,
    "compound": _compound,
}


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def joint_signs(text: str, *, limit: int) -> Sequence[Match]:
    """Return the first Korean one-syllable signs that a middle dot or hyphen joins to something."""
    if not any(mark in text for mark in "·ㆍ・∙•‧-–"):
        return ()
    found = islice(_HANGUL_SIGN.finditer(text), limit)
    return [Match(_SIGN_FORMS[sign[0]], sign.start(), sign.end()) for sign in found]


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
