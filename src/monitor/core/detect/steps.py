"""Steps and types that one plain word of the headline settles, whatever the learned heads say. Pure."""

from __future__ import annotations

import re
from typing import Final

from monitor.core.detect.acts import Acts, body_of
from monitor.core.detect.verdict import LABELLED
from monitor.model import NewsText
from monitor.vocab import EventType, Stage

# To extend or renew what exists; "expand" and "deepen" are left to the learned heads.
_EXTENDS: Final = re.compile(
    r"\b(?:extend(?:s|ed)?|renew(?:s|ed)?|prolong(?:s|ed)?|verlänger\w+|prolonge(?:nt)?|ampl[ií]a\w?|prorroga\w*|przedłuż\w+|rozszerz\w+|"
    r"продл\w+|продлев\w+)\b|\bexpands?\b.{0,30}\b(?:arrangement|agreement|pact|swap|partnership|training)\b|"
    r"연장|延長|延长|续签|تمديد|תאריך את|האריכ",
    re.IGNORECASE,
)
# Work that has begun when it is told: teams that join for research, and things that are launched.
_AT_WORK: Final = re.compile(
    r"\b(?:team(?:s|ed)? up|join(?:s|ed)? hands)\b.*\b(?:research|technolog\w+|tech|development|materials|r&d)\b|"
    r"\blaunch(?:es|ed)?\b.{0,60}\b(?:partnerships?|programmes?|programs?|projects?|initiatives?|task force|cent(?:re|er)|cooperation)\b",
    re.IGNORECASE,
)
_DELIVERED: Final = re.compile(r"\bdeliver(?:s|ed)\b|전달|交付|dostarczy\w+", re.IGNORECASE)
# What is still to come is proposed (GUIDE.md: "to visit, to sign").
_PROPOSES: Final = re.compile(
    r"제안(?:해|했다)?$|\b(?:to|will|set to|plans to) (?:visit|travel to|sign)\b", re.IGNORECASE
)
_DISCUSSED: Final = re.compile(
    r"\b(?:discuss(?:ed|es)|held (?:a )?(?:virtual )?(?:talks|meeting)|met with)\b|논의했|会谈|会談",
    re.IGNORECASE,
)
# What a headline must not say for its lede to be asked whether it only tells of talks.
_MORE_THAN_TALKS: Final = frozenset(
    {"TALK", "MEET", "VISIT", "SIGN", "AGREE", "RATIFY", "PACT", "AID", "DRILL", "COMPLETE"}
)
_NOT_YET_LAUNCHED: Final = frozenset(
    {"FUTURE", "PROPOSE", "TALK", "MEET", "SIGN", "AGREE", "PACT", "HYPO", "REQUEST"}
)
_UNDER_WAY: Final = frozenset({"JOINT", "PACT", "TRADE", "COMPLETE", "LAUNCH"})


def settled(
    news: NewsText, acts: Acts, leading: str | None, lang: str, *, stage: Stage, kind: EventType
) -> tuple[Stage, EventType]:
    """Return the stage and type, changed where the headline's own word is plain.

    `leading` is the concept that carries the news (`acts.leading_act`).
    """
    title, concepts = news.title, {hit.concept for hit in acts.title}
    if _EXTENDS.search(title) and not concepts & {"TALK", "PROPOSE", "FUTURE"}:
        return Stage.EXPANDED, kind
    if leading == "RATIFY" and not concepts & {"FUTURE", "REQUEST", "HYPO"}:
        return Stage.SIGNED, EventType.SUPPORT
    if leading == "COMPLETE":
        return Stage.COMPLETED, kind
    if _PROPOSES.search(title):
        return Stage.PROPOSED, kind
    return _talks_or_work(news, concepts, leading, lang, stage=stage, kind=kind)


def _talks_or_work(
    news: NewsText,
    concepts: set[str],
    leading: str | None,
    lang: str,
    *,
    stage: Stage,
    kind: EventType,
) -> tuple[Stage, EventType]:
    if _AT_WORK.search(news.title) and not concepts & {"FUTURE", "PROPOSE", "SIGN"}:
        return Stage.LAUNCHED, EventType.COOPERATE
    if _only_talks(news, concepts):
        return Stage.DISCUSSED, EventType.CONSULT
    if lang not in LABELLED:
        return _unlabelled(concepts, leading, stage=stage, kind=kind)
    return _consistent(news, concepts, leading, stage=stage, kind=kind)


def _consistent(
    news: NewsText, concepts: set[str], leading: str | None, *, stage: Stage, kind: EventType
) -> tuple[Stage, EventType]:
    """Let stage and type say the same: work that has begun is no mere intent, aid given is aid."""
    if kind is EventType.COOPERATE and "LAUNCH" in concepts and not concepts & _NOT_YET_LAUNCHED:
        return Stage.LAUNCHED, kind
    if kind is EventType.AID or (leading == "AID" and kind is EventType.CONSULT):
        return Stage.LAUNCHED if _DELIVERED.search(news.title) else stage, EventType.AID
    begun = stage is Stage.LAUNCHED and kind is EventType.AGREE  # more than intent
    return stage, EventType.COOPERATE if begun else kind


def _only_talks(news: NewsText, concepts: set[str]) -> bool:
    """Say whether headline or lede tell of talks held, and the headline of nothing more."""
    if _DISCUSSED.search(news.title):
        return not concepts & {"SIGN", "AGREE", "PACT", "AID"}
    return not concepts & _MORE_THAN_TALKS and _DISCUSSED.search(body_of(news)[1]) is not None


def _unlabelled(
    concepts: set[str], leading: str | None, *, stage: Stage, kind: EventType
) -> tuple[Stage, EventType]:
    """What the words say where the learned heads know no words of the language."""
    if "LAUNCH" in concepts and leading in _UNDER_WAY:
        return Stage.LAUNCHED, kind
    if "TALK" in concepts and not concepts & {"SIGN", "AGREE", "PACT"}:
        return stage, EventType.CONSULT
    return stage, EventType.AID if leading == "AID" else kind
