"""Which countries and blocs a text names, and where. Pure; one pass of an automaton per field.

Longest match over the forms of the text's language (`vocab.countries`) plus the English ones, with
false friends as forms of their own that stand for nobody. What is left of the beginning of a word
decides: Latin and Cyrillic forms are whole words or stems with a known ending, Arabic and Hebrew ones
may carry prefixes, Korean ones particles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from monitor.core.detect import context, signs
from monitor.core.detect.boundaries import CJK, Match, evened, is_whole, word_end
from monitor.core.detect.language import SAMPLE, guess_language
from monitor.model import Country, NewsText
from monitor.vocab.countries import LANGUAGES, SHARED_TABLES, UNDETERMINED, Form, forms

Field = Literal["title", "summary", "text"]
FIELDS: Final[tuple[Field, ...]] = ("title", "summary", "text")

MASKS: Final = {"leader": "Qxl", "company": "Qxf", "bloc": "Qxb", "region": "Qxb", "treaty": "Qxb"}
COUNTRY_MASK: Final = "Qxc"  # no word of any language that we read

_LOWER_KINDS: Final = ("demonym", "prefix")  # adjectives, which a sentence may begin with
READ_LIMIT: Final = 100_000  # characters of a field that are read; no article is longer
MAX_MENTIONS: Final = 2_000  # per field; hostile text names a country at every second character
_CONDITIONS: Final = signs.CONDITIONS | {"gated": context.speaks_for_a_state}
_RESCAN: Final = 8  # characters; the longest form that a rejected compound can hide


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A country, bloc or region named at a place: `text == news.<field>[start:end]`.

    `country` is "" for a bloc, region or treaty, `bloc` is "" for a country. `kind` says how sure the place is an actor:
    name, abbr, demonym, capital, office, leader, company, prefix, hanja, compound (one mention per
    sign), bloc, region (Europe, Africa: no bloc), treaty (Brexit); and the weak ones: place (a capital after in/at/from), dateline, context (a conflict
    phrase: "war in Ukraine").
    """

    country: Country
    bloc: str = ""
    field: Field
    start: int
    end: int
    kind: str
    text: str


MULTILATERAL_KINDS: Final = frozenset({"bloc", "region", "treaty"})
WEAK_KINDS: Final = frozenset({"place", "dateline", "context"})


def find_actors(news: NewsText, lang: str | None = None) -> tuple[Mention, ...]:
    """Return every country and bloc named, title before summary before text, in order of appearance.

    `lang` is what `guess_language` said of the text; without it, it is guessed here. Linear in the
    length of the text.
    """
    known = lang or guess_language(f"{news.title} {news.summary} {news.text[:SAMPLE]}", news.lang)
    return tuple(
        mention for field in FIELDS for mention in find_in(getattr(news, field), field, known)
    )


def countries_of(mentions: Iterable[Mention]) -> tuple[Country, ...]:
    """Return the countries of the mentions, each once, in order of appearance."""
    return tuple(dict.fromkeys(mention.country for mention in mentions if mention.country))


def blocs_of(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the blocs of the mentions, each once, in order of appearance."""
    return tuple(dict.fromkeys(mention.bloc for mention in mentions if mention.kind == "bloc"))


def mask(news: NewsText, mentions: Iterable[Mention]) -> NewsText:
    """Return the news with each actor replaced by a pseudo-word, so that a learner sees acts only.

    Countries become "Qxc", leaders "Qxl", firms "Qxf", blocs "Qxb"; in a compound one for each sign.
    """
    found = tuple(mentions)
    by_field = {field: [m for m in found if m.field == field] for field in FIELDS}
    return replace(
        news,
        title=_masked(news.title, by_field["title"]),
        summary=_masked(news.summary, by_field["summary"]),
        text=_masked(news.text, by_field["text"]),
    )


def find_in(text: str, field: Field, lang: str) -> Iterator[Mention]:
    """Yield the mentions of one string, as `find_actors` does for the field of that name."""
    for match in _matches(evened(text[:READ_LIMIT]), lang) if text else ():
        if match.form.kind != "block":
            yield from _mentions(text, field, lang, match)


def _masked(text: str, mentions: Iterable[Mention]) -> str:
    parts, at = [], 0
    for mention in mentions:
        if mention.start >= at:
            parts += [text[at : mention.start], MASKS.get(mention.kind, COUNTRY_MASK)]
            at = mention.end
    return "".join([*parts, text[at:]])


def _matches(text: str, lang: str) -> Iterator[Match]:
    """Yield the accepted matches, not overlapping, in order."""
    table = lang if lang in LANGUAGES else UNDETERMINED
    automaton, known = _automaton(table)
    hits = automaton.find_matches_as_indexes(text)
    joint = signs.joint_signs(text, limit=MAX_MENTIONS) if lang == "ko" else ()
    if not hits and not joint:
        return
    found: list[Match] = []
    for index, start, end in hits[:MAX_MENTIONS]:
        match = Match(known[index], start, end)
        found += [match] if _stands(text, match) else _hidden(text, match, table)
    yield from signs.with_joint(found, joint) if joint else found


def _hidden(text: str, rejected: Match, table: str) -> list[Match]:
    """A form that begins within the rejected one: 美国 in 近日美国, where 日美 does not stand."""
    if text[rejected.start] < CJK:
        return []
    automaton, known = _automaton(table)
    start = rejected.start + 1
    window = text[start : rejected.end + _RESCAN]
    for index, begin, end in automaton.find_matches_as_indexes(window):
        match = Match(known[index], start + begin, start + end)
        if match.start < rejected.end and _stands(text, match):
            return [match]
    return []


def _stands(text: str, match: Match) -> bool:
    condition = _CONDITIONS.get(match.form.kind)
    return is_whole(text, *match) and (condition is None or condition(text, *match))


def _mentions(text: str, field: Field, lang: str, match: Match) -> Iterator[Mention]:
    form, start, end = match
    end = word_end(text, end) if form.stem else end
    if form.kind in MULTILATERAL_KINDS:
        yield Mention(
            country="",
            bloc=form.countries[0],
            field=field,
            start=start,
            end=end,
            kind=form.kind,
            text=text[start:end],
        )
        return
    kind = context.kind_in_place(text, field, lang, form.kind, start, end)
    by_sign = form.kind == "compound" and len(form.countries) == end - start
    for offset, country in enumerate(form.countries):
        here, there = (start + offset, start + offset + 1) if by_sign else (start, end)
        if country:
            yield Mention(
                country=country,
                field=field,
                start=here,
                end=there,
                kind=kind,
                text=text[here:there],
            )


@cache
def _automaton(lang: str) -> tuple[AhoCorasick, tuple[Form, ...]]:
    """Return the automaton of the language and the form of each of its patterns."""
    known = tuple(_vocabulary(lang).values())
    automaton = AhoCorasick(
        [form.text for form in known],
        matchkind=MatchKind.LeftmostLongest,
        store_patterns=False,
        implementation=Implementation.ContiguousNFA,
    )
    return automaton, known


def _vocabulary(lang: str) -> dict[str, Form]:
    """Return form by spelling; the language's own forms win over the English and shared ones."""
    tables = ("en", lang) if lang != UNDETERMINED else LANGUAGES
    known: dict[str, Form] = {}
    for table in (*tables[:1], *SHARED_TABLES, *tables[1:]):
        for form in forms(table):
            if table == "en" and lang != "en" and form.kind == "gated":
                continue
            known[form.text] = form
    for form in tuple(known.values()):
        if form.kind in _LOWER_KINDS and form.text[0].islower():
            capital = form.text[0].upper() + form.text[1:]
            known.setdefault(capital, Form(capital, form.countries, form.kind, form.stem))
    return known
