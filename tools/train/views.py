"""Shorter tellings of labelled rows: many feeds carry a headline alone, or one sentence.

Nearly all English training rows have a summary, while half of what is to be read has none. A row's
title alone, and its first sentence in the place of a title, teach the same label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from monitor.core.detect.actors import countries_of, find_actors
from monitor.core.sentences import sentences
from tools.train.rows import Row

SHORTEST_LEAD = 40  # characters; less is no sentence


class View(NamedTuple):
    """A shorter telling, and the number of the row that it is a telling of."""

    row: Row
    source: int


def title_views(rows: Sequence[Row]) -> list[View]:
    """Return the titles of the rows that have a summary."""
    return [
        View(row._replace(news=replace(row.news, summary="")), number)
        for number, row in enumerate(rows)
        if row.news.summary
    ]


def lead_views(rows: Sequence[Row]) -> list[View]:
    """Return first sentences as titles, of positives only where they name the countries of a pair."""
    return [view for number, row in enumerate(rows) for view in _lead(number, row)]


def _lead(number: int, row: Row) -> Iterator[View]:
    lead = next(iter(sentences(row.news.summary, limit=1)), "") if row.news.summary else ""
    if len(lead) < SHORTEST_LEAD:
        return
    news = replace(row.news, title=lead, summary="")
    if not row.cooperation or _names_a_pair(row, set(countries_of(find_actors(news)))):
        yield View(row._replace(news=news), number)


def _names_a_pair(row: Row, named: set[str]) -> bool:
    return any(set(pair.split("-")) <= named for pair in row.gold["pairs"])
