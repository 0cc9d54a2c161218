"""The figures of a text: money, percentages, counts and dates, each with its span. Pure.

Every number is read once, with a bounded look to both sides, so the cost is linear; the numbers
looked at and the figures told are bounded too (IN-20).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from monitor.core.detect.amounts import (
    DIGITS,
    LOOK_AHEAD,
    NUMBER,
    Amount,
    amount_at,
    any_of,
    value_of,
)
from monitor.model import Figure, NewsText, Span
from monitor.vocab.quantities import (
    CJK_COUNTERS,
    CJK_CURRENCIES,
    CJK_CURRENCY_PREFIXES,
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    MONTHS,
    NOT_COUNTED,
    PERCENT_WORDS,
    SIDES,
    STOP_WORDS,
    UNIT_WORDS,
)

MAX_FIGURES = 24  # per entry; a table of results has hundreds, a message shows two
MAX_NUMBERS = 200  # looked at per field
MAX_READ = 20_000  # characters read per field; the longest articles of news agencies are half of it
LOOK_BACK = 24  # characters before a number in which its sign, month or preposition stands
COUNTED_BEFORE = 240  # characters back to "the number of applications"
MAX_NOUN_WORDS = 5  # "16 [joint] research and development projects"
SHORTEST_NOUN = 4  # letters
LAST_DAY = 31
DAY_DIGITS = 2
BOTH = 2
# "5 won gold" and "500 pounds of rice": below these amounts, without a scale, it is no money.
SMALLEST_SUM = {"KRW": 100, "GBP": 1000}

WRITTEN_WITHOUT_SPACES = frozenset({"ko", "ja", "zh"})
NOUN_FOLLOWS_NUMBER = frozenset({"pl", "ru", "uk", "ar", "he"})

Kind = Literal["money", "percent", "count", "date"]
Field = Literal["title", "summary", "text"]


class _Seen(NamedTuple):
    """A number in its place: what every reader of a kind looks at."""

    text: str
    amount: Amount
    before: str
    lang: str


class _Found(NamedTuple):
    kind: Kind
    value: float | None
    unit: str
    start: int
    end: int


_SIGN_BEFORE = re.compile(
    rf"(?:({any_of(CURRENCY_SIGNS)})|(?<![A-Za-z])({any_of(CURRENCY_CODES)})"
    rf"|({any_of(CJK_CURRENCY_PREFIXES)}))\s?$"
)
_CODE_AFTER = re.compile(rf"\s?(?:({any_of(CURRENCY_CODES)})\b|([$€£¥₩₹₽₪₴]))")
_CURRENCY_AFTER = re.compile(
    rf"[\s\u00a0-]?(?:d['’]|de\s)?({any_of(CURRENCY_WORDS)})\.?(?![^\W\d_])", re.IGNORECASE
)
_CJK_CURRENCY_AFTER = re.compile(
    rf"\s?({any_of(CJK_CURRENCIES)})(?!칙|전|자력|인|장|격|동|빈|旦|首|年|素)"
)
_PERCENT = re.compile(rf"[\s\u00a0-]?(?:{any_of(PERCENT_WORDS)})", re.IGNORECASE)
_PERCENT_BEFORE = re.compile(r"百分之$")
_RANGE = re.compile(
    rf"\s?(?:-|–|—|~|to|and|bis|à|a|y|do|и|до|إلى|至|から|에서)\s?(?=[$€£]?({DIGITS}))"
)
_YEARLY = re.compile(
    r"\s(?:annually|a year|per year|per annum|yearly|pro Jahr|jährlich|par an|al año|rocznie|в год)\b"
)
_MONTH = any_of(MONTHS)
_MONTH_BEFORE = re.compile(rf"(?<!\w)({_MONTH})\.?\s$", re.IGNORECASE)
_YEAR_AFTER_DAY = re.compile(r",?\s((?:19|20)\d\d)(?!\d)")
_MONTH_AFTER = re.compile(
    rf"(?:st|nd|rd|th)?\.?\s(?:of\s|de\s|ב)?({_MONTH})(?!\w)\.?"
    r"(?:,?\s(?:de\s|of\s)?((?:19|20)\d\d)(?!\d))?",
    re.IGNORECASE,
)
_CJK_DATE = re.compile(
    r"(\d{4})\s?[년年](?:\s?(\d{1,2})\s?[월月](?:\s?(\d{1,2})\s?[일日])?)?"
    r"|(\d{1,2})\s?[월月]\s?(\d{1,2})\s?[일日]"
)
_ISO_DATE = re.compile(r"((?:19|20)\d\d)-\d\d-\d\d(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_YEARS_AFTER = re.compile(r"[-–/](?:(?:19|20)?\d\d)(?![\d%])")
_YEAR_BEFORE = re.compile(
    r"(?:^|[(,;:–—]\s?|\b(?:in|since|by|until|till|of|around|from|early|late|mid|after|before|the|"
    r"for|to|through|between|year|and|seit|bis|im|jahr|en|depuis|desde|hasta|de|w|od|do|roku|в|с|"
    rf"до|к|عام|في|سنة|בשנת|מאז|{_MONTH})[.\s]\s?|ב-?)$",
    re.IGNORECASE,
)
_NO_FIGURE_BEFORE = re.compile(
    r"(?:\b(?:No|Nr|Art|Article|Chapter|Highway|Route|Flight|vol)\.?\s|[#:№/]|\d[.,-–])$"
)
_WORD = re.compile(r"[\s\u00a0-]?([^\W\d_][\w&’'/-]*|&)")
_CJK_COUNTER = re.compile(rf"\s?여?\s?({any_of(CJK_COUNTERS)})")
_NUMBER_OF = re.compile(r"\b[Nn]umber of ((?:[a-z-]+ ){0,2}?[a-z-]+s)\b")


def find_figures(news: NewsText) -> tuple[tuple[Figure, Span], ...]:
    """Return the figures of title, summary and text in reading order, each told once.

    Money carries its ISO 4217 code, a share the unit "percent", a count its noun ("research and
    development projects"), a date the unit "" and its year as value (None without a year).
    At most `MAX_FIGURES`; the first place of a repeated figure is kept.
    """
    told: dict[tuple[str, float | None, str], tuple[Figure, Span]] = {}
    for field, found, words in _all_figures(news):
        key = (found.kind, found.value, words if found.kind == "date" else found.unit)
        if key not in told:
            figure = Figure(kind=found.kind, value=found.value, unit=found.unit, text=words)
            span = Span(field=field, start=found.start, end=found.end, kind="figure", text=words)
            told[key] = (figure, span)
        if len(told) >= MAX_FIGURES:
            break
    return tuple(told.values())


def _all_figures(news: NewsText) -> Iterator[tuple[Field, _Found, str]]:
    lang = (news.lang or "")[:2]
    fields: tuple[tuple[Field, str], ...] = (
        ("title", news.title),
        ("summary", news.summary),
        ("text", news.text),
    )
    for field, text in fields:
        for found in _figures_in(text[:MAX_READ], lang):
            yield field, found, text[found.start : found.end]


def _figures_in(text: str, lang: str) -> Iterator[_Found]:
    """Read each number of the text once, from left to right."""
    position = 0
    for _ in range(MAX_NUMBERS):
        match = NUMBER.search(text, position)
        if match is None:
            return
        found = _read(text, match, lang)
        if found is None:
            position = match.end()
        else:
            yield found
            position = max(found.end, match.end())


def _read(text: str, match: re.Match[str], lang: str) -> _Found | None:
    """Return the figure that stands at this number, or None for a mere number."""
    before = text[max(0, match.start() - LOOK_BACK) : match.start()]
    if _sticks_to_a_word(before, text, match) or _NO_FIGURE_BEFORE.search(before):
        return None
    seen = _Seen(text, amount_at(text, match, lang), before, lang)
    spelled = not match[0][0].isdigit()
    for reader in _SPELLED_READERS if spelled else _READERS:
        if found := reader(seen):
            return found
    return None


def _sticks_to_a_word(before: str, text: str, match: re.Match[str]) -> bool:
    """Tell names, scores and times ("F-35", "G7", "3-1", "11:53") from amounts."""
    after = text[match.end() : match.end() + 2]
    if after[:1] == ":" and after[1:].isdigit():
        return True
    if not before or not match[0][0].isdigit():
        return False
    if before[-1].isascii() and before[-1].isalpha():
        return _SIGN_BEFORE.search(before) is None
    return len(before) > 1 and before[-1] in "-–" and before[-2].isalnum()


# Dates --------------------------------------------------------------------------------------


def _full_date(seen: _Seen) -> _Found | None:
    """Read a day with its month, or a year and month, in the order of the language."""
    text, start = seen.text, seen.amount.start
    if found := _CJK_DATE.match(text, start, start + LOOK_AHEAD):
        return _Found("date", float(found[1]) if found[1] else None, "", start, found.end())
    if found := _ISO_DATE.match(text, start):
        return _Found("date", float(found[1]), "", start, found.end())
    if len(seen.amount.digits) > DAY_DIGITS or seen.amount.scaled or seen.amount.value > LAST_DAY:
        return None
    return _day_and_month(seen)


def _day_and_month(seen: _Seen) -> _Found | None:
    text, amount = seen.text, seen.amount
    if found := _MONTH_BEFORE.search(seen.before):
        year = _YEAR_AFTER_DAY.match(text, amount.end)
        end = year.end() if year else amount.end
        value = float(year[1]) if year else None
        return _Found("date", value, "", amount.start - len(found[0]), end)
    if found := _MONTH_AFTER.match(text, amount.end, amount.end + LOOK_AHEAD):
        value = float(found[2]) if found[2] else None
        return _Found("date", value, "", amount.start, found.end())
    return None


def _year(seen: _Seen) -> _Found | None:
    """Read a bare year or a span of years."""
    amount = seen.amount
    if not _YEAR.match(amount.digits) or amount.scaled:
        return None
    if until := _YEARS_AFTER.match(seen.text, amount.end):
        return _Found("date", amount.value, "", amount.start, until.end())
    decade = seen.text[amount.end : amount.end + 1] == "s"
    if decade or _YEAR_BEFORE.search(seen.before) or not _noun(seen):
        return _Found("date", amount.value, "", amount.start, amount.end)
    return None


# Money and shares ---------------------------------------------------------------------------


def _money(seen: _Seen) -> _Found | None:
    """Read an amount with a currency before or after it."""
    return _money_with_sign(seen) or _money_with_word(seen)


def _money_with_sign(seen: _Seen) -> _Found | None:
    sign = _SIGN_BEFORE.search(seen.before)
    if sign is None:
        return None
    code = CURRENCY_SIGNS.get(sign[1] or "") or CJK_CURRENCY_PREFIXES.get(sign[3] or "") or sign[2]
    value, end = _upper_end(seen)
    tail = _CJK_CURRENCY_AFTER.match(seen.text, end) or _YEARLY.match(seen.text, end)
    start = seen.amount.start - len(sign[0])
    return _Found("money", value, _code(code, seen.lang), start, tail.end() if tail else end)


def _money_with_word(seen: _Seen) -> _Found | None:
    text, amount, limit = seen.text, seen.amount, seen.amount.end + LOOK_AHEAD
    if word := _CJK_CURRENCY_AFTER.match(text, amount.end, limit):
        return _Found("money", amount.value, CJK_CURRENCIES[word[1]], amount.start, word.end())
    if word := _CODE_AFTER.match(text, amount.end, limit):
        code = _code(word[1] or CURRENCY_SIGNS[word[2]], seen.lang)
        return _Found("money", amount.value, code, amount.start, word.end())
    if word := _CURRENCY_AFTER.match(text, amount.end, limit):
        code = CURRENCY_WORDS[word[1].lower()]
        if not amount.scaled and amount.value < SMALLEST_SUM.get(code, 0):
            return None
        end = word.end() - (word[0].endswith(".") and code != "RUB")
        yearly = _YEARLY.match(text, end)
        end = yearly.end() if yearly else end
        return _Found("money", amount.value, code, amount.start, end)
    return None


def _upper_end(seen: _Seen) -> tuple[float, int]:
    """Return the lower value of "$5-7 billion" and the end of the whole, or the amount itself."""
    amount = seen.amount
    link = None if amount.scaled else _RANGE.match(seen.text, amount.end, amount.end + LOOK_AHEAD)
    second = NUMBER.match(seen.text, link.end()) if link else None
    if second is None:
        return amount.value, amount.end
    upper = amount_at(seen.text, second, seen.lang)
    factor = _factor(upper, seen.lang)
    return (amount.value * factor, upper.end) if factor > 1 else (amount.value, amount.end)


def _factor(amount: Amount, lang: str) -> float:
    """Return what a Latin scale word multiplies the digits by; 1 without one."""
    plain = amount.digits.replace(",", "").replace(".", "")
    if not amount.scaled or not plain.isdigit():
        return 1.0
    digits = value_of(amount.digits, lang)
    return amount.value / digits if digits else 1.0


def _code(code: str, lang: str) -> str:
    """Name the currency of an ambiguous sign by the language of the text."""
    if code == "JPY" and lang == "zh":
        return "CNY"
    return "CNY" if code == "RMB" else code


def _percent(seen: _Seen) -> _Found | None:
    """Read a share."""
    amount = seen.amount
    if sign := _PERCENT_BEFORE.search(seen.before):
        start = amount.start - len(sign[0])
        return _Found("percent", amount.value, "percent", start, amount.end)
    if word := _PERCENT.match(seen.text, amount.end, amount.end + LOOK_AHEAD):
        return _Found("percent", amount.value, "percent", amount.start, word.end())
    return None


def _range(seen: _Seen) -> _Found | None:
    """Give the first number of "5 to 7 percent" the unit of the second."""
    text, amount = seen.text, seen.amount
    link = _RANGE.match(text, amount.end, amount.end + LOOK_AHEAD)
    second = NUMBER.match(text, link.end()) if link and not amount.digits.isalpha() else None
    if second is None:
        return None
    upper = seen._replace(amount=amount_at(text, second, seen.lang), before="")
    found = _money_with_word(upper) or _percent(upper)
    if found is None:
        return None
    factor = 1.0 if amount.scaled else _factor(upper.amount, seen.lang)
    return _Found(found.kind, amount.value * factor, found.unit, amount.start, amount.end)


# Counts -------------------------------------------------------------------------------------


def _count(seen: _Seen) -> _Found | None:
    """Read a number with the noun that it counts."""
    text, amount = seen.text, seen.amount
    if counter := _CJK_COUNTER.match(text, amount.end, amount.end + LOOK_AHEAD):
        return _Found("count", amount.value, counter[1].strip(), amount.start, counter.end())
    if text[amount.end : amount.end + 1].isalpha() and not _glued_unit(text, amount.end):
        return None
    if noun := _noun(seen):
        unit, end = noun
        both_sides = amount.value == BOTH and unit in SIDES
        return None if both_sides else _Found("count", amount.value, unit, amount.start, end)
    if subject := _counted_before(text, amount.start):
        return _Found("count", amount.value, subject, amount.start, amount.end)
    return _Found("count", amount.value, "", amount.start, amount.end) if amount.scaled else None


def _glued_unit(text: str, end: int) -> bool:
    word = _WORD.match(text, end)
    return word is not None and word[1].lower() in UNIT_WORDS


def _noun(seen: _Seen) -> tuple[str, int] | None:
    """Return the noun phrase that a number counts, and its end; None when there is none."""
    if seen.lang in WRITTEN_WITHOUT_SPACES:
        return None
    text, first = seen.text, seen.amount.end
    place = first
    for count in range(MAX_NOUN_WORDS):
        word = _WORD.match(text, place, place + LOOK_AHEAD)
        lower = word[1].lower() if word else ""
        if (
            word is None
            or lower in NOT_COUNTED
            or lower in STOP_WORDS
            or (lower == "and" and not count)
        ):
            return None
        place = word.end()
        if _is_counted(word[1], lower, seen.lang):
            return text[first:place].strip(" \u00a0-"), place
    return None


def _is_counted(word: str, lower: str, lang: str) -> bool:
    """Say whether this word ends the counted noun phrase, by the grammar of the language."""
    if lower in UNIT_WORDS:
        return True
    if len(word) < SHORTEST_NOUN:
        return False
    if lang == "de":
        return word[0].isupper()
    if lang in NOUN_FOLLOWS_NUMBER:
        return True
    return lower.endswith("s") and not lower.endswith(("ss", "us", "is", "'s", "’s"))


def _counted_before(text: str, start: int) -> str | None:
    """Return X of "the number of X ... came to seven", within the sentence."""
    sentence = text[max(0, start - COUNTED_BEFORE) : start]
    found = _NUMBER_OF.search(sentence, sentence.rfind(". ") + 1)
    return found[1] if found else None


_READERS = (_full_date, _money, _percent, _year, _range, _count)
_SPELLED_READERS = (_money, _percent, _range, _count)
