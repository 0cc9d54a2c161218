"""Whether a text counts as cooperation: the learned score, bent where words leave no doubt. Pure.

What headline words undo is no news of cooperation whatever the score: on 6,000 labelled entries that
name two countries, a headline with a word of ending or stalling beside the act was cooperation in 3
of 100, one with a word of asking in 21, of supposing in 13. And in languages without labelled
examples, a headline in which two countries sign, agree, meet or talk, and nothing qualifies it, counts:
in the languages with labels 86 of 100 such are cooperation.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from monitor.core.detect.actors import WEAK_KINDS, Mention
from monitor.core.detect.acts import MODES, Acts, leading_act, other_news, qualifiers, span_of
from monitor.core.detect.lexicon import Hit
from monitor.model import NewsText, Span
from monitor.vocab import Mode

VETOES: Final = frozenset({"END", "SUSPEND", "DELAY", "FAIL", "REFUSE", "NOT"})
DOUBTS: Final = frozenset({"REQUEST", "HYPO", "HISTORY"})
# Words of these concepts that do not undo the act they stand beside: "talks amid opposition to".
HARMLESS: Final = frozenset(
    {
        "against", "no", "without", "opposition to", "blocked", "block", "blocks", "dead", "leave",
        "leaving", "ends", "ended", "ending", "slow", "slows", "doubt", "object", "objects", "非",
        "sour", "uncertain", "recall*", "gegen", "contra", "contre", "против", "przeciw", "sans",
        "sin", "ohne", "bez", "без", "반대", "반발", "철수", "撤退",
    }
)  # fmt: skip
# What turns an undoing word round: "resume stalled talks", "end the dispute".
REVIVALS: Final = (
    "resum", "restart", "reviv", "reopen", "restor", "unfreez", "breakthrough", "lift", "after",
    "재개", "복원", "再開", "恢复", "重启", "wznow", "wieder", "repren", "reanud", "возобнов",
    "استئناف", "חידוש", "despite",
)  # fmt: skip
STAYS_SURE: Final = 0.93  # a score from which even a veto gives way: one in a thousand negatives
ASKED: Final = 0.8  # the score that a headline of asking needs; one in five is cooperation
DOUBTED: Final = 0.6  # the score that a headline of asking, supposing or remembering needs
# A headline that names one country, or two that hardly pair, needs this score: of such entries between
# the threshold and here one in four is cooperation. Higher costs recall where half the rows are.
WEAKLY_PAIRED: Final = {"en": 0.6, "und": 0.6, "pl": 0.5}
SURE_PAIR: Final = 0.8  # chance of the best pair
# With an act in the headline too: 3 and 15 of 100 labelled ones are cooperation.
BESIDE_AN_ACT: Final = {"a sanction or a trade dispute": 0.8, "sport": 0.8}
OFF_TOPIC: Final = frozenset(
    {"sport", "markets", "crime or a court", "a sanction or a trade dispute", "conflict"}
)
PLAIN_ACTS: Final = frozenset(
    {"AGREE", "JOINT", "MEET", "PACT", "SIGN", "RATIFY", "TALK", "EXPAND", "DRILL", "AID"}
)
UNPAIRED: Final = 0.8  # the score that a text needs in which nobody pairs with anybody
PAIR: Final = 2
LABELLED: Final = frozenset({"en", "ko", "zh", "pl", "und"})
# Acts that are plain where there are labels: from `PLAIN_SCORE` on, 97 of 100 such headlines in Chinese,
# 89 in Korean, and all ten in English that the threshold would lose.
PLAIN_BY_LANGUAGE: Final = {
    "zh": PLAIN_ACTS - {"AID"},
    "ko": frozenset({"SIGN", "JOINT", "TALK", "PACT", "MEET", "DRILL", "RATIFY"}),
    "pl": frozenset({"AGREE", "JOINT", "PACT", "SIGN", "MEET", "TALK"}),
    "en": frozenset({"AGREE", "JOINT", "PACT", "EXPAND", "SIGN", "MEET", "DRILL", "RATIFY"}),
}
PLAIN_SCORE: Final = {
    "zh": 0.4,
    "ko": 0.36,
    "en": 0.36,
    "pl": 0.33,
}  # below it even a plain headline is something else


# Headlines that tell of the past: none of the labelled ones was cooperation.
_HISTORY: Final = re.compile(
    r"\b(?:years|decades|centuries) ago\b|\bon this day\b|\blat temu\b|\bhace (?:\w+ )?años\b|\bil y a (?:\S+ )?ans\b|"
    r"\bvor (?:\w+ )?jahren\b|(?:лет|года?) назад|قبل \S+ (?:عاما|عام|سنة)|לפני \S+ שנ|年前に|\d년 전|"
    r"\b(?:signed|agreed|made|struck|treaty|pact|war|declaration|accord|agreement|deal|of|in|since|from|a|the)\s(?:in\s)?(?:1[5-9]\d\d|200\d)\b|"
    r"(?:1[5-9]\d\d|200\d)\s?[年년]",
    re.IGNORECASE,
)


# Headlines that ask or explain: of 260 labelled ones two were cooperation. Greetings are none either.
_ASKS: Final = re.compile(
    r"[?？](?:\s?\[[^\]]*\])?[\"'”’»]?\s*$|^(?:how|why|what|who|whose|explainer|explained|opinion|analysis|editorial|factbox|timeline)\b|"
    r"^(?:dlaczego|jak|czy|co dalej|warum|wie|pourquoi|comment|por qué|cómo|почему|как)\s|贺电|致电祝贺|唁电|慰问电",
    re.IGNORECASE,
)


class Verdict(NamedTuple):
    """Whether it counts, how the act is qualified, and the word that decided; None for the score."""

    cooperation: bool
    mode: Mode
    word: Span | None


def judge(
    news: NewsText,
    mentions: tuple[Mention, ...],
    acts: Acts,
    lang: str,
    *,
    score: float,
    threshold: float,
    pair_chance: float,
) -> Verdict:
    """Return the verdict on a candidate whose learned score is known."""
    undone = _past_or_asking(news, score) or _undone(news, acts, score=score, threshold=threshold)
    if undone:
        return undone
    other = other_news(news, acts)
    if other and score < _off_topic_score(other[0], acts_in_title=_acts_in_title(news, acts)):
        return Verdict(cooperation=False, mode=Mode.ASSERTED, word=None)
    needed = _needed(mentions, lang, threshold=threshold, pair_chance=pair_chance)
    plain = (
        not other
        and score >= PLAIN_SCORE.get(lang, 0.0)
        and (pair_chance >= SURE_PAIR or lang not in {"en", "ko", "pl"})
        and _undoing(news, acts) is None
        and _is_plain(news, mentions, acts, lang)
    )
    return Verdict(cooperation=score >= needed or plain, mode=Mode.ASSERTED, word=None)


def _past_or_asking(news: NewsText, score: float) -> Verdict | None:
    past = _HISTORY.search(news.title)
    if past:
        return Verdict(cooperation=False, mode=Mode.HISTORICAL, word=_in_title(past))
    asks = _ASKS.search(news.title)
    if asks and score < STAYS_SURE:
        return Verdict(cooperation=False, mode=Mode.HYPOTHETICAL, word=_in_title(asks))
    return None


def _in_title(found: re.Match[str]) -> Span:
    return Span(field="title", start=found.start(), end=found.end(), kind="negation", text=found[0])


def _undone(news: NewsText, acts: Acts, *, score: float, threshold: float) -> Verdict | None:
    word = _undoing(news, acts)
    if word is None:
        return None
    if word.concept in VETOES:
        needed = STAYS_SURE
    else:
        needed = max(threshold, ASKED if word.concept == "REQUEST" else DOUBTED)
    if score >= needed:
        return None
    span = span_of(news, "title", word, "negation")
    return Verdict(cooperation=False, mode=MODES[word.concept], word=span)


def _off_topic_score(topic: str, *, acts_in_title: bool) -> float:
    """Return the score that a headline about something else needs; 0 where the topic says little."""
    if topic not in OFF_TOPIC:
        return 0.0
    if not acts_in_title:
        return STAYS_SURE
    return BESIDE_AN_ACT.get(topic, 0.0)


def _needed(
    mentions: tuple[Mention, ...], lang: str, *, threshold: float, pair_chance: float
) -> float:
    """Return the score that counts, higher where the headline hardly pairs anybody."""
    if not pair_chance and lang not in {"zh", "ko"}:
        return max(threshold, UNPAIRED)
    if pair_chance < SURE_PAIR or len(_named_in_title(mentions)) < PAIR:
        return max(threshold, WEAKLY_PAIRED.get(lang, 0.0))
    return threshold


def _undoing(news: NewsText, acts: Acts) -> Hit | None:
    """Return the first word that undoes or doubts the act of the headline, unless another turns it."""
    title = news.title.lower()
    for hit in qualifiers(acts.title, acts.clauses):
        said = title[hit.start : hit.end]
        if said in HARMLESS:
            continue
        if hit.concept in VETOES and any(word in title for word in REVIVALS):
            continue
        return hit
    return None


def _acts_in_title(news: NewsText, acts: Acts) -> bool:
    act = leading_act(news, acts)
    return act is not None and act[1].field == "title"


def _is_plain(news: NewsText, mentions: tuple[Mention, ...], acts: Acts, lang: str) -> bool:
    """Say whether the headline names two countries and a plain act of cooperation."""
    plain = PLAIN_BY_LANGUAGE.get(lang) or (frozenset() if lang in LABELLED else PLAIN_ACTS)
    act = leading_act(news, acts)
    if act is None or act[0] not in plain or act[1].field != "title":
        return False
    return len(_named_in_title(mentions)) >= PAIR


def _named_in_title(mentions: tuple[Mention, ...]) -> set[str]:
    return {
        m.country or m.bloc for m in mentions if m.field == "title" and m.kind not in WEAK_KINDS
    }
