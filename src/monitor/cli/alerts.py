"""`monitor alerts`: what was found, as a feed for other programs."""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from monitor.app import open_database, utc_now
from monitor.config import read_settings
from monitor.core.render.syndication import render_atom, render_json_feed
from monitor.store import readers

MOST = 200  # stories in one document


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "alerts",
        help="write the newest stories as an Atom or JSON feed",
        description=(
            "Writes the newest cooperation stories as a feed, to standard output or to a file that "
            "is replaced as a whole, so that a web server can offer it at any time."
        ),
    )
    parser.add_argument("--format", choices=("atom", "json"), default="atom")
    parser.add_argument("--out", type=Path, help="file to replace; default: standard output")
    parser.add_argument("--days", type=int, default=7, help="how far back (default: 7)")
    parser.add_argument("--link", help="where the feed will be found (its self link)")
    parser.set_defaults(call=_call)


def _call(parsed: argparse.Namespace) -> int:
    now = utc_now()
    with open_database(read_settings()) as database:
        stories = database.read_now(
            readers.latest,
            pair=None,
            sector=None,
            since=now - timedelta(days=parsed.days),
            limit=MOST,
        )
    if parsed.format == "json":
        document = render_json_feed(stories, self_link=parsed.link)
    else:
        document = render_atom(stories, now=now, self_link=parsed.link)
    _write(document, parsed.out)
    return 0


def _write(document: bytes, out: Path | None) -> None:
    """Write the document; a file is replaced at one stroke."""
    if out is None:
        sys.stdout.buffer.write(document + b"\n")
        return
    with tempfile.NamedTemporaryFile(dir=out.parent, delete=False) as draft:
        draft.write(document)
    finished = Path(draft.name)
    finished.chmod(0o644)
    finished.replace(out)
