"""What field of work a cooperation is in: words of the sector, weighed with what was learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.core.detect.acts import LANGUAGES, TITLE_CHARACTERS, body_of, span_of
from monitor.core.detect.lexicon import Hit, load
from monitor.model import NewsText, Span
from monitor.vocab import SECTORS

TEXT_CHARACTERS: Final = 3_000  # of a full text; background comes last
LIKELY: Final = -0.8  # margin of the best F1 over all sectors, cross-validated
OUTRIGHT: Final = 4.0  # places what a word says outright before what is merely likely
# Sectors whose words mean them and nothing else: a word in the title was right in over 80 % of the
# labelled rows, and rows are too few to learn more (docs/quality.md).
TECHNOLOGIES: Final = frozenset(
    {"semiconductors", "ai", "batteries", "displays", "hydrogen", "quantum"}
)
SHARP: Final = TECHNOLOGIES | {
    "cyber", "robotics", "telecom", "critical-minerals", "materials", "space", "defence", "biotech-health",
    "agriculture-food",
}  # fmt: skip


class SectorWords(NamedTuple):
    """The words of sectors in title and body."""

    title: tuple[Hit, ...]
    body: tuple[Hit, ...]
    body_field: str
    text: tuple[Hit, ...] = ()  # of the full text, where there is one beside the body


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
        for field, hits in (
            ("title", words.title),
            (words.body_field, words.body),
            ("text", words.text),
        ):
            hit = next((h for h in hits if h.concept == sector), None)
            if hit:
                yield span_of(news, field, hit, "sector")
                break


def with_full_text(words: SectorWords, news: NewsText, lang: str) -> SectorWords:
    """Return the words with those of the full text, which speaks of technologies further down."""
    return words._replace(text=tuple(_all_hits(news.text[:TEXT_CHARACTERS], lang)))


def decide(
    words: SectorWords, margins: NDArray[np.float32], *, learned: bool = True
) -> tuple[str, ...]:
    """Return the sectors, most likely first, "other" where none is likely enough.

    A word of a sharp sector is enough in the title (and of a technology anywhere); for the rest, and
    for what no word says, the learned margin decides. In a language that nothing was `learned` of, every
    word of the title is enough.
    """
    title, body, text = ({hit.concept for hit in hits} for hits in words[:2] + words[3:])
    outright = (title & SHARP if learned else title) | ((body | text) & TECHNOLOGIES)
    likely = {
        sector: float(margin) + OUTRIGHT * (sector in outright)
        for sector, margin in zip(SECTORS, margins, strict=True)
        if sector != "other" and (margin > LIKELY or sector in outright)
    }
    return tuple(sorted(likely, key=lambda sector: -likely[sector])) or ("other",)
