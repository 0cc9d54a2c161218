"""What an entry makes of a story: opens it, enriches it, raises its stage, or ends it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, TypeVar

from monitor.core.story.rise import rise_of
from monitor.model import Figure, Finding, Source, Story, StoryId
from monitor.vocab import Mode, Stage, stage_rank

Change = Literal["new", "edit", "stage", "stalled"]

_Item = TypeVar("_Item")
_OFF_LADDER: Final = (Mode.STALLED, Mode.ENDED)

# What one message can show without becoming a list.
MOST_SECTORS: Final = 4
MOST_ORGANISATIONS: Final = 6
MOST_FIGURES: Final = 4
# Publishers that are kept; a message names a few and counts the rest.
MOST_SOURCES: Final = 40
# A summary must be this much longer, in characters, to be worth an edit of its own.
RICHER_BY: Final = 60
POOR_SUMMARY: Final = 80  # characters; below it any longer one is better


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one entry says, as far as its story is concerned.

    Its source counts under the wire's family where the text is a wire's: see `wires.credited`.
    """

    finding: Finding
    source: Source
    title: str
    summary: str
    lang: str


def open_with(told: Told, *, now: datetime) -> Story:
    """Return the story that the entry opens. Its id is 0 until it is kept."""
    finding = told.finding
    return Story(
        id=StoryId(0),
        pairs=finding.pairs,
        sectors=finding.sectors,
        type=finding.type,
        stage=finding.stage,
        mode=finding.mode,
        title=told.title,
        summary=told.summary,
        lang=told.lang,
        link=told.source.link,
        stage_at=told.source.published_at or now,
        first_seen_at=now,
        updated_at=now,
        sources=(told.source,),
        organisations=finding.organisations,
        figures=finding.figures,
    )


def advance(story: Story, told: Told, *, now: datetime) -> tuple[Story, Change | None]:
    """Return the story with the entry taken in, and what of it is news; None: nothing is.

    Stalled or ended, once, is news of its own; so is a higher stage that is borne out (see `rise`).
    A stage that one outlet alone claims is kept in mind. More publishers, a better
    summary, new figures, organisations or sectors are an edit. What a reader would not see
    changes nothing: a second entry of a publisher family, or a copy of a wire already counted.
    An entry that is no cooperation adds its publisher and nothing else.
    """
    finding = told.finding
    grown = replace(story, sources=_sources(story.sources, told.source))
    if finding.mode in _OFF_LADDER and story.mode not in _OFF_LADDER:
        return _told_anew(replace(grown, mode=finding.mode), told, now), "stalled"
    if not finding.cooperation:
        return _revised(story, grown, now)
    grown = _enriched(grown, told)
    if stage_rank(finding.stage) > stage_rank(story.stage):
        return _risen(story, grown, told, now)
    return _revised(story, grown, now)


def _risen(story: Story, grown: Story, told: Told, now: datetime) -> tuple[Story, Change | None]:
    """Return the story with a higher stage told, shown or kept in mind, and what of it is news."""
    finding, source = told.finding, told.source
    at = source.published_at or now
    raised = replace(
        grown,
        stage=finding.stage,
        type=finding.type,
        mode=finding.mode,
        stage_at=at,
        unconfirmed=Stage.NONE,
        unconfirmed_by="",
    )
    known = story.stage is not Stage.NONE
    match rise_of(story, finding, source, told.title, now=now) if known else "told":
        case "told":
            return _told_anew(raised, told, now), "stage"
        case "quiet":
            return _revised(story, raised, now)
        case "unconfirmed":
            revised, change = _revised(story, grown, now)
            return _claimed(revised, told), change


def _claimed(story: Story, told: Told) -> Story:
    """Return the story with the stage that somebody claims; the first to claim it stays named."""
    if story.unconfirmed is not Stage.NONE:
        return story
    return replace(story, unconfirmed=told.finding.stage, unconfirmed_by=told.source.family)


def _enriched(story: Story, told: Told) -> Story:
    finding = told.finding
    return replace(
        story,
        sectors=_union(story.sectors, finding.sectors, str, most=MOST_SECTORS),
        organisations=_union(
            story.organisations, finding.organisations, str.casefold, most=MOST_ORGANISATIONS
        ),
        figures=_union(story.figures, finding.figures, _value, most=MOST_FIGURES),
        summary=told.summary if _is_richer(told, story) else story.summary,
    )


def _union(
    known: tuple[_Item, ...],
    added: Iterable[_Item],
    key: Callable[[_Item], Hashable],
    *,
    most: int,
) -> tuple[_Item, ...]:
    """Return what is known, then what is new of the added, as long as there is room."""
    found = {key(item): item for item in known}
    for item in added:
        if len(found) < most:
            found.setdefault(key(item), item)
    return tuple(found.values())


def _value(figure: Figure) -> Hashable:
    return (figure.kind, figure.unit, figure.text if figure.value is None else figure.value)


def _is_richer(told: Told, story: Story) -> bool:
    """Return whether the entry's summary serves the reader better, in the language of the title."""
    if told.lang != story.lang:
        return False
    gain = len(told.summary) - len(story.summary)
    return gain >= RICHER_BY or (len(story.summary) < POOR_SUMMARY and gain > 0)


def _told_anew(story: Story, told: Told, now: datetime) -> Story:
    return replace(
        story,
        title=told.title,
        summary=told.summary,
        lang=told.lang,
        link=told.source.link,
        updated_at=now,
        revision=story.revision + 1,
    )


def _revised(before: Story, after: Story, now: datetime) -> tuple[Story, Change | None]:
    if after == before:
        return before, None
    return replace(after, updated_at=now, revision=before.revision + 1), "edit"


def _sources(known: tuple[Source, ...], source: Source) -> tuple[Source, ...]:
    """Return the sources, one for each publisher family, in order of arrival."""
    told = {one.family for one in known}
    if source.family in told or len(known) >= MOST_SOURCES:
        return known
    return (*known, source)
