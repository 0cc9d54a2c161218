"""Countries, the European Union and blocs as news writes them, in sixteen languages.

The tables stand in `names/*.tsv`, one per language, and are built by `tools/build_names.py` from
Unicode CLDR territory names (licence Unicode-3.0) and this project's own lists (MIT); the head of
each file says from what and when. Codes are ISO 3166-1 alpha-2, with EU, TW, HK, PS and XK.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = (
    "en", "ko", "ja", "zh", "de", "fr", "es", "pl", "ru", "uk", "ar", "he", "it", "pt", "tr", "nl",
)  # fmt: skip
SHARED_TABLES: Final = ("blocs", "blockers", "context")  # for every language
UNDETERMINED: Final = "und"  # ISO 639-2

# The country that a newsroom's language speaks of when it names none: "李대통령", "our minister".
# Languages of many countries have no entry.
HOME: Final = {
    "ko": "KR", "ja": "JP", "zh": "CN", "pl": "PL", "de": "DE", "uk": "UA", "he": "IL", "ru": "RU", "tr": "TR",
}  # fmt: skip

CJK_LANGUAGES: Final = frozenset({"zh", "ja", "ko"})  # compared by characters, not words

# What names its parties by its own name: blocs of three or four, treaties, groups of neighbours. Larger blocs
# stay a list. Sources: joint statement of 15 September 2021 (AUKUS), Quad leaders' statement of 12 March 2021,
# Withdrawal Agreement of 2020 (Brexit), USMCA of 2020, New START of 2010, Visegrad declaration of 1991.
MEMBERS: Final = {
    "AUKUS": ("AU", "GB", "US"), "QUAD": ("AU", "IN", "JP", "US"), "BREXIT": ("EU", "GB"),
    "USMCA": ("CA", "MX", "US"), "NEW-START": ("RU", "US"), "BALTIC": ("EE", "LT", "LV"),
    "NORDIC": ("DK", "FI", "IS", "NO", "SE"), "VISEGRAD": ("CZ", "HU", "PL", "SK"),
    "CENTRAL-ASIA": ("KG", "KZ", "TJ", "TM", "UZ"), "EUROPE": ("EU",),
}  # fmt: skip

_REGIONAL_INDICATOR_A: Final = 0x1F1E6  # Unicode 15, block Enclosed Alphanumeric Supplement


@dataclass(frozen=True, slots=True)
class Form:
    """One written form and what it stands for.

    `countries` has one code, or one per character for a compound such as 韓日, or several for a
    conflict phrase; an empty code is a sign that stands for more than one country. `kind` is one of
    name, abbr, demonym, capital, office, opening (an office where a headline begins), leader, company, gated, prefix, hanja, compound, bloc,
    region, treaty, context, block. A `stem` takes the endings of its language.
    """

    text: str
    countries: tuple[str, ...]
    kind: str
    stem: bool = False


@cache
def forms(lang: str) -> tuple[Form, ...]:
    """Return the forms of a language's table, or of a shared one; empty for one that has none."""
    if lang not in LANGUAGES and lang not in SHARED_TABLES:
        return ()
    return tuple(
        Form(row[0].rstrip("*"), tuple(row[1].split("/")), row[2], row[0].endswith("*"))
        for row in _rows(lang)
    )


@cache
def _display() -> dict[tuple[str, str], str]:
    return {(country, lang): name for name, country, lang in _rows("display")}


def display_name(country: str, lang: str = "en") -> str:
    """Return CLDR's name of the country in the language, else in English, else the code."""
    names = _display()
    return names.get((country, lang)) or names.get((country, "en")) or country


def is_country(code: str) -> bool:
    """Return whether the code is one that findings may carry."""
    return (code, "en") in _display()


def flag(country: str) -> str:
    """Return the emoji flag (Unicode TR51: two regional indicators); works for EU and XK too."""
    return "".join(chr(_REGIONAL_INDICATOR_A + ord(letter) - ord("A")) for letter in country)


def _rows(table: str) -> list[list[str]]:
    text = files(__package__).joinpath("names", f"{table}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
