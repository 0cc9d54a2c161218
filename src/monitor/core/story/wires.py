"""Who a text is really from: wire copy carried by an outlet counts as the wire, once.

Only credits count, never mentions: a dateline ("SEOUL, June 16 (Yonhap) --"), a by-line in
brackets, or a name that ends the text. "... told Reuters" is reporting, not a credit.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from monitor.model import Source

# Names as credits write them, by publisher family as feeds.yaml writes it.
WIRES: Final = {
    "yonhap": ("Yonhap", "연합뉴스", "聯合ニュース", "韩联社", "韓聯社"),
    "reuters": ("Reuters", "로이터", "ロイター", "路透社", "路透", "رويترز"),
    "ap": ("AP", "Associated Press", "AP通信", "美联社"),
    "afp": ("AFP", "AFP通信", "法新社", "AFP-Jiji", "أ ف ب"),
    "kyodo": ("Kyodo", "Kyodo News", "共同", "共同通信", "교도통신", "共同社"),
    "jiji": ("Jiji", "Jiji Press", "時事", "時事通信"),
    "xinhua": ("Xinhua", "新华社", "新華社", "신화통신"),
    "bloomberg": ("Bloomberg", "블룸버그", "ブルームバーグ", "彭博"),
    "ians": ("IANS",),
    "pti": ("PTI", "Press Trust of India"),
    "ani": ("ANI",),
    "dpa": ("dpa", "DPA"),
    "tass": ("TASS", "ТАСС"),
    "upi": ("UPI",),
    "efe": ("EFE",),
    "ansa": ("ANSA",),
    "bernama": ("Bernama",),
    "antara": ("Antara",),
    "anadolu": ("Anadolu", "Anadolu Agency", "AA"),
    "wam": ("WAM", "وام"),
    "spa": ("SPA", "واس"),
    "cna-taiwan": ("Central News Agency", "中央社"),
    "newsis": ("뉴시스", "Newsis"),
    "news1": ("뉴스1",),
}
HEAD_CHARACTERS: Final = 120  # where a dateline or by-line stands
TAIL_CHARACTERS: Final = 60  # where a credit ends a text

_FAMILY: Final = {name.casefold(): family for family, names in WIRES.items() for name in names}
_NAMES: Final = "|".join(
    re.escape(name) for name in sorted((n for ns in WIRES.values() for n in ns), key=len)[::-1]
)
_HEAD: Final = (
    # (Yonhap) / (서울=연합뉴스) / [도쿄=뉴시스] / 【ソウル聯合ニュース】 / （新华社）
    re.compile(rf"[(\[（【](?:[^()\[\]（）【】]{{1,20}}[=/ ])?({_NAMES})[)\]）】]"),
    re.compile(rf"^\s*【[^【】]{{1,12}}?({_NAMES})】"),
    re.compile(rf"^\s*({_NAMES})\s?(?:--|—|–|-|:|：)\s"),
    re.compile(rf"^\s*({_NAMES})[^，。：]{{0,16}}?(?:电|電|讯)"),
)
_TAIL: Final = re.compile(
    rf"(?:(?:^|\s)[—–|-]\s?|[(\[（]|(?:^|[.。!?]\s?)(?:Source|Credit|출처)\s?:\s?)({_NAMES})[)\]）]?\.?\s*$"
)


def wire_of(title: str, text: str = "") -> str | None:
    """Return the family of the wire that a text is credited to; None where it is nobody's."""
    for pattern in _HEAD:
        match = pattern.search(text[:HEAD_CHARACTERS])
        if match:
            return _FAMILY[match[1].casefold()]
    for end in (text[-TAIL_CHARACTERS:], title[-TAIL_CHARACTERS:]):
        match = _TAIL.search(end)
        if match:
            return _FAMILY[match[1].casefold()]
    return None


def credited(source: Source, title: str, text: str = "") -> Source:
    """Return the source as of the wire's family where the text is the wire's."""
    family = wire_of(title, text)
    return replace(source, family=family) if family else source
