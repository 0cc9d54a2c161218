"""`monitor run`: the bot itself."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal

from monitor.app import open_context, start_logging
from monitor.config import Settings, read_settings
from monitor.runtime.embedded import serve

log = logging.getLogger("monitor")


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "run",
        help="poll, detect and deliver until told to stop",
        description="Polls feeds, finds cooperation and delivers alerts until SIGTERM or SIGINT.",
    )
    parser.set_defaults(call=_call)


def _call(_parsed: argparse.Namespace) -> int:
    settings = read_settings()
    start_logging(settings)
    if settings.telegram_token is None:
        log.warning(
            "no TELEGRAM_BOT_TOKEN (or TELEGRAM_BOT_TOKEN_FILE) is set: "
            "alerts are printed here and sent nowhere"
        )
    asyncio.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_context(settings) as ctx:
        watchlist = ctx.watchlist()
        log.info(
            "monitor runs",
            extra={"feeds": len(watchlist.feeds), "watches": len(watchlist.watches)},
        )
        await serve(ctx, stop)
    log.info("monitor stopped")
