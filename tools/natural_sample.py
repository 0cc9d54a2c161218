"""Run detection over a natural stream and print samples to be read by a person.

`python tools/natural_sample.py ../shared/data/bulk_news.tsv.gz --without ../shared/data/events_train.jsonl --seed 1`
prints the counts and the cost, then the samples as JSON Lines. The texts stay outside the project.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from monitor.core.detect import detect
from monitor.model import Finding, NewsText

Read = tuple[NewsText, Finding]


def entries(path: Path) -> Iterator[NewsText]:
    """Return the entries of a file of title, tab, summary."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            title, _, summary = line.rstrip("\n").partition("\t")
            yield NewsText(title=title, summary=summary)


def titles_of(paths: list[Path]) -> frozenset[str]:
    """Return the titles that training has seen, which no honest sample may hold."""
    return frozenset(
        json.loads(line)["title"].strip()
        for path in paths
        for line in path.read_text("utf-8").splitlines()
    )


def read_all(path: Path, seen: frozenset[str]) -> tuple[list[Read], list[Read], int]:
    """Return the alerts, the rejected entries that name two actors, and how many were read."""
    alerts: list[Read] = []
    rejected: list[Read] = []
    count = 0
    for news in entries(path):
        if news.title.strip() in seen:
            continue
        finding = detect(news)
        count += 1
        if finding.cooperation:
            alerts.append((news, finding))
        elif len(finding.actors) > 1:
            rejected.append((news, finding))
    return alerts, rejected, count


def shown(kind: str, news: NewsText, finding: Finding) -> str:
    """Return one sample as a line of JSON."""
    return json.dumps(
        {
            "kind": kind,
            "title": news.title,
            "summary": news.summary,
            "pairs": finding.pairs,
            "actors": finding.actors,
            "type": finding.type,
            "stage": finding.stage,
            "sectors": finding.sectors,
            "score": round(finding.score, 2),
            "reason": finding.reason,
        },
        ensure_ascii=False,
    )


def main() -> None:
    """Read the stream, print the counts to stderr and the samples to stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--alerts", type=int, default=200)
    parser.add_argument("--rejected", type=int, default=200)
    parser.add_argument("--without", type=Path, nargs="*", default=[], help="labelled JSON Lines")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.process_time()
    alerts, rejected, count = read_all(asked.file, titles_of(asked.without))
    seconds = time.process_time() - began
    print(
        f"{count} entries, {len(alerts)} alerts, {len(rejected)} rejected with two actors, "
        f"{seconds:.1f} s CPU",
        file=sys.stderr,
    )
    chance = random.Random(asked.seed)
    for kind, found, size in (
        ("alert", alerts, asked.alerts),
        ("rejected", rejected, asked.rejected),
    ):
        for news, finding in chance.sample(found, min(size, len(found))):
            print(shown(kind, news, finding))


if __name__ == "__main__":
    main()
