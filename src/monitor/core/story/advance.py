"""What an entry makes of a story: opens it, enriches it, raises its stage, or ends it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from monitor.model import Finding, Source, Story, StoryId
from monitor.vocab import Mode, stage_rank

Change = Literal["new", "edit", "stage", "stalled"]

_OFF_LADDER = (Mode.STALLED, Mode.ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one entry says, as far as its story is concerned."""

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
        first_seen_at=now,
        updated_at=now,
        sources=(told.source,),
        organisations=finding.organisations,
        figures=finding.figures,
    )


def advance(story: Story, told: Told, *, now: datetime) -> tuple[Story, Change | None]:
    """Return the story with the entry taken in, and what of it is news; None: nothing is."""
    finding = told.finding
    grown = replace(story, sources=_sources(story, told.source))
    if finding.mode in _OFF_LADDER and story.mode not in _OFF_LADDER:
        return _told_anew(replace(grown, mode=finding.mode), told, now), "stalled"
    if not finding.cooperation:
        return _revised(story, grown, now)
    grown = replace(
        grown,
        sectors=grown.sectors or finding.sectors,
        organisations=grown.organisations or finding.organisations,
        figures=grown.figures or finding.figures,
        summary=grown.summary or told.summary,
    )
    if stage_rank(finding.stage) > stage_rank(story.stage):
        raised = replace(grown, stage=finding.stage, type=finding.type, mode=finding.mode)
        return _told_anew(raised, told, now), "stage"
    return _revised(story, grown, now)


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


def _sources(story: Story, source: Source) -> tuple[Source, ...]:
    known = {(one.family, one.link) for one in story.sources}
    if (source.family, source.link) in known:
        return story.sources
    return (*story.sources, source)
