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
    # (Yonhap) / (서울=연합뉴스) / [도쿄=뉴시스] / （新华社）, but neither "Associated Press (AP) said"
    # nor the "(Ann Other/Reuters)" below a picture
    re.compile(rf"[(\[（【](?:[^()\[\]（）【】/]{{1,20}}=)?({_NAMES})[)\]）】](?!\s+[a-z]|[,.;])"),
    re.compile(rf"^\s*【[^【】]{{0,12}}?({_NAMES})】"),
    re.compile(rf"^\s*({_NAMES})\s?(?:--|—|–|-|:|：)\s"),
    re.compile(rf"^\s*({_NAMES})[^，。：]{{0,16}}?(?:电|電|讯)"),
)
_TAIL: Final = re.compile(
    rf"(?:(?:^|\s)[—–|-]\s?|[(\[（]|(?:^|[.。!?]\s?)(?:Source|Credit|출처)\s?:\s?)({_NAMES})[)\]）]?\.?\s*$"
)


def wire_of(title: str, text: str = "") -> str | None:
    """Return the family of the wire that a text is credited to; None where it is nobody's."""
    name = _credit(title, text)
    return _FAMILY[name.casefold()] if name else None


def credited(source: Source, title: str, *texts: str) -> Source:
    """Return the source as the wire's where one of the texts is credited to a wire.

    It is then of the wire's family and named `Yonhap (Gazette)`, as the credit writes the wire,
    with who carries it. What a wire carries of its own stays as it is.
    """
    name = next(filter(None, (_credit(title, text) for text in texts or ("",))), None)
    if name is None:
        return source
    family = _FAMILY[name.casefold()]
    if family == source.family:
        return source
    return replace(source, family=family, name=f"{name} ({source.name})" if source.name else name)


def _credit(title: str, text: str) -> str | None:
    """Return the wire's name as the credit writes it."""
    head = text[:HEAD_CHARACTERS]
    found = next(filter(None, (pattern.search(head) for pattern in _HEAD)), None)
    ends = (text[-TAIL_CHARACTERS:], title[-TAIL_CHARACTERS:])
    found = found or next(filter(None, map(_TAIL.search, ends)), None)
    return found[1] if found else None
