"""Telling -> the few sets that two tellings are compared by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from sys import intern

from monitor.core.story.concepts import features
from monitor.core.story.telling import Telling

# Feeds carry one or two sentences; where one carries the article, its end is background.
MOST_SUMMARY_CHARACTERS = 400
_SCRIPTS = (
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is compared of a telling; every feature once, in order of appearance."""

    title: tuple[str, ...]
    body: tuple[str, ...]  # of the summary, where the title lacks it
    lang: str  # by script; what is written in Latin letters keeps its tag, `en` without one

    @property
    def words(self) -> tuple[str, ...]:
        """Return all features, the title's first."""
        return self.title + self.body


def traits_of(telling: Telling) -> Traits:
    """Return what is compared of a telling."""
    title = dict.fromkeys(map(intern, features(telling.title)))
    summary = telling.summary[:MOST_SUMMARY_CHARACTERS]
    body = dict.fromkeys(intern(word) for word in features(summary) if word not in title)
    return Traits(title=tuple(title), body=tuple(body), lang=_language(telling))


def _language(telling: Telling) -> str:
    for lang, script in _SCRIPTS:
        if script.search(telling.title):
            return lang
    return "en" if telling.lang in {"", "und"} else telling.lang[:2]
