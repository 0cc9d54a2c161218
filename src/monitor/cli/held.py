"""`monitor held`: storms that wait for the operator's word (STORM-04)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from monitor.app import open_database, utc_now
from monitor.config import load_watchlist, read_settings
from monitor.model import FeedId
from monitor.stages import held
from monitor.stages.book import StoryBook
from monitor.store import entries
from monitor.store.db import Database


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "held",
        help="list, release or drop entries that were held as a storm",
        description=(
            "When too much of a feed is new at once, its entries are held. Without an action, "
            "lists them; `release` judges and tells them as usual, `drop` forgets them."
        ),
    )
    parser.add_argument("action", nargs="?", choices=("list", "release", "drop"), default="list")
    parser.add_argument("feed", nargs="?", help="address of the feed; default: all")
    parser.set_defaults(call=_call)


def _call(parsed: argparse.Namespace) -> int:
    settings = read_settings()
    with open_database(settings) as database:
        found = database.read_now(entries.held_feeds)
        wanted = [one for one in found if parsed.feed in (None, one[1])]
        if parsed.feed is not None and not wanted:
            print(f"nothing is held of {parsed.feed}", file=sys.stderr)
            return 1
        if parsed.action == "release":
            return _release(database, wanted)
        for feed_id, url, count in wanted:
            if parsed.action == "drop":
                database.submit(held.drop, feed_id).result()
            print(f"{count} entries {'dropped' if parsed.action == 'drop' else 'held'}: {url}")
    if not wanted:
        print("nothing is held")
    return 0


def _release(database: Database, wanted: Sequence[tuple[FeedId, str, int]]) -> int:
    watchlist = load_watchlist(read_settings().config)
    for feed_id, url, count in wanted:
        report = database.submit(
            held.release, feed_id, watchlist=watchlist, book=StoryBook(), now=utc_now()
        ).result()
        print(f"{count} entries released, {len(report.deliveries)} messages queued: {url}")
    return 0
