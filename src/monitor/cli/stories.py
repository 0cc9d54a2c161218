"""`monitor stories`: which entries tell one event, as JSON Lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from monitor.cli.lines import BadLine, Line, read_lines
from monitor.core.detect import detect
from monitor.core.story import cluster_stream
from monitor.model import NewsText


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "stories",
        help="put entries that tell one event together, as JSON Lines",
        description=(
            "Reads the same JSON Lines as analyse, in order of time, and writes id, story, joined "
            "and why for each."
        ),
    )
    parser.add_argument("file", nargs="?", help="default: standard input")
    parser.set_defaults(call=_call)


def _call(parsed: argparse.Namespace) -> int:
    bad: list[BadLine] = []
    for name, story, joined, why in cluster_stream(_news(read_lines(parsed.file), bad), detect):
        answer = {"id": name, "story": story, "joined": joined, "why": why}
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 1 if bad else 0


def _news(lines: Iterator[Line | BadLine], bad: list[BadLine]) -> Iterator[tuple[str, NewsText]]:
    for line in lines:
        if isinstance(line, BadLine):
            print(f"line {line.number}: {line.what}", file=sys.stderr)
            bad.append(line)
        else:
            yield line.id, line.news
