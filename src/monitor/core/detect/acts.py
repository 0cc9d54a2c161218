"""What is done, and whether it is: cooperative acts, and the words that undo, ask for or date them.

Clause by clause over the lexicon of acts (`vocab/acts.tsv`). The headline decides: only when it
holds no act is the body asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from monitor.core.detect.lexicon import Hit, load, lower
from monitor.model import NewsText, Span
from monitor.vocab import EventType, Mode, Stage

BodyField = Literal["summary", "text"]
TITLE_CHARACTERS: Final = 500  # IN-10: no title is longer
BODY_CHARACTERS: Final = 600  # a lede; what comes later is background
CLAUSE_ENDS: Final = frozenset(".;:!?|…·。；：！？—–\n")
LANGUAGES: Final = frozenset(
    {"en", "ko", "ja", "zh", "de", "fr", "es", "pl", "ru", "uk", "ar", "he"}
)

# PLOVER type and step of the ladder that a concept asserts on its own.
STEPS: Final[dict[str, tuple[EventType, Stage]]] = {
    "PROPOSE": (EventType.AGREE, Stage.PROPOSED),
    "VISIT": (EventType.CONSULT, Stage.DISCUSSED),
    "MEET": (EventType.CONSULT, Stage.DISCUSSED),
    "TALK": (EventType.CONSULT, Stage.DISCUSSED),
    "JOINT": (EventType.COOPERATE, Stage.AGREED),
    "JOIN": (EventType.AGREE, Stage.AGREED),
    "AID": (EventType.AID, Stage.AGREED),
    "AGREE": (EventType.AGREE, Stage.AGREED),
    "PACT": (EventType.AGREE, Stage.AGREED),
    "TRADE": (EventType.COOPERATE, Stage.AGREED),
    "SIGN": (EventType.SUPPORT, Stage.SIGNED),
    "RATIFY": (EventType.SUPPORT, Stage.SIGNED),
    "DRILL": (EventType.COOPERATE, Stage.LAUNCHED),
    "LAUNCH": (EventType.COOPERATE, Stage.LAUNCHED),
    "EXPAND": (EventType.AGREE, Stage.EXPANDED),
    "COMPLETE": (EventType.COOPERATE, Stage.COMPLETED),
}
# What carries the news when several acts stand in one headline, most telling first.
TELLING: Final = (
    "SIGN", "RATIFY", "DRILL", "AGREE", "PACT", "JOINT", "TALK", "MEET", "VISIT", "JOIN", "AID",
    "EXPAND", "LAUNCH", "TRADE", "COMPLETE", "PROPOSE",
)  # fmt: skip
MODES: Final[dict[str, Mode]] = {
    "SUSPEND": Mode.STALLED,
    "DELAY": Mode.STALLED,
    "END": Mode.ENDED,
    "REFUSE": Mode.NEGATED,
    "FAIL": Mode.NEGATED,
    "NOT": Mode.NEGATED,
    "REQUEST": Mode.REQUESTED,
    "HYPO": Mode.HYPOTHETICAL,
    "HISTORY": Mode.HISTORICAL,
}
TEAM_WORK: Final = frozenset(
    {"team up", "teams up", "join hands", "joins hands", "join forces", "joins forces"}
)
FURTHER: Final = frozenset(
    {*MODES, "SIGN", "RATIFY", "AGREE", "PACT", "TALK", "MEET", "VISIT", "PROPOSE", "FUTURE"}
)  # acts and qualifiers that say more exactly how far it has come
STRONG_QUALIFIERS: Final = frozenset({"SUSPEND", "END", "FAIL", "REFUSE", "DELAY"})
OTHER_NEWS: Final[dict[str, str]] = {
    "WAR": "conflict",
    "SANCTION": "a sanction or a trade dispute",
    "ACCUSE": "an accusation",
    "CRIME": "crime or a court",
    "SPORT": "sport",
    "DISASTER": "a disaster",
    "MARKET": "markets",
    "ELECTION": "domestic politics",
    "COMPANY": "one firm's business",
    "OPINION": "comment or analysis",
}


class Acts(NamedTuple):
    """What the lexicon of acts found in title and body; offsets are those of the fields."""

    title: tuple[Hit, ...]
    body: tuple[Hit, ...]
    body_field: BodyField
    clauses: tuple[int, ...]  # for each title hit, the number of its clause


class ModeWord(NamedTuple):
    """How a clause qualifies its act, and the word that does it; None where it is asserted."""

    mode: Mode
    span: Span | None


def body_of(news: NewsText) -> tuple[BodyField, str]:
    """Return the field that tells more than the title, and its beginning."""
    if news.summary or not news.text:
        return "summary", news.summary[:BODY_CHARACTERS]
    return "text", news.text[:BODY_CHARACTERS]


def find_acts(news: NewsText, lang: str) -> Acts:
    """Return what title and body say, by the forms of `lang` (English where it is unknown)."""
    lexicon = load("acts", lang if lang in LANGUAGES else "en")
    field, body = body_of(news)
    title = news.title[:TITLE_CHARACTERS]
    hits = tuple(lexicon.find(title))
    return Acts(hits, tuple(lexicon.find(body)), field, _clauses(title, hits))


def mode_of(news: NewsText, acts: Acts) -> ModeWord:
    """Return how the news qualifies its act: by the headline, else by the body.

    A qualifier counts in a clause that also names an act; the first kind in the order of `MODES` wins.
    """
    words = qualifiers(acts.title, acts.clauses)
    if words:
        return ModeWord(MODES[words[0].concept], span_of(news, "title", words[0], "negation"))
    if not _cooperative(acts.title):
        body = [hit for hit in acts.body if hit.concept in STRONG_QUALIFIERS]
        if body and _cooperative(acts.body):
            return ModeWord(
                MODES[body[0].concept], span_of(news, acts.body_field, body[0], "negation")
            )
    return ModeWord(Mode.ASSERTED, None)


def undone_in_title(news: NewsText, acts: Acts) -> ModeWord:
    """Return the word of ending or refusing in a headline that names no act: "leaves the bloc"."""
    hit = next((hit for hit in acts.title if hit.concept in STRONG_QUALIFIERS), None)
    if hit is None:
        return ModeWord(Mode.ASSERTED, None)
    return ModeWord(MODES[hit.concept], span_of(news, "title", hit, "negation"))


def leading_act(news: NewsText, acts: Acts) -> tuple[str, Span] | None:
    """Return the concept that carries the news and where it stands; None where no act is named."""
    for field, hits in (("title", acts.title), (acts.body_field, acts.body)):
        told = _cooperative(hits)
        if told:
            hit = min(told, key=lambda h: TELLING.index(h.concept))
            return hit.concept, span_of(news, field, hit, "act")
    return None


def is_team_work(news: NewsText, acts: Acts) -> bool:
    """Return whether the headline says no more than that they work together now: "A and B team up"."""
    words = {lower(news.title[hit.start : hit.end]) for hit in acts.title}
    return bool(words & TEAM_WORK) and not {hit.concept for hit in acts.title} & FURTHER


def other_news(news: NewsText, acts: Acts) -> tuple[str, Span] | None:
    """Return what else the headline is about, in words, and the word that says so."""
    for concept, words in OTHER_NEWS.items():
        for hit in acts.title:
            if hit.concept == concept:
                return words, span_of(news, "title", hit, "other")
    return None


def span_of(news: NewsText, field: str, hit: Hit, kind: str) -> Span:
    """Return the hit as evidence."""
    text = str(getattr(news, field))
    known: Literal["title", "summary", "text"] = (
        "title" if field == "title" else "summary" if field == "summary" else "text"
    )
    return Span(
        field=known, start=hit.start, end=hit.end, kind=kind, text=text[hit.start : hit.end]
    )


def _cooperative(hits: Iterable[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.concept in STEPS]


def qualifiers(hits: Sequence[Hit], clauses: Sequence[int]) -> list[Hit]:
    """Return the words that qualify an act in their own clause, the weightiest kind first."""
    acting = {clause for hit, clause in zip(hits, clauses, strict=True) if hit.concept in STEPS}
    acting |= {
        clause for hit, clause in zip(hits, clauses, strict=True) if hit.concept in ("TIES", "PACT")
    }
    words = [
        hit
        for hit, clause in zip(hits, clauses, strict=True)
        if hit.concept in MODES and clause in acting
    ]
    order = list(MODES)
    return sorted(words, key=lambda hit: order.index(hit.concept))


def _clauses(text: str, hits: Iterable[Hit]) -> tuple[int, ...]:
    numbers: list[int] = []
    clause = at = 0
    for hit in hits:
        clause += sum(c in CLAUSE_ENDS for c in text[at : hit.start])
        at = hit.start
        numbers.append(clause)
    return tuple(numbers)
