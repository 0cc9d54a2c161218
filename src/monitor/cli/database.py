"""`monitor migrate`: bring the database's schema up to date."""

from __future__ import annotations

import argparse

from monitor.config import read_settings
from monitor.store import schema
from monitor.store.db import make_engine


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "migrate",
        help="bring the database's schema up to date",
        description="Upgrades the schema of MONITOR_DATABASE_URL; `monitor run` does so, too.",
    )
    parser.set_defaults(call=_call)


def _call(_parsed: argparse.Namespace) -> int:
    engine = make_engine(read_settings().database_url)
    try:
        before = schema.upgrade(engine)
    finally:
        engine.dispose()
    if before == schema.HEAD:
        print(f"schema {schema.HEAD}: up to date")
    else:
        print(f"schema {schema.HEAD}: upgraded from {before or 'an empty database'}")
    return 0
