"""`python -m tools.evaluate [SHARED]`: every figure of detection, with the keyword filter beside it.

The learned parts are judged on rows that their weights have not seen (five folds); the development
rows by the weights that are shipped. The tables are printed and written into docs/quality.md.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from monitor.core.detect import detect
from monitor.core.detect.actors import countries_of
from monitor.core.detect.acts import is_team_work, leading_act
from monitor.core.detect.finding import is_candidate
from monitor.core.detect.reading import Reading, shortened
from monitor.core.detect.scorer import LEARNED_LANGUAGES, fitting_type, nearest_stage, threshold
from monitor.core.detect.sectors import decide
from monitor.core.detect.steps import settled
from monitor.core.detect.verdict import judge
from monitor.model import NewsText
from monitor.vocab import EventType, Stage
from tools.evaluation import Gold, Told, table
from tools.train.material import Part, gather
from tools.train.matrices import matrices
from tools.train.rows import read_rows
from tools.train.validate import OutOfFold, cross_validate_all, learned_rows

SHARED: Final = Path("../shared")
PAGE: Final = Path("docs/quality.md")
MARKS: Final = ("<!-- figures -->", "<!-- /figures -->")
PAIR: Final = 2
WORDS: Final = {"SIGN", "PACT", "JOINT", "AGREE", "TALK"}  # the concepts whose words a filter lists


def main(shared: Path = SHARED) -> None:
    data = shared / "data"
    if not data.exists():
        print(f"{data} is not here: nothing to evaluate on")
        return
    page = "\n".join(
        [f"Run of {datetime.now(UTC):%Y-%m-%d}.", "", *_trained(data), *_developed(data)]
    )
    print(page)
    if PAGE.exists():
        _write(page)


def _trained(data: Path) -> list[str]:
    material = gather(read_rows(data / "events_train.jsonl"))
    parts = (material.rows, material.titles)
    whole, alone = (
        _certain(part, told_out_of_fold(part, out))
        for part, out in zip(parts, cross_validate_all(material, parts), strict=True)
    )
    return [
        "### events_train.jsonl, certain rows, five folds",
        "",
        *table([(g, t) for g, t, _ in whole], with_type=True),
        "",
        "The same rows that have a summary, read by their title alone:",
        "",
        *table([(g, t) for g, t, _ in alone], with_type=True),
        "",
        "The keyword filter on the rows as they are:",
        "",
        *table([(g, keyword_filter(r)) for g, _, r in whole], with_type=False),
        "",
    ]


def _certain(part: Part, told: list[Told]) -> list[tuple[Gold, Told, Reading]]:
    rows = zip(part.rows, told, part.matrices.readings, strict=True)
    return [(row.gold, said, reading) for row, said, reading in rows if row.certain]


def _developed(data: Path) -> list[str]:
    rows = [row for row in read_rows(data / "events_dev.jsonl") if row.certain]
    readings = matrices(rows).readings
    return [
        "### events_dev.jsonl, certain rows, shipped weights",
        "",
        *table([(row.gold, shipped(row.news)) for row in rows], with_type=False),
        "",
        "The keyword filter on the same rows:",
        "",
        *table(
            [(row.gold, keyword_filter(r)) for row, r in zip(rows, readings, strict=True)],
            with_type=False,
        ),
        "",
    ]


def told_out_of_fold(part: Part, out: OutOfFold) -> list[Told]:
    """Return what detection would say of each row with the weights of the other folds."""
    m = part.matrices
    chance = out.chance(learned_rows(m))
    return [
        _told(
            row.news,
            reading,
            float(chance[number]),
            {name: column[number] for name, column in out.margins.items()},
        )
        for number, (row, reading) in enumerate(zip(part.rows, m.readings, strict=True))
    ]


def _told(news: NewsText, reading: Reading, chance: float, margins: dict[str, np.ndarray]) -> Told:
    short = shortened(news)
    if not is_candidate(short, reading.lang, reading.mentions):
        return Told(cooperation=False)
    pair_chance = reading.pairing.chances[0][1] if reading.pairing.chances else 0.0
    verdict = judge(
        short,
        reading.mentions,
        reading.acts,
        reading.lang,
        score=chance,
        threshold=threshold(reading.lang),
        pair_chance=pair_chance,
    )
    if not verdict.cooperation:
        return Told(cooperation=False)
    stage = nearest_stage(margins["stage"])
    kind = fitting_type(margins["type"], stage)
    if is_team_work(short, reading.acts):
        stage, kind = Stage.LAUNCHED, EventType.COOPERATE
    act = leading_act(short, reading.acts)
    leading = act[0] if act else None
    stage, kind = settled(short, reading.acts, leading, reading.lang, stage=stage, kind=kind)
    learned = reading.lang in LEARNED_LANGUAGES
    chosen = decide(reading.sector_words, margins["sector"], learned=learned)
    return Told(True, reading.pairing.pairs, chosen, str(stage), str(kind))


def shipped(news: NewsText) -> Told:
    """Return what the installed program says."""
    finding = detect(news)
    return Told(
        finding.cooperation, finding.pairs, finding.sectors, str(finding.stage), str(finding.type)
    )


def keyword_filter(reading: Reading) -> Told:
    """Return what a reader's filter says: two countries and a word of cooperation, all pairs of them."""
    named = sorted(set(countries_of(reading.mentions)))
    concepts = {hit.concept for hit in (*reading.acts.title, *reading.acts.body)}
    if len(named) < PAIR or not concepts & WORDS:
        return Told(cooperation=False)
    every = tuple(f"{a}-{b}" for a in named for b in named if a < b)
    chosen = tuple(sorted({hit.concept for hit in reading.sector_words.title}))
    return Told(True, every, chosen, "agreed", "AGREE")


def _write(page: str) -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    PAGE.write_text(f"{before}{MARKS[0]}\n{page}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
