"""What the rules read out of a text before anything is decided: the same for learning and detection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from monitor.core.detect.actors import Mention, find_actors, mask
from monitor.core.detect.acts import BODY_CHARACTERS, TITLE_CHARACTERS, Acts, body_of, find_acts
from monitor.core.detect.cues import cues_of
from monitor.core.detect.language import guess_language
from monitor.core.detect.pairs import Pairing, resolve
from monitor.core.detect.sectors import SectorWords, find_sector_words
from monitor.model import NewsText


class Reading(NamedTuple):
    """A text as the rules see it."""

    lang: str
    mentions: tuple[Mention, ...]
    acts: Acts
    pairing: Pairing
    cues: tuple[str, ...]
    masked_title: str
    masked_body: str
    sector_words: SectorWords


def read(
    news: NewsText,
    lang: str,
    mentions: tuple[Mention, ...],
    *,
    learned: Mapping[str, float] | None = None,
) -> Reading:
    """Return what the rules read, given the actors that were found.

    `learned` replaces the shipped weights of pairs (for training).
    """
    acts = find_acts(news, lang)
    pairing = resolve(news, mentions, lang, learned=learned)
    masked = mask(news, mentions)
    return Reading(
        lang=lang,
        mentions=mentions,
        acts=acts,
        pairing=pairing,
        cues=tuple(cues_of(mentions, acts, pairing)),
        masked_title=masked.title,
        masked_body=body_of(masked)[1],
        sector_words=find_sector_words(news, lang),
    )


def read_news(news: NewsText, *, learned: Mapping[str, float] | None = None) -> Reading:
    """Return what the rules read of a text, whoever it names."""
    lang = guess_language(f"{news.title} {news.summary}", news.lang)
    short = shortened(news)
    return read(short, lang, find_actors(short, lang), learned=learned)


def shortened(news: NewsText) -> NewsText:
    """Return the part of the text that decides; bounds the cost of hostile text."""
    field, body = body_of(news)
    title = news.title[:TITLE_CHARACTERS]
    if field == "summary":
        return NewsText(title=title, summary=body, lang=news.lang)
    return NewsText(title=title, text=body[:BODY_CHARACTERS], lang=news.lang)
