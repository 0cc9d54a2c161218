"""What detection costs: `python benchmarks/detect.py [BULK.tsv.gz] [LIMIT]`.

CPU seconds of one core, over real titles and summaries at their natural mix, with two baselines in
the same run: an alternation of all country names as a regular expression, and the keyword filter.
"""

from __future__ import annotations

import gzip
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from monitor.core.detect import detect
from monitor.core.detect.actors import find_actors
from monitor.core.detect.cues import actor_count
from monitor.model import NewsText
from monitor.vocab.countries import forms

BULK = Path("../shared/data/bulk_news.tsv.gz")
MAX_BASELINE = 2_000  # entries; the alternation is too slow for more
WORDS = (
    "sign",
    "agree",
    "deal",
    "pact",
    "talks",
    "cooperat",
    "협력",
    "협정",
    "合作",
    "签署",
    "協力",
)
MEGABYTE = 1024  # kilobytes, as getrusage counts on Linux


def read(path: Path, limit: int | None) -> list[NewsText]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        cells = [
            line.rstrip("\n").split("\t")
            for line, _ in zip(lines, range(limit or 10**9), strict=False)
        ]
    return [NewsText(title=cell[0], summary=cell[1] if len(cell) > 1 else "") for cell in cells]


def cpu_seconds(work: Callable[[NewsText], Any], news: Sequence[NewsText]) -> float:
    started = time.process_time()
    for entry in news:
        work(entry)
    return time.process_time() - started


def main(path: Path = BULK, limit: int | None = None) -> None:
    if not path.exists():
        print(f"{path} is not here: nothing to measure on")
        return
    news = read(path, limit)
    detect(NewsText(title="warm up: Chile and Peru sign pact"))
    groups: dict[str, list[NewsText]] = {"0": [], "1": [], "2": []}
    for entry in news:
        groups[actor_count(find_actors(entry))].append(entry)
    seconds = {name: cpu_seconds(detect, group) for name, group in groups.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    few = len(groups["0"]) + len(groups["1"])
    print(f"{len(news):,} entries: {few:,} name no two actors, {len(groups['2']):,} do")
    print(f"no two actors   {few / (seconds['0'] + seconds['1']):>10,.0f} entries/s")
    print(f"  none          {len(groups['0']) / seconds['0']:>10,.0f} entries/s")
    print(f"  one           {len(groups['1']) / seconds['1']:>10,.0f} entries/s")
    print(f"two actors      {seconds['2'] / len(groups['2']) * 1e3:>10.2f} ms each")
    print(f"all             {len(news) / sum(seconds.values()):>10,.0f} entries/s")
    print(f"peak RSS        {peak:>10.0f} MB, {len(news):,} entries held in memory")
    baselines(news[:MAX_BASELINE])


def baselines(news: Sequence[NewsText]) -> None:
    names = sorted({form.text for form in forms("en")}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names)))

    def alternation(entry: NewsText) -> object:
        return pattern.findall(f"{entry.title} {entry.summary}")

    def keyword_filter(entry: NewsText) -> object:
        text = f"{entry.title} {entry.summary}"
        return sum(name in text for name in names) > 1 and any(word in text for word in WORDS)

    for name, work in (("re alternation", alternation), ("keyword filter", keyword_filter)):
        rate = len(news) / cpu_seconds(work, news)
        print(f"{name:<16}{rate:>10,.0f} entries/s, {len(names):,} English names")


if __name__ == "__main__":
    main(*(kind(word) for kind, word in zip((Path, int), sys.argv[1:], strict=False)))
