"""The figures of a text: money, percentages, counts and dates, each with its span. Pure.

An own number grammar, because measured on news text general price parsers recall one amount in
twenty. Every number is read once, with a bounded look to both sides, so the cost is linear; the
number of figures and of numbers looked at is bounded too (IN-20).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from monitor.model import Figure, NewsText, Span
from monitor.vocab.quantities import (
    CJK_COUNTERS,
    CJK_CURRENCIES,
    CJK_CURRENCY_PREFIXES,
    CJK_SCALES,
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    LONG_SCALES,
    MONTHS,
    NOT_COUNTED,
    NUMBER_WORDS,
    PERCENT_WORDS,
    SCALES,
    SIDES,
    TWO_WORD_SCALES,
    UNIT_WORDS,
)

MAX_FIGURES = 24  # per entry; a table of results has hundreds, a message shows two
MAX_NUMBERS = 200  # looked at per field
MAX_READ = 20_000  # characters read per field; the longest articles of news agencies are half of it
LOOK_BACK = 24  # characters before a number in which its sign, month or preposition stands
LOOK_AHEAD = 90  # characters after a number in which its scale, unit and noun stand

DECIMAL_COMMA = frozenset({"de", "fr", "es", "pl", "ru", "uk"})  # 1.000,5 and 1 000,5
WRITTEN_WITHOUT_SPACES = frozenset({"ko", "ja", "zh"})
BOTH = 2
SMALLEST_WON = 100  # "5 won gold": an amount in won has three digits or a scale

Kind = Literal["money", "percent", "count", "date"]


class _Found(NamedTuple):
    kind: Kind
    value: float | None
    unit: str
    start: int
    end: int


class _Amount(NamedTuple):
    """A number with its scale, and where both end."""

    value: float
    start: int
    end: int
    digits: str
    scaled: bool


def _any_of(words: object) -> str:
    listed = sorted(words, key=len, reverse=True)  # type: ignore[call-overload]  # any collection
    return "|".join(re.escape(word) for word in listed)


_DIGITS = r"\d{1,3}(?:[,.'’\u00a0\u202f\u2009 ]\d{3}){1,5}(?!\d)(?:[.,]\d{1,4})?|\d{1,15}(?:[.,]\d{1,6})?"
_NUMBER = re.compile(
    rf"{_DIGITS}|\b(?:{_any_of([*NUMBER_WORDS, *(w.title() for w in NUMBER_WORDS)])})\b"
)
_SCALE = re.compile(
    rf"[\s-]?({_any_of(TWO_WORD_SCALES)})(?![^\W\d_])|[\s-]?({_any_of(SCALES)})\.?(?![^\W\d_])",
    re.IGNORECASE,
)
_CJK_PART = re.compile(rf"\s?({_DIGITS})?\s?([{''.join(CJK_SCALES)}]+)여?")
_SIGN_BEFORE = re.compile(
    rf"(?:({_any_of(CURRENCY_SIGNS)})|(?<![A-Za-z])({_any_of(CURRENCY_CODES)})"
    rf"|({_any_of(CJK_CURRENCY_PREFIXES)}))\s?$"
)
_CODE_AFTER = re.compile(rf"\s?(?:({_any_of(CURRENCY_CODES)})\b|([$€£¥₩₹₽₪₴]))")
_CURRENCY_AFTER = re.compile(
    rf"[\s\u00a0-]?(?:d['’]|de\s)?({_any_of(CURRENCY_WORDS)})\.?(?![^\W\d_])", re.IGNORECASE
)
_CJK_CURRENCY_AFTER = re.compile(
    rf"\s?({_any_of(CJK_CURRENCIES)})(?!칙|전|자력|인|장|격|동|빈|旦|首|年|素)"
)
_PERCENT = re.compile(rf"[\s\u00a0-]?(?:{_any_of(PERCENT_WORDS)})", re.IGNORECASE)
_PERCENT_BEFORE = re.compile(r"百分之$")
_RANGE = re.compile(
    rf"\s?(?:-|–|—|~|to|and|bis|à|a|y|do|и|до|إلى|至|から|에서)\s?(?=[$€£]?({_DIGITS}))"
)
_YEARLY = re.compile(
    r"\s(?:annually|a year|per year|per annum|yearly|pro Jahr|jährlich|par an|al año|rocznie|в год)\b"
)
_MONTH = _any_of(MONTHS)
_MONTH_BEFORE = re.compile(rf"(?<!\w)({_MONTH})\.?\s$", re.IGNORECASE)
_YEAR_AFTER_DAY = re.compile(r",?\s((?:19|20)\d\d)(?!\d)")
_MONTH_AFTER = re.compile(
    rf"(?:st|nd|rd|th)?\.?\s(?:of\s|de\s|ב)?({_MONTH})(?!\w)\.?(?:,?\s(?:de\s|of\s)?((?:19|20)\d\d)(?!\d))?",
    re.IGNORECASE,
)
_CJK_DATE = re.compile(
    r"(\d{4})\s?[년年](?:\s?(\d{1,2})\s?[월月](?:\s?(\d{1,2})\s?[일日])?)?|(\d{1,2})\s?[월月]\s?(\d{1,2})\s?[일日]"
)
_ISO_DATE = re.compile(r"((?:19|20)\d\d)-\d\d-\d\d(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_YEARS_AFTER = re.compile(r"[-–/](?:(?:19|20)?\d\d)(?![\d%])")
_YEAR_BEFORE = re.compile(
    rf"(?:^|[(,;:–—]\s?|\b(?:in|since|by|until|till|of|around|from|early|late|mid|after|before|the|for|"
    rf"to|through|between|year|and|seit|bis|im|jahr|en|depuis|desde|hasta|de|w|od|do|roku|в|с|до|к|"
    rf"عام|في|سنة|בשנת|מאז|{_MONTH})[.\s]\s?|ב-?)$",
    re.IGNORECASE,
)
_NOT_A_FIGURE_BEFORE = re.compile(r"(?:\b(?:No|Nr|Art|Article|Chapter|Highway|Route|Flight|vol)\.?\s|[#:№/]|\d[.,-–])$")
_WORD = re.compile(r"[\s\u00a0-]?([^\W\d_][\w&’'/-]*|&)", re.UNICODE)
_CJK_COUNTER = re.compile(rf"\s?여?\s?({_any_of(CJK_COUNTERS)})")
_NUMBER_OF = re.compile(r"\b[Nn]umber of ((?:[a-z-]+ ){0,2}?[a-z-]+s)\b")
_STOP_WORDS = frozenset(
    "in for of to from on at by with as or but the a an this last next more than per its their his "
    "is are was were has have had will would who which that since after before until over about "
    "im in der die das den dem von für auf aus mit und am bei zu de la le les des du en et à au aux "
    "par pour sur el los las del y con por para w z na do i od po o za oraz в на с по и из для от к "
    "год году من في على إلى عن و של על עם את".split()
)


def find_figures(news: NewsText) -> tuple[tuple[Figure, Span], ...]:
    """Return the figures of title, summary and text in reading order, each told once.

    Money carries its ISO 4217 code, a share the unit "percent", a count its noun ("research and
    development projects"), a date the unit "" and its year as value (None without a year).
    At most `MAX_FIGURES`; the first place of a repeated figure is kept.
    """
    told: dict[tuple[str, float | None, str], tuple[Figure, Span]] = {}
    lang = (news.lang or "")[:2]
    fields: tuple[tuple[Literal["title", "summary", "text"], str], ...] = (
        ("title", news.title),
        ("summary", news.summary),
        ("text", news.text),
    )
    for field, text in fields:
        for found in _figures_in(text[:MAX_READ], lang):
            words = text[found.start : found.end]
            key = (found.kind, found.value, found.unit if found.kind != "date" else words)
            if key not in told:
                figure = Figure(kind=found.kind, value=found.value, unit=found.unit, text=words)
                span = Span(
                    field=field, start=found.start, end=found.end, kind="figure", text=words
                )
                told[key] = (figure, span)
                if len(told) >= MAX_FIGURES:
                    return tuple(told.values())
    return tuple(told.values())


def _figures_in(text: str, lang: str) -> Iterator[_Found]:
    """Read each number of the text once, from left to right."""
    position = 0
    for _ in range(MAX_NUMBERS):
        match = _NUMBER.search(text, position)
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
    if _sticks_to_a_word(before, text, match) or _NOT_A_FIGURE_BEFORE.search(before):
        return None
    spelled = not match[0][0].isdigit()
    amount = _amount(text, match, lang)
    readers = (_money, _percent) if spelled else (_full_date, _money, _percent, _year)
    for reader in readers:
        if found := reader(text, amount, before, lang):
            return found
    return _range(text, amount, before, lang) or _count(text, amount, before, lang)


def _sticks_to_a_word(before: str, text: str, match: re.Match[str]) -> bool:
    """Tell names and scores ("F-35", "G7", "3-1", "11:53") from amounts."""
    end = match.end()
    after = text[end : end + 2]
    if after[:1] == ":" and after[1:].isdigit():
        return True
    if not before or not match[0][0].isdigit():
        return False
    if before[-1].isascii() and before[-1].isalpha():
        return _SIGN_BEFORE.search(before) is None
    return len(before) > 1 and before[-1] in "-–" and before[-2].isalnum()


# Numbers ------------------------------------------------------------------------------------


def _amount(text: str, match: re.Match[str], lang: str) -> _Amount:
    """Read the number and what multiplies it."""
    word, start, end = match[0], match.start(), match.end()
    if not word[0].isdigit():
        value = float(NUMBER_WORDS[word.lower()])
    else:
        if " " in word and lang not in DECIMAL_COMMA:  # "June 16 100 people"
            word = word.split(" ", 1)[0]
            end = start + len(word)
        value = _value(word, lang)
        if chained := _cjk_amount(text, start, lang):
            return chained
    if scale := _SCALE.match(text, end, end + LOOK_AHEAD):
        factor = _factor(scale, lang)
        if not _is_abbreviated_metre(scale):
            return _Amount(value * factor, start, _without_stop(scale, text), word, scaled=True)
    return _Amount(value, start, end, word, scaled=False)


def _factor(scale: re.Match[str], lang: str) -> float:
    if scale[1]:
        return TWO_WORD_SCALES[scale[1].lower()]
    word = scale[2].lower()
    return LONG_SCALES.get(lang, {}).get(word) or SCALES[word]


def _is_abbreviated_metre(scale: re.Match[str]) -> bool:
    """Say whether "m", "k" or "b" stands apart from its number: "5 m" is a length."""
    return len(scale[0].strip()) == 1 and scale[0][0].isspace()


def _without_stop(scale: re.Match[str], text: str) -> int:
    """Keep the full stop of "Mrd." only when the sentence goes on behind it."""
    end = scale.end()
    goes_on = text[end : end + 1] == " " and text[end + 1 : end + 2].isalnum()
    return end if text[end - 1] != "." or goes_on else end - 1


def _value(word: str, lang: str) -> float:
    """Return the number that the digits write, by the habits of the language."""
    plain = re.sub(r"['’\u00a0\u202f\u2009 ]", "", word)
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        decimal = max(",.", key=plain.rfind)
        plain = plain.replace("," if decimal == "." else ".", "").replace(",", ".")
    elif commas > 1 or points > 1:
        plain = plain.replace(",", "").replace(".", "")
    elif commas or points:
        mark = "," if commas else "."
        three = len(plain) - plain.index(mark) == 4
        groups = three and (mark == "," or lang in DECIMAL_COMMA - {"fr", "pl", "ru", "uk"})
        plain = plain.replace(mark, "" if groups and plain[0] != "0" else ".")
    return float(plain)


def _cjk_amount(text: str, start: int, lang: str) -> _Amount | None:
    """Read a chain such as 3조 5000억 or 1.5万亿; None when nothing multiplies the number."""
    total, end, lowest = 0.0, start, float("inf")
    while (part := _CJK_PART.match(text, end, end + LOOK_AHEAD)) and part[1]:
        factor = 1.0
        for sign in part[2]:
            factor *= CJK_SCALES[sign]
        if factor >= lowest:
            break
        total, end, lowest = total + _value(part[1].strip(), lang) * factor, part.end(), factor
    if end == start:
        return None
    return _Amount(total, start, end, text[start:end], scaled=True)


# Kinds --------------------------------------------------------------------------------------


def _full_date(text: str, amount: _Amount, before: str, lang: str) -> _Found | None:
    """Read a day with its month, with or without the year."""
    start = amount.start
    if found := _CJK_DATE.match(text, start, start + LOOK_AHEAD):
        year = float(found[1]) if found[1] else None
        return _Found("date", year, "", start, found.end())
    if found := _ISO_DATE.match(text, start):
        return _Found("date", float(found[1]), "", start, found.end())
    if len(amount.digits) > 2 or amount.scaled or not amount.value <= 31:
        return None
    if found := _MONTH_BEFORE.search(before):
        year_after = _YEAR_AFTER_DAY.match(text, amount.end)
        year = float(year_after[1]) if year_after else None
        end = year_after.end() if year_after else amount.end
        return _Found("date", year, "", start - len(found[0]), end)
    if found := _MONTH_AFTER.match(text, amount.end, amount.end + LOOK_AHEAD):
        return _Found("date", float(found[2]) if found[2] else None, "", start, found.end())
    return None


def _year(text: str, amount: _Amount, before: str, lang: str) -> _Found | None:
    """Read a bare year or a span of years."""
    if not _YEAR.match(amount.digits) or amount.scaled:
        return None
    start, end = amount.start, amount.end
    if until := _YEARS_AFTER.match(text, end):
        return _Found("date", amount.value, "", start, until.end())
    if text[end : end + 1] == "s" or _YEAR_BEFORE.search(before) or not _noun(text, end, lang):
        return _Found("date", amount.value, "", start, end)
    return None


def _money(text: str, amount: _Amount, before: str, lang: str) -> _Found | None:
    """Read an amount with a currency before or after it."""
    if sign := _SIGN_BEFORE.search(before):
        code = CURRENCY_SIGNS.get(sign[1] or "") or CJK_CURRENCY_PREFIXES.get(sign[3] or "")
        code = _code(code or sign[2], lang)
        start, (value, end) = amount.start - len(sign[0]), _upper_end(text, amount, lang)
        tail = _CJK_CURRENCY_AFTER.match(text, end) or _YEARLY.match(text, end)
        return _Found("money", value, code, start, tail.end() if tail else end)
    limit = amount.end + LOOK_AHEAD
    if word := _CJK_CURRENCY_AFTER.match(text, amount.end, limit):
        return _Found("money", amount.value, CJK_CURRENCIES[word[1]], amount.start, word.end())
    if word := _CODE_AFTER.match(text, amount.end, limit):
        sign_after = CURRENCY_SIGNS.get(word[2] or "", "")
        code = _code(word[1] or sign_after, lang)
        return _Found("money", amount.value, code, amount.start, word.end())
    if word := _CURRENCY_AFTER.match(text, amount.end, limit):
        code = CURRENCY_WORDS[word[1].lower()]
        if not amount.scaled and amount.value < SMALLEST_WON and code in {"KRW", "GBP"}:
            return None
        end = word.end() - (word[0].endswith(".") and code != "RUB")
        return _Found("money", amount.value, code, amount.start, _yearly(text, end))
    return None


def _upper_end(text: str, amount: _Amount, lang: str) -> tuple[float, int]:
    """Return the lower value of "$5-7 billion" and the end of the whole, or the amount itself."""
    link = None if amount.scaled else _RANGE.match(text, amount.end, amount.end + LOOK_AHEAD)
    second = _NUMBER.match(text, link.end()) if link else None
    if second is None:
        return amount.value, amount.end
    upper = _amount(text, second, lang)
    if not _plain(upper):
        return amount.value, amount.end
    return amount.value * upper.value / _value(upper.digits, lang), upper.end


def _yearly(text: str, end: int) -> int:
    """Take "annually" or "a year" along."""
    tail = _YEARLY.match(text, end)
    return tail.end() if tail else end


def _code(code: str, lang: str) -> str:
    """Name the currency of an ambiguous sign by the language of the text."""
    if code == "JPY" and lang == "zh":
        return "CNY"
    return "CNY" if code == "RMB" else code


def _percent(text: str, amount: _Amount, before: str, lang: str) -> _Found | None:
    """Read a share."""
    if sign := _PERCENT_BEFORE.search(before):
        return _Found("percent", amount.value, "percent", amount.start - len(sign[0]), amount.end)
    if word := _PERCENT.match(text, amount.end, amount.end + LOOK_AHEAD):
        return _Found("percent", amount.value, "percent", amount.start, word.end())
    return None


def _range(text: str, amount: _Amount, before: str, lang: str) -> _Found | None:
    """Give the first number of "5 to 7 percent" the unit of the second."""
    link = _RANGE.match(text, amount.end, amount.end + LOOK_AHEAD)
    if link is None or amount.digits.isalpha():
        return None
    second = _NUMBER.match(text, link.end())
    if second is None:
        return None
    other = _amount(text, second, lang)
    found = _money(text, other, "", lang) or _percent(text, other, "", lang)
    if found is None or found.value is None:
        return None
    factor = other.value / _value(other.digits, lang) if _plain(other) else 1.0
    value = amount.value if amount.scaled else amount.value * factor
    return _Found(found.kind, value, found.unit, amount.start, amount.end)


def _plain(amount: _Amount) -> bool:
    return amount.scaled and amount.digits.replace(",", "").replace(".", "").isdigit() and amount.value > 0


def _count(text: str, amount: _Amount, before: str, lang: str) -> _Found | None:
    """Read a number with the noun that it counts."""
    if counter := _CJK_COUNTER.match(text, amount.end, amount.end + LOOK_AHEAD):
        return _Found("count", amount.value, counter[1].strip(), amount.start, counter.end())
    if amount.end < len(text) and text[amount.end].isalpha() and not _glued_unit(text, amount.end):
        return None
    if noun := _noun(text, amount.end, lang):
        unit, end = noun
        if amount.value == BOTH and unit in SIDES:
            return None
        return _Found("count", amount.value, unit, amount.start, end)
    if subject := _counted_before(text, amount.start):
        return _Found("count", amount.value, subject, amount.start, amount.end)
    return _Found("count", amount.value, "", amount.start, amount.end) if amount.scaled else None


def _glued_unit(text: str, end: int) -> bool:
    word = _WORD.match(text, end)
    return word is not None and word[1].lower() in UNIT_WORDS


def _noun(text: str, end: int, lang: str) -> tuple[str, int] | None:
    """Return the noun phrase that a number counts, and its end; None when there is none."""
    if lang in WRITTEN_WITHOUT_SPACES:
        return None
    place, words = end, 0
    while words < MAX_NOUN_WORDS and (word := _WORD.match(text, place, place + LOOK_AHEAD)):
        lower = word[1].lower()
        if lower in NOT_COUNTED or (lower in _STOP_WORDS) or (lower == "and" and not words):
            return None
        place, words = word.end(), words + 1
        if _is_counted(word[1], lower, lang):
            return text[end:place].strip(" \u00a0-"), place
    return None


MAX_NOUN_WORDS = 5  # "16 [joint] research and development projects"


def _is_counted(word: str, lower: str, lang: str) -> bool:
    """Say whether this word ends the counted noun phrase, by the grammar of the language."""
    if lower in UNIT_WORDS:
        return True
    if lang == "de":
        return word[0].isupper() and len(word) > 2
    if lang in {"pl", "ru", "uk", "ar", "he"}:
        return len(word) > 3
    return len(word) > 3 and lower.endswith("s") and not lower.endswith(("ss", "us", "is", "'s", "’s"))


def _counted_before(text: str, start: int) -> str | None:
    """Return X of "the number of X ... came to seven", within the sentence."""
    sentence = text[max(0, start - COUNTED_BEFORE) : start]
    sentence = sentence[sentence.rfind(". ") + 1 :]
    found = _NUMBER_OF.search(sentence)
    return found[1] if found else None


COUNTED_BEFORE = 240  # characters back to "the number of applications"
