"""`monitor run`: the bot itself."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from monitor.app import open_context, start_logging
from monitor.config import Settings, read_settings
from monitor.runtime.embedded import serve
from monitor.stages.context import Context

log = logging.getLogger("monitor")


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "run",
        help="poll, detect and deliver until told to stop",
        description=(
            "Polls feeds, finds cooperation and delivers alerts until SIGTERM or SIGINT. Reads "
            "feeds.yaml again when it changes, and on SIGHUP; a file with problems is named in the "
            "log and the old one stays. Answers /healthz, /readyz and /metrics on "
            "settings.web.listen."
        ),
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
    from monitor.web.server import open_web  # noqa: PLC0415 - no other verb needs a web server

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_context(settings) as ctx, _reloading(ctx):
        watchlist = ctx.watchlist()
        log.info(
            "monitor runs",
            extra={"feeds": len(watchlist.feeds), "watches": len(watchlist.watches)},
        )
        async with open_web(ctx, watchlist.rules.web_listen):
            await serve(ctx, stop)
    log.info("monitor stopped")


@asynccontextmanager
async def _reloading(ctx: Context) -> AsyncIterator[None]:
    """Read feeds.yaml again on SIGHUP while the block lasts."""
    loop, under_way = asyncio.get_running_loop(), set[asyncio.Task[bool]]()

    def reload() -> None:
        task = loop.create_task(ctx.reload(asked=True))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    loop.add_signal_handler(signal.SIGHUP, reload)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
        await asyncio.gather(*under_way)
