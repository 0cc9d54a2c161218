"""Rows made of our own sentences, which teach contrasts that few labelled rows show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.model import NewsText
from tools.train.rows import Row

FILE: Final = Path(__file__).with_name("lessons.tsv")
TELLINGS: Final = 4  # of each sentence, with other countries
COUNTRIES: Final = {
    "en": "Japan,France,Vietnam,Brazil,Kenya,Poland,India,Canada,Egypt,Norway,Chile,Italy,Russia,China",
    "ko": "일본,프랑스,베트남,브라질,폴란드,인도,캐나다,이집트,중국,러시아,독일",
    "ja": "韓国,フランス,ベトナム,ブラジル,ポーランド,インド,カナダ,エジプト,中国,ロシア",
    "zh": "日本,法国,越南,巴西,波兰,印度,加拿大,埃及,俄罗斯,韩国",
    "de": "Japan,Frankreich,Vietnam,Brasilien,Polen,Indien,Kanada,Ägypten,China,Russland",
    "fr": "Japon,Vietnam,Pologne,Canada,Brésil,Maroc,Chili,Portugal",
    "es": "Japón,Francia,Vietnam,Brasil,Polonia,India,Canadá,Egipto,China,Rusia",
    "pl": "Japonia,Francja,Wietnam,Brazylia,Indie,Kanada,Egipt,Chiny,Rosja,Niemcy",
    "ru": "Япония,Франция,Бразилия,Польша,Индия,Канада,Турция,Германия",
    "uk": "Японія,Франція,Бразилія,Польща,Індія,Канада,Туреччина,Німеччина",
    "ar": "اليابان,فرنسا,البرازيل,الهند,كندا,مصر,الصين,روسيا",
    "he": "יפן,צרפת,ברזיל,הודו,קנדה,מצרים,סין,רוסיה",
}


def read_lessons() -> list[Row]:
    """Return every sentence with several sets of countries, always the same ones."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [
        row
        for number, (label, lang, text) in enumerate(cells)
        for row in _rows(number, label, lang, text)
    ]


def _rows(number: int, label: str, lang: str, text: str) -> Iterator[Row]:
    names = COUNTRIES[lang].split(",")
    for telling in range(TELLINGS):
        start = (number * 5 + telling * 3) % len(names)
        a, b, c = ((names * 2)[start + step] for step in (0, 2, 5))
        title = text.format(A=a, B=b, C=c)
        gold = {"uncertain": False, "cooperation": label == "1"}
        yield Row(NewsText(title=title, lang=lang), lang, gold)
