"""The one entry point of detection: text -> Finding, with its evidence and the reason.

find_actors -> gate -> acts, pairs, sectors -> learned score -> verdict. The gate spares what names
nobody; every verdict, also a rejection, quotes the words that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from monitor.core.detect import sectors
from monitor.core.detect.actors import Mention, blocs_of, countries_of, find_actors
from monitor.core.detect.acts import (
    TITLE_CHARACTERS,
    ModeWord,
    body_of,
    is_team_work,
    leading_act,
    mode_of,
    other_news,
    undone_in_title,
)
from monitor.core.detect.cues import actor_count
from monitor.core.detect.figures import find_figures
from monitor.core.detect.language import guess_language
from monitor.core.detect.lexicon import load
from monitor.core.detect.organisations import find_organisations
from monitor.core.detect.reading import Reading, read, shortened
from monitor.core.detect.scorer import LEARNED_LANGUAGES, Score, score
from monitor.core.detect.steps import settled
from monitor.core.detect.verdict import judge
from monitor.core.sentences import sentences
from monitor.model import Finding, NewsText, Span
from monitor.vocab import EventType, Mode, Stage

# Korean headlines leave Korea and its firms unsaid: one country and one of these acts are worth a look.
# In the labelled rows this finds 22 positives for 5 false ones; in other languages it would find one.
# The others are read likewise because their lists of names are short; they have no labelled rows.
UNSAID_HOME: Final = frozenset({"ko", "ja", "es", "ru", "uk", "ar", "he"})
TELLING_ACTS: Final = frozenset({"SIGN", "PACT", "JOINT", "MEET", "AGREE", "TALK"})
UNDONE: Final = {
    Mode.STALLED: "the act is stalled",
    Mode.ENDED: "the act is ended",
    Mode.NEGATED: "the act is negated",
    Mode.REQUESTED: "the act is asked for, not done",
    Mode.HYPOTHETICAL: "the act is hypothetical",
    Mode.HISTORICAL: "the act is history",
}
MAX_EVIDENCE: Final = 64  # spans; a lede has no more that matter
ASSERTED: Final = ModeWord(Mode.ASSERTED, None)


def detect(news: NewsText) -> Finding:
    """Return what the text says of cooperation between countries, with its evidence and the reason.

    `pairs` are those concerned, whatever the verdict; cooperation that is stalled or ended has its
    `mode`, keeps its pairs and does not count as cooperation. Pure, and linear in the text.
    """
    if not news.title.strip():
        return _without_title(news)
    lang = guess_language(
        f"{news.title[:TITLE_CHARACTERS]} {news.summary[:TITLE_CHARACTERS]}", news.lang
    )
    short = shortened(news)
    mentions = find_actors(short, lang)
    if not is_candidate(short, lang, mentions):
        return _passed_over(lang, mentions)
    reading = read(short, lang, mentions)
    return _judged(news, short, reading, _scored_reading(short, reading))


def _scored_reading(news: NewsText, reading: Reading) -> Score:
    told = score(
        reading.masked_title,
        reading.masked_body,
        reading.cues,
        sectors.cues_of(reading.sector_words),
        reading.lang,
    )
    if is_team_work(news, reading.acts):
        return told._replace(stage=Stage.LAUNCHED, type=EventType.COOPERATE)
    return told


def _without_title(news: NewsText) -> Finding:
    """Read the first sentence as the headline that the entry does not have (RSS 2.0 demands none)."""
    field, body = body_of(news)
    lead = next(iter(sentences(body, limit=1)), "")
    if not lead:
        return _passed_over("und", ())
    start = body.index(lead)
    finding = detect(replace(news, title=lead))
    evidence = tuple(
        replace(span, field=field, start=span.start + start, end=span.end + start)
        if span.field == "title"
        else span
        for span in finding.evidence
    )
    return replace(finding, evidence=evidence)


def is_candidate(news: NewsText, lang: str, mentions: tuple[Mention, ...]) -> bool:
    """Return whether the text is worth reading: two actors, or one where home is unsaid."""
    count = actor_count(mentions)
    if count != "1" or lang not in UNSAID_HOME:
        return count == "2"
    return any(hit.concept in TELLING_ACTS for hit in load("acts", lang).find(news.title))


def _passed_over(lang: str, mentions: tuple[Mention, ...]) -> Finding:
    reason = f"one actor only: '{mentions[0].text}'" if mentions else "names no country"
    return Finding(
        cooperation=False,
        score=0.0,
        reason=reason,
        lang=lang,
        actors=countries_of(mentions),
        blocs=blocs_of(mentions),
        evidence=tuple(_actor_span(mention) for mention in mentions[:MAX_EVIDENCE]),
    )


def _judged(news: NewsText, short: NewsText, reading: Reading, told: Score) -> Finding:
    mode, cooperation = _verdict(short, reading, told)
    act = leading_act(short, reading.acts)
    stage, kind = settled(
        short, reading.acts, act[0] if act else None, reading.lang, stage=told.stage, kind=told.type
    )
    told = told._replace(stage=stage, type=kind)
    verdict = Finding(
        cooperation=cooperation,
        score=round(told.cooperation, 4),
        reason=_why(reading, told, act) if cooperation else _why_not(short, reading, told, mode),
        lang=reading.lang,
        actors=countries_of(reading.mentions),
        pairs=reading.pairing.pairs,
        roles=reading.pairing.roles,
        type=told.type if cooperation else EventType.NONE,
        stage=told.stage if cooperation else Stage.NONE,
        mode=mode.mode,
        evidence=tuple(_spans(reading, act, mode)),
        blocs=blocs_of(reading.mentions),
    )
    return _with_facts(news, reading, told, verdict) if _matters(verdict) else verdict


def _verdict(short: NewsText, reading: Reading, told: Score) -> tuple[ModeWord, bool]:
    """Return how the act is qualified, and whether the text counts as cooperation."""
    verdict = judge(
        short,
        reading.mentions,
        reading.acts,
        reading.lang,
        score=told.cooperation,
        threshold=told.threshold,
        pair_chance=reading.pairing.chances[0][1] if reading.pairing.chances else 0.0,
    )
    if verdict.cooperation:
        return ASSERTED, True
    if verdict.word:
        return ModeWord(verdict.mode, verdict.word), False
    mode = mode_of(short, reading.acts)
    if mode.span is None and not other_news(short, reading.acts):
        mode = undone_in_title(short, reading.acts)
    return mode, False


def _matters(verdict: Finding) -> bool:
    """Return whether somebody will be told: of cooperation, or that it came to a halt."""
    return verdict.cooperation or verdict.mode in {Mode.STALLED, Mode.ENDED}


def _with_facts(news: NewsText, reading: Reading, told: Score, verdict: Finding) -> Finding:
    words = sectors.with_full_text(reading.sector_words, news, reading.lang)
    fields = sectors.decide(words, told.sectors, learned=reading.lang in LEARNED_LANGUAGES)
    organisations = find_organisations(news)
    figures = find_figures(news)
    spans = [
        *verdict.evidence,
        *sectors.evidence(news, words, fields),
        *(span for _, span in organisations),
        *(span for _, span in figures),
    ]
    return replace(
        verdict,
        sectors=fields,
        organisations=tuple(dict.fromkeys(name for name, _ in organisations)),
        figures=tuple(figure for figure, _ in figures),
        evidence=tuple(spans[:MAX_EVIDENCE]),
    )


def _spans(reading: Reading, act: tuple[str, Span] | None, mode: ModeWord) -> Iterator[Span]:
    yield from reading.pairing.evidence or (_actor_span(m) for m in reading.mentions[:4])
    if act:
        yield act[1]
    if mode.span:
        yield mode.span


def _why(reading: Reading, told: Score, act: tuple[str, Span] | None) -> str:
    who = ", ".join(reading.pairing.pairs) or "several countries"
    word = f" ('{act[1].text}')" if act else ""
    plain = "" if told.cooperation >= told.threshold else "a plain headline, "
    return f"{who}: {told.stage}, {told.type}{word}; {plain}{_scored(told)}"


def _why_not(news: NewsText, reading: Reading, told: Score, mode: ModeWord) -> str:
    count = actor_count(reading.mentions)
    who = "two actors" if count == "2" else f"one actor only: '{reading.mentions[0].text}'"
    if mode.span:
        return f"{who}, but {UNDONE[mode.mode]}: '{mode.span.text}'"
    other = other_news(news, reading.acts)
    if other:
        return f"{who}, but the news is {other[0]}: '{other[1].text}'"
    act = leading_act(news, reading.acts)
    if act is None:
        return f"{who}, but no act of cooperation between them"
    return f"{who} and an act ('{act[1].text}'), but {_scored(told)}"


def _scored(told: Score) -> str:
    side = "from" if told.cooperation >= told.threshold else "below"
    return f"score {told.cooperation:.2f}, {side} {told.threshold:.2f}"


def _actor_span(mention: Mention) -> Span:
    return Span(
        field=mention.field, start=mention.start, end=mention.end, kind="actor", text=mention.text
    )
