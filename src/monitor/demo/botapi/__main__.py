"""Run the stand-in by itself: `python -m monitor.demo.botapi --port 8081 --log calls.jsonl`."""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path

from monitor.demo.botapi.faults import Fault
from monitor.demo.botapi.server import serve
from monitor.demo.botapi.stand_in import TOKEN


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    asyncio.run(_run(_arguments()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m monitor.demo.botapi",
        description="A local Bot API server. Set MONITOR_TELEGRAM_API to the address it prints.",
        epilog="Faults: " + ", ".join(Fault),
    )
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--token", default=TOKEN, help="the only one that is right")
    parser.add_argument("--log", type=Path, help="add each call to this file, as JSON Lines")
    parser.add_argument(
        "--chat", action="append", default=[], help="a chat that exists (default: every chat does)"
    )
    parser.add_argument(
        "--fault", action="append", default=[], help="misbehave so: NAME or NAME:TIMES, in order"
    )
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with serve(
        port=arguments.port,
        token=arguments.token,
        chats=tuple(arguments.chat),
        open_doors=not arguments.chat,
        log=arguments.log,
    ) as api:
        for each in arguments.fault:
            name, _, times = each.partition(":")
            api.script(Fault(name), times=int(times or 1))
        print(api.root, flush=True)
        await stop.wait()


if __name__ == "__main__":
    main()
