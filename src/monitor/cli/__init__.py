"""The command line: parse, call, print. One file a verb (or a few that belong together)."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from monitor import __version__
from monitor.errors import ConfigError, MonitorError

_EPILOG = """\
The file with feeds, watches and chats is feeds.yaml, or what MONITOR_CONFIG names. Secrets and
paths come from the environment; docs/configuration.md lists every variable and key.
"""


# Verb -> the file that knows it. Only the asked-for file is imported: all together take a second,
# which a short verb should not pay.
_FILES = {
    "run": "run",
    "poll": "poll",
    "analyse": "analyse",
    "stories": "stories",
    "check": "check",
    "doctor": "doctor",
    "health": "doctor",
    "held": "held",
    "alerts": "alerts",
    "feeds": "feeds",
    "feedback": "feedback",
    "demo": "demo",
    "migrate": "database",
}


def build_parser(verb: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of the verb; of every verb when it is None or not known."""
    parser = argparse.ArgumentParser(
        prog="monitor",
        description="Alerts on new cooperation announcements between countries.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    files = (_FILES[verb],) if verb in _FILES else dict.fromkeys(_FILES.values())
    for name in files:
        importlib.import_module(f"monitor.cli.{name}").add_to(verbs)
    version = verbs.add_parser("version", help="print the version and what it runs on")
    version.set_defaults(call=_version)
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the verb and exit with its status: 0 well, 1 not, 2 wrong usage."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    parsed = build_parser(asked[0] if asked else None).parse_args(asked)
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
