"""`monitor check`: is the configuration usable?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from monitor.config import load_watchlist, read_secret, read_settings
from monitor.config.schema import json_schema
from monitor.net.exits import exit_secrets


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "check",
        help="validate feeds.yaml and the environment",
        description=(
            "Reports every problem as `file:line: what, and what to do`; exit status 0 when there "
            "is none, else 1. Without FILE it also looks for the secrets that the file names."
        ),
    )
    parser.add_argument("file", nargs="?", type=Path, help="default: MONITOR_CONFIG or feeds.yaml")
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of the file instead"
    )
    parser.set_defaults(call=_call)


def _call(parsed: argparse.Namespace) -> int:
    if parsed.schema:
        print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
        return 0
    path = parsed.file or read_settings().config
    watchlist = load_watchlist(path)
    if parsed.file is None:  # a file that is named may be meant for another machine
        exit_secrets(watchlist.chats, read_secret)
    print(
        f"{path}: well-formed; {len(watchlist.feeds)} feeds, {len(watchlist.watches)} watches, "
        f"{len(watchlist.chats)} chats"
    )
    return 0
