"""`monitor poll`: one round, then exit."""

from __future__ import annotations

import argparse
import asyncio
import json
import time

from monitor.app import Options, open_context, start_logging
from monitor.config import Settings, read_settings
from monitor.runtime.embedded import one_round

COUNTS = (
    "feeds",
    "fetched",
    "not_modified",
    "failed",
    "gone",
    "entries_new",
    "findings",
    "stories_opened",
    "stories_joined",
    "deliveries_queued",
    "deliveries_sent",
)


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "poll",
        help="one round over the feeds that are due, then exit",
        description="Polls the feeds that are due once, takes in what is new, and exits.",
    )
    parser.add_argument("--force", action="store_true", help="poll every feed, due or not")
    parser.add_argument("--deliver", action="store_true", help="also send what is in the outbox")
    parser.add_argument("--json", action="store_true", help="print the counts as one JSON object")
    parser.set_defaults(call=_call)


def _call(parsed: argparse.Namespace) -> int:
    settings = read_settings()
    start_logging(settings)
    began = time.perf_counter()
    options = Options(force=parsed.force, deliver=parsed.deliver)
    counts = asyncio.run(_round(settings, options))
    spent = {
        "seconds": round(time.perf_counter() - began, 3),
        "cpu_seconds": round(_cpu_seconds(), 3),
    }
    told = {name: counts.get(name, 0) for name in COUNTS} | spent
    print(json.dumps(told) if parsed.json else _sentence(told))
    return 0


async def _round(settings: Settings, options: Options) -> dict[str, int]:
    async with open_context(settings, options) as ctx:
        return await one_round(ctx, deliver_too=options.deliver)


def _cpu_seconds() -> float:
    """Return the CPU time of this process and its parser processes, start-up included."""
    import resource  # noqa: PLC0415 - not on every platform that can import this file

    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _sentence(told: dict[str, float]) -> str:
    return (
        f"{told['feeds']} feeds polled in {told['seconds']} s: {told['fetched']} with a body, "
        f"{told['not_modified']} not modified, {told['failed']} failed, {told['gone']} gone; "
        f"{told['entries_new']} new entries, {told['findings']} findings, "
        f"{told['stories_opened']} stories opened, {told['stories_joined']} joined; "
        f"{told['deliveries_queued']} deliveries queued, {told['deliveries_sent']} sent"
    )
