"""Telling -> the few sets that two tellings are compared by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from sys import intern
from typing import Final

from monitor.core.detect.actors import Field, Mention, countries_of, find_actors
from monitor.core.detect.language import guess_language
from monitor.core.story.concepts import COUNTRY, FIRM, features
from monitor.core.story.telling import Telling
from monitor.model import Country, NewsText
from monitor.vocab.countries import UNDETERMINED

# Feeds carry one or two sentences; where one carries the article, its end is background.
MOST_SUMMARY_CHARACTERS: Final = 400
# Headline words that make another event of the same parties and subject.
TURNS: Final = frozenset(
    {"§a-cancel", "§a-reject", "§a-condemn", "§a-warn", "§a-delay", "fail", "failure"}
)
# Mentions that name more than a country: who leads it, which firm.
NAMES_MORE: Final = frozenset({"leader", "company", "bloc"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is compared of a telling; everything once, in order of appearance."""

    title: tuple[str, ...]  # features
    body: tuple[str, ...]  # features of the summary that the title lacks
    headline: tuple[Country, ...]  # countries that the title names
    countries: tuple[Country, ...]  # and those of the summary
    lang: str  # as detection guesses it from the text and the feed's tag

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
    tag = None if telling.lang == UNDETERMINED else telling.lang
    summary = telling.summary[:MOST_SUMMARY_CHARACTERS]
    lang = guess_language(f"{telling.title} {summary}", tag)
    news = NewsText(title=telling.title, summary=summary, lang=lang)
    mentions = find_actors(news, lang)
    title = dict.fromkeys(map(intern, _said(news.title, "title", mentions)))
    body = dict.fromkeys(map(intern, _said(news.summary, "summary", mentions)))
    return Traits(
        title=tuple(title),
        body=tuple(word for word in body if word not in title),
        headline=countries_of(mention for mention in mentions if mention.field == "title"),
        countries=countries_of(mentions),
        lang=lang,
    )


def _said(text: str, field: Field, mentions: Iterable[Mention]) -> Iterator[str]:
    """Yield the features of a text: each country by its code, however it is named, then the rest."""
    rest, end = [], 0
    for mention in mentions:
        if mention.field == field and mention.country and mention.kind not in NAMES_MORE:
            yield COUNTRY + mention.country
            rest.append(text[end : mention.start])
            end = max(end, mention.end)
    yield from features(" ".join([*rest, text[end:]]))
