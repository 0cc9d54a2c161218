"""The command line: parse, call, print. One file a verb (or a few that belong together)."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from monitor import __version__
from monitor.cli import (
    alerts,
    analyse,
    check,
    database,
    demo,
    doctor,
    feedback,
    feeds,
    held,
    poll,
    run,
    stories,
)
from monitor.errors import ConfigError, MonitorError

_EPILOG = """\
The file with feeds, watches and chats is feeds.yaml, or what MONITOR_CONFIG names. Secrets and
paths come from the environment; docs/configuration.md lists every variable and key.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every verb."""
    parser = argparse.ArgumentParser(
        prog="monitor",
        description="Alerts on new cooperation announcements between countries.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for module in (
        run,
        poll,
        analyse,
        stories,
        check,
        doctor,
        feeds,
        held,
        alerts,
        feedback,
        demo,
        database,
    ):
        module.add_to(verbs)
    version = verbs.add_parser("version", help="print the version and what it runs on")
    version.set_defaults(call=_version)
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the verb and exit with its status: 0 well, 1 not, 2 wrong usage."""
    parsed = build_parser().parse_args(arguments)
    try:
        status = int(parsed.call(parsed))
    except ConfigError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        status = 1
    except MonitorError as error:
        print(f"monitor: {error}", file=sys.stderr)
        status = 1
    except BrokenPipeError:
        # The reader went away (`monitor analyse | head`); nothing is left to say to anyone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def _version(_parsed: argparse.Namespace) -> int:
    from monitor.cli.versions import versions  # noqa: PLC0415 - asks every library, slowly

    print(f"monitor {__version__}")
    for name, number in versions():
        print(f"  {name:24} {number}")
    return 0
