"""Telling -> the few sets that two tellings are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern

from monitor.core.story.telling import Telling
from monitor.core.story.words import tokens

# Feeds carry one or two sentences; where one carries the article, its end is background.
MOST_SUMMARY_CHARACTERS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is compared of a telling; every word once, in order of appearance."""

    title: tuple[str, ...]
    body: tuple[str, ...]  # words of the summary that the title lacks

    @property
    def words(self) -> tuple[str, ...]:
        """Return all words, the title's first."""
        return self.title + self.body


def traits_of(telling: Telling) -> Traits:
    """Return what is compared of a telling."""
    title = dict.fromkeys(map(intern, tokens(telling.title)))
    summary = telling.summary[:MOST_SUMMARY_CHARACTERS]
    body = dict.fromkeys(intern(word) for word in tokens(summary) if word not in title)
    return Traits(title=tuple(title), body=tuple(body))
