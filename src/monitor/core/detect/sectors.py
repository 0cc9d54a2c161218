"""What field of work a cooperation is in: words of the sector, weighed with what was learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.core.detect.acts import LANGUAGES, TITLE_CHARACTERS, body_of, span_of
from monitor.core.detect.lexicon import Hit, load
from monitor.core.detect.scorer import LEARNED_LANGUAGES
from monitor.model import NewsText, Span
from monitor.vocab import SECTORS

OTHER: Final = SECTORS.index("other")


class SectorWords(NamedTuple):
    """The words of sectors in title and body."""

    title: tuple[Hit, ...]
    body: tuple[Hit, ...]
    body_field: str


def find_sector_words(news: NewsText, lang: str) -> SectorWords:
    """Return the words of title and body that speak of a sector."""
    field, body = body_of(news)
    return SectorWords(
        title=tuple(_all_hits(news.title[:TITLE_CHARACTERS], lang)),
        body=tuple(_all_hits(body, lang)),
        body_field=field,
    )


def _all_hits(text: str, lang: str) -> Iterator[Hit]:
    """Yield the hits of each sector's own words: one word may speak of several sectors."""
    known = lang if lang in LANGUAGES else "en"
    yield from load("sectors", known).find_all(text)


def cues_of(words: SectorWords) -> Iterator[str]:
    """Yield the cues that only the sector models see."""
    title, body = ({hit.concept for hit in hits} for hits in (words.title, words.body))
    yield from (f"XT{sector}" for sector in title)
    yield from (f"XS{sector}" for sector in body)


def evidence(news: NewsText, words: SectorWords, sectors: Sequence[str]) -> Iterator[Span]:
    """Yield the first word of each sector that was decided for."""
    for sector in sectors:
        for field, hits in (("title", words.title), (words.body_field, words.body)):
            hit = next((h for h in hits if h.concept == sector), None)
            if hit:
                yield span_of(news, field, hit, "sector")
                break


# Sectors whose words in a headline are nearly always right (on 1,500 labelled positives: defence 300
# of 320, ai 23 of 26, batteries 7 of 7), and those narrow enough to count in the lede as well.
CERTAIN_IN_TITLE: Final = frozenset(
    {
        "semiconductors", "ai", "batteries", "displays", "materials", "hydrogen", "space", "defence",
        "cyber", "telecom", "biotech-health", "agriculture-food", "critical-minerals", "quantum",
        "robotics",
    }
)  # fmt: skip
NARROW: Final = frozenset(
    {
        "semiconductors",
        "ai",
        "batteries",
        "displays",
        "materials",
        "hydrogen",
        "quantum",
        "robotics",
        "cyber",
    }
)
OPENING: Final = 2_000  # characters of a full text: three or four paragraphs after its head
CERTAIN_ANYWHERE: Final = frozenset(
    {"semiconductors", "ai", "batteries", "displays", "hydrogen", "quantum", "robotics"}
)


def sure_in_text(news: NewsText, lang: str) -> frozenset[str]:
    """Return the narrow sectors that the opening of a full text names, where there is no summary.

    In a language without labelled examples: the sectors of the headline.

    A page begins with captions and by-lines; the paragraphs that tell what it is about come later.
    """
    if lang not in LEARNED_LANGUAGES:  # the learned margins know no words of it
        return frozenset(hit.concept for hit in _all_hits(news.title, lang))
    if news.summary or not news.text:
        return frozenset()
    return frozenset(hit.concept for hit in _all_hits(news.text[:OPENING], lang)) & NARROW


def decide(
    words: SectorWords,
    margins: NDArray[np.float32],
    blend: Sequence[float],
    *,
    in_text: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Return the sectors, most likely first, "other" where none is likely enough.

    `blend` weighs: a constant, the learned margin, a word in the title, a word in the body.
    """
    title, body = ({hit.concept for hit in hits} for hits in (words.title, words.body))
    constant, learned, in_title, in_body = blend
    totals = {
        sector: constant
        + learned * float(margins[place])
        + in_title * (sector in title)
        + in_body * (sector in body)
        for place, sector in enumerate(SECTORS)
    }
    certain = (title & CERTAIN_IN_TITLE) | (body & CERTAIN_ANYWHERE) | in_text
    chosen = sorted(
        (s for s, total in totals.items() if s != "other" and (total > 0 or s in certain)),
        key=totals.__getitem__,
    )
    return tuple(reversed(chosen)) or ("other",)
