"""`monitor demo`: the whole bot, offline."""

from __future__ import annotations

import argparse


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "demo",
        help="watch the whole bot work, offline, in under a minute",
        description=(
            "Starts a local feed server with sample feeds, a local stand-in for Telegram's Bot "
            "API, and the real bot between them; shows what subscribers would read and why the "
            "rest was rejected. Nothing leaves this machine."
        ),
    )
    parser.set_defaults(call=_call)


def _call(_parsed: argparse.Namespace) -> int:
    from monitor.demo.show import show  # noqa: PLC0415 - its servers are of no use to other verbs

    return show()
