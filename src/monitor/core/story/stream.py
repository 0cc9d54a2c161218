"""Stories of a stream of entries, for the command line and for measuring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from monitor.core.story.cluster import Clusterer
from monitor.core.story.telling import Telling
from monitor.model import Finding, NewsText

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cluster_stream(
    entries: Iterable[tuple[str, NewsText]], detect: Callable[[NewsText], Finding]
) -> Iterator[tuple[str, int, bool, str]]:
    """Yield (id, story, joined, why) for each entry, in the given order, which is the time order.

    Stories are numbered from 1. An undated entry counts as told when the one before it was.
    """
    clusterer = Clusterer()
    stories, at = 0, EPOCH
    for number, (name, news) in enumerate(entries):
        at = news.published_at or at
        telling = Telling.of(news, detect(news), key=f"{number}", at=at)
        placement = clusterer.place(telling)
        if placement.story_key is None:
            stories += 1
        story_key = placement.story_key or stories
        clusterer.add(telling, story_key)
        yield name, story_key, placement.joined, placement.why
