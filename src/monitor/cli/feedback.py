"""`monitor feedback export`: what readers thought, as labelled rows."""

from __future__ import annotations

import argparse
import json

from monitor.app import open_database
from monitor.config import read_settings
from monitor.store import readers
from monitor.store.readers import Opinion


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "feedback",
        help="export what readers thought of alerts",
        description=(
            "Prints one JSON object a line for each story that readers judged with the buttons "
            "under its alert: the entry as detection reads it, and how many found it useful."
        ),
    )
    parser.add_argument("action", choices=("export",))
    parser.set_defaults(call=_call)


def _call(_parsed: argparse.Namespace) -> int:
    with open_database(read_settings()) as database:
        for opinion in database.read_now(readers.opinions):
            print(json.dumps(_row(opinion), ensure_ascii=False))
    return 0


def _row(opinion: Opinion) -> dict[str, object]:
    published = opinion.published_at
    return {
        "id": opinion.id,
        "title": opinion.title,
        "summary": opinion.summary,
        "lang": opinion.lang,
        "published": published.isoformat() if published else None,
        "pairs": list(opinion.pairs),
        "useful": opinion.useful,
        "not_useful": opinion.not_useful,
        "cooperation": opinion.useful >= opinion.not_useful,
    }
