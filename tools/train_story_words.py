"""Count in how many news entries each word occurs; writes src/monitor/core/story/words.tsv.

Usage: PYTHONPATH=src python tools/train_story_words.py ../shared/data

The table holds words and counts only, no sentence of the corpus. It is the weight that a word
has before our own window has seen enough entries (see docs/quality-stories.md).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from monitor.core.story.telling import Telling
from monitor.core.story.traits import traits_of

LEAST_ENTRIES = 20  # rarer words are all alike, and would make the table three times as long
ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
TABLE = Path("src/monitor/core/story/words.tsv")


def tellings(folder: Path) -> Iterator[Telling]:
    """Yield every entry of the unlabelled and the labelled corpus, for its words only."""
    with gzip.open(folder / "bulk_news.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            title, _, summary = line.rstrip("\n").partition("\t")
            yield Telling(key="", title=title, summary=summary, at=ANY_TIME)
    for line in (folder / "events_train.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Telling(key="", title=row["title"], summary=row["summary"] or "", at=ANY_TIME)


def main() -> None:
    """Write the table, most frequent word first, under a line with the number of entries."""
    counts: Counter[str] = Counter()
    entries = 0
    for telling in tellings(Path(sys.argv[1])):
        counts.update(traits_of(telling).words)
        entries += 1
    frequent = sorted(
        ((word, count) for word, count in counts.items() if count >= LEAST_ENTRIES),
        key=lambda pair: (-pair[1], pair[0]),
    )
    lines = [f"\t{entries}", *(f"{word}\t{count}" for word, count in frequent)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(frequent)} words of {entries} entries")


if __name__ == "__main__":
    main()
