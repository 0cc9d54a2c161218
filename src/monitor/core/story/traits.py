"""Telling -> the few sets that two tellings are compared by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from sys import intern
from typing import Final

from monitor.core.detect.actors import countries_of, find_actors
from monitor.core.story.concepts import FIRM, features
from monitor.core.story.telling import Telling
from monitor.model import Country, NewsText

# Feeds carry one or two sentences; where one carries the article, its end is background.
MOST_SUMMARY_CHARACTERS: Final = 400
# Headline words that make another event of the same parties and subject.
TURNS: Final = frozenset({"§a-cancel", "§a-reject", "§a-condemn", "§a-warn", "§a-delay", "fail", "failure"})
_SCRIPTS: Final = (
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is compared of a telling; everything once, in order of appearance."""

    title: tuple[str, ...]  # features
    body: tuple[str, ...]  # features of the summary that the title lacks
    headline: tuple[Country, ...]  # countries that the title names
    countries: tuple[Country, ...]  # and those of the summary
    lang: str  # by script; what is written in Latin letters keeps its tag, `en` without one

    @property
    def words(self) -> tuple[str, ...]:
        """Return all features, the title's first."""
        return self.title + self.body

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the countries, and the firms and institutes that concepts name."""
        return self.countries + tuple(word for word in self.words if word.startswith(FIRM))

    @property
    def turns(self) -> frozenset[str]:
        """Return the headline's words of refusal, failure and blame."""
        return TURNS.intersection(self.title)


def traits_of(telling: Telling) -> Traits:
    """Return what is compared of a telling."""
    summary = telling.summary[:MOST_SUMMARY_CHARACTERS]
    title = dict.fromkeys(map(intern, features(telling.title)))
    body = dict.fromkeys(intern(word) for word in features(summary) if word not in title)
    lang = None if telling.lang == "und" else telling.lang
    mentions = find_actors(NewsText(title=telling.title, summary=summary, lang=lang))
    return Traits(
        title=tuple(title),
        body=tuple(body),
        headline=countries_of(mention for mention in mentions if mention.field == "title"),
        countries=countries_of(mentions),
        lang=_language(telling),
    )


def _language(telling: Telling) -> str:
    for lang, script in _SCRIPTS:
        if script.search(telling.title):
            return lang
    return "en" if telling.lang in {"", "und"} else telling.lang[:2]
