"""One entry as clustering sees it: what it says, when, by whom, and what detection found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Country, Figure, Finding, NewsText, Pair
from monitor.vocab import EventType, Mode, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An entry with its finding; all of it can be read back from the stored entry and finding.

    To restore clustering after a restart store, of the entry: key, title, summary, lang,
    published or seen time, family, canonical link, content hash; of the finding: cooperation,
    actors, pairs, sectors, type, stage, mode, organisations, figures. Nothing else is used.
    """

    key: str  # unique among tellings; adding one twice has no effect
    title: str
    summary: str = ""
    lang: str = "und"  # ISO 639-1
    at: datetime  # aware UTC; published, or seen when undated
    family: str = ""  # publisher family
    link: str | None = None  # canonical
    content_hash: str | None = None
    cooperation: bool = False
    actors: tuple[Country, ...] = ()
    pairs: tuple[Pair, ...] = ()
    sectors: tuple[str, ...] = ()
    type: EventType = EventType.NONE
    stage: Stage = Stage.NONE
    mode: Mode = Mode.ASSERTED
    organisations: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()

    @classmethod
    def of(
        cls,
        news: NewsText,
        finding: Finding,
        *,
        key: str,
        at: datetime,
        family: str = "",
        link: str | None = None,
        content_hash: str | None = None,
    ) -> Telling:
        """Return what clustering reads of an entry and its finding; `link` is canonical."""
        return cls(
            key=key,
            title=news.title,
            summary=news.summary,
            lang=news.lang or finding.lang,
            at=at,
            family=family or news.outlet or "",
            link=link,
            content_hash=content_hash,
            cooperation=finding.cooperation,
            actors=finding.actors,
            pairs=finding.pairs,
            sectors=finding.sectors,
            type=finding.type,
            stage=finding.stage,
            mode=finding.mode,
            organisations=finding.organisations,
            figures=finding.figures,
        )
