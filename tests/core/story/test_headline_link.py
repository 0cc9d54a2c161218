"""A headline leads to the article that it is taken from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.core.render import render_alert, render_digest
from monitor.core.story.advance import Told, advance, open_with
from monitor.model import Finding, Source
from monitor.vocab import EventType, Stage, stage_rank

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def told(stage: Stage, link: str) -> Told:
    finding = Finding(
        cooperation=True,
        score=1.0,
        reason="",
        pairs=("JP-KR",),
        stage=stage,
        type=EventType.AGREE,
    )
    at = NOW + timedelta(hours=stage_rank(stage))
    source = Source(name=f"{stage} paper", family=link, link=link, published_at=at)
    return Told(finding=finding, source=source, title=f"{stage} it", summary="", lang="en")


def test_a_higher_stage_brings_its_own_title_and_link():
    story = open_with(told(Stage.DISCUSSED, "https://a.example/talks"), now=NOW)
    raised, change = advance(
        story, told(Stage.SIGNED, "https://b.example/pact"), now=NOW + timedelta(hours=1)
    )
    assert change == "stage"
    assert '<a href="https://b.example/pact">signed it</a>' in render_alert(raised, now=NOW)
    assert "https://b.example/pact" in "".join(render_digest((raised,), now=NOW))


def test_a_higher_stage_is_told_with_its_own_source_and_time_first():
    story = open_with(told(Stage.DISCUSSED, "https://a.example/talks"), now=NOW)
    raised, _ = advance(story, told(Stage.SIGNED, "https://b.example/pact"), now=NOW)
    html = render_alert(raised, now=NOW, kind="stage")
    assert html.index("signed paper") < html.index("discussed paper")
    assert "03:00" in html


def test_another_telling_of_the_same_step_leaves_the_headline_and_its_link():
    story = open_with(told(Stage.DISCUSSED, "https://a.example/talks"), now=NOW)
    grown, change = advance(
        story, told(Stage.DISCUSSED, "https://c.example/copy"), now=NOW + timedelta(hours=1)
    )
    assert change == "edit"
    assert '<a href="https://a.example/talks">discussed it</a>' in render_alert(grown, now=NOW)
