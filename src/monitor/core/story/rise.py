"""Whether a higher stage is the story's next step, or one event read in two ways. Pure.

Detection reads about four stages in five as a person does, so one outlet's word is not enough:
what is told anew stands in the headline as an act that the last told headline did not assert, and
is signed or launched outright, or of a later day, or told by two publisher families.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from monitor.core.detect.acts import LANGUAGES, STEPS
from monitor.core.detect.lexicon import load
from monitor.model import Finding, Source, Story
from monitor.vocab import Stage, stage_rank

Rise = Literal["told", "quiet", "unconfirmed"]

# What one side of the globe prints in the evening the other prints in the morning.
LATER_DAY: Final = timedelta(hours=18)
# Acts that are done when they are told, in the headline's own word.
OUTRIGHT: Final = frozenset({"SIGN", "RATIFY", "LAUNCH", "DRILL", "COMPLETE"})
# Words that leave a headline's acts for later: "to sign next week".
NOT_YET: Final = frozenset({"FUTURE", "PROPOSE", "REQUEST", "HYPO"})


def rise_of(story: Story, finding: Finding, source: Source, title: str, *, now: datetime) -> Rise:
    """Return how a higher stage is to be taken: told anew, shown without a ping, or kept in mind."""
    acts = acts_in(title, finding.lang)
    new = acts - _asserted(story)
    two_say_so = is_second_word(story, finding, source)
    if not new or acts & NOT_YET:
        return "quiet" if two_say_so else "unconfirmed"
    carrying = {act for act in new if _reaches(act, finding.stage)}
    if two_say_so or carrying & OUTRIGHT or (carrying and _is_later(story, source, now)):
        return "told"
    return "unconfirmed"


def acts_in(title: str, lang: str) -> frozenset[str]:
    """Return the acts and qualifiers that a headline names, as concepts of the lexicon."""
    lexicon = load("acts", lang if lang in LANGUAGES else "en")
    return frozenset(
        hit.concept for hit in lexicon.find(title) if hit.concept in STEPS or hit.concept in NOT_YET
    )


def is_second_word(story: Story, finding: Finding, source: Source) -> bool:
    """Tell whether another publisher family already claimed a step as high as the story's next."""
    claimed = story.unconfirmed is not Stage.NONE and story.unconfirmed_by != source.family
    return claimed and stage_rank(finding.stage) >= stage_rank(story.unconfirmed)


def _asserted(story: Story) -> frozenset[str]:
    """Return the acts that the last told headline asserts; none where it speaks of the future."""
    acts = acts_in(story.title, story.lang)
    return frozenset() if acts & NOT_YET else acts


def _reaches(act: str, stage: Stage) -> bool:
    return act in STEPS and stage_rank(STEPS[act][1]) >= stage_rank(stage)


def _is_later(story: Story, source: Source, now: datetime) -> bool:
    reached = story.stage_at or story.first_seen_at
    return (source.published_at or now) - reached >= LATER_DAY
