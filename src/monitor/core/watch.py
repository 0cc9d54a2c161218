"""Which watches want a story, and why the others do not. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.model import Finding, Pair, Story, Watch
from monitor.vocab import Mode, stage_rank

_OFF_LADDER = (Mode.STALLED, Mode.ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one watch says of one story. `why` is for people, whatever `wants` is."""

    watch: Watch
    wants: bool
    why: str


def verdicts(told: Story | Finding, text: str, watches: Iterable[Watch]) -> tuple[Verdict, ...]:
    """Return what each watch says, in order. `text` is the title and summary.

    A story without a known pair is wanted by no watch: what cannot be told apart is not
    broadcast.
    """
    return tuple(_verdict(told, text, watch) for watch in watches)


def why_untold(told: Story | Finding, said: Sequence[Verdict]) -> str:
    """Return why no chat hears of a story although it is one, for the ledger."""
    objections = [one.why for one in said if not one.wants]
    if len(objections) == len(said):
        return "; ".join(objections) or "no watches"
    if told.mode in _OFF_LADDER:
        return f"{told.mode.value}, and no chat was told of what it undoes"
    return "what is new of it is not among what its watches tell (`on`)"


def _verdict(told: Story | Finding, text: str, watch: Watch) -> Verdict:
    objection = (
        _pair_objection(told.pairs, watch)
        or _sector_objection(told.sectors, watch)
        or _step_objection(told, watch)
        or _word_objection(text, watch)
    )
    if objection:
        return Verdict(watch=watch, wants=False, why=f"watch '{watch.name}': {objection}")
    return Verdict(watch=watch, wants=True, why=f"watch '{watch.name}' wants it")


def _pair_objection(pairs: tuple[Pair, ...], watch: Watch) -> str:
    if not pairs:
        return "no pair of countries is known"
    if any(pattern.matches(pair) for pair in pairs for pattern in watch.pairs):
        return ""
    return f"it asks for {', '.join(one.text for one in watch.pairs)}, this is {', '.join(pairs)}"


def _sector_objection(sectors: tuple[str, ...], watch: Watch) -> str:
    if not watch.sectors or watch.sectors & set(sectors):
        return ""
    return f"none of its sectors; this is {', '.join(sectors) or 'none'}"


def _step_objection(told: Story | Finding, watch: Watch) -> str:
    if told.mode in _OFF_LADDER:
        return ""  # whether it is told is decided by the watch's `on`
    if watch.types and told.type not in watch.types:
        return f"type {told.type.value} is not among its types"
    if watch.min_stage is not None and stage_rank(told.stage) < stage_rank(watch.min_stage):
        return f"stage {told.stage.value} is below {watch.min_stage.value}"
    return ""


def _word_objection(text: str, watch: Watch) -> str:
    if watch.require and not any(_holds(text, word) for word in watch.require):
        return "none of the required words occurs"
    for word in watch.forbid:
        if _holds(text, word):
            return f"the forbidden word '{word}' occurs"
    return ""


def _holds(text: str, word: str) -> bool:
    """Tell whether the word occurs: whole words in alphabets, anywhere in CJK scripts."""
    if not word.isascii() and re.search(r"[぀-ヿ㐀-鿿가-힯]", word):
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
