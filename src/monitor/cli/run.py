"""`monitor run`: the bot itself."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec

from monitor.app import Options, open_context, start_logging
from monitor.config import Settings, read_settings
from monitor.errors import ConfigError
from monitor.runtime.embedded import serve
from monitor.stages.context import Context

ROLES = ("clock", "worker", "sender", "web")

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
    parser.add_argument(
        "--role",
        action="append",
        choices=("all", *ROLES),
        help="what this process does (may be given several times); `all`, the default, is the "
        "whole bot in one process, the others share the work of many on one PostgreSQL",
    )
    parser.set_defaults(call=_call)


def _call(parsed: argparse.Namespace) -> int:
    settings = read_settings()
    roles = frozenset(parsed.role or ("all",))
    _check(roles, settings)
    start_logging(settings)
    if settings.telegram_token is None:
        log.warning(
            "no TELEGRAM_BOT_TOKEN (or TELEGRAM_BOT_TOKEN_FILE) is set: "
            "alerts are printed here and sent nowhere"
        )
    asyncio.run(_serve(settings, roles))
    return 0


def _check(roles: frozenset[str], settings: Settings) -> None:
    """Refuse roles that cannot be played here."""
    if "all" in roles:
        return
    if not settings.database_url.startswith("postgresql"):
        raise ConfigError(
            ("--role: processes share their work on PostgreSQL; set MONITOR_DATABASE_URL",)
        )
    if find_spec("procrastinate") is None:
        raise ConfigError(
            ("--role: install the extra, `pip install cooperation-monitor[cluster]`",)
        )


async def _serve(settings: Settings, roles: frozenset[str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    # One of many must not take feeds out that a newer file of another one has.
    options = Options(follow_file=bool(roles & {"all", "clock"}))
    async with open_context(settings, options) as ctx, _reloading(ctx), _listening(ctx, roles):
        watchlist = ctx.watchlist()
        log.info(
            "monitor runs",
            extra={"feeds": len(watchlist.feeds), "watches": len(watchlist.watches)},
        )
        await _play(ctx, roles, stop)
    log.info("monitor stopped")


@asynccontextmanager
async def _listening(ctx: Context, roles: frozenset[str]) -> AsyncIterator[None]:
    """Answer over HTTP while the block lasts, if that is a role of this process."""
    if not roles & {"all", "web"}:
        yield
        return
    from monitor.web.server import open_web  # noqa: PLC0415 - no other verb needs a web server

    async with open_web(ctx, ctx.watchlist().rules.web_listen):
        yield


async def _play(ctx: Context, roles: frozenset[str], stop: asyncio.Event) -> None:
    if "all" in roles:
        await serve(ctx, stop)
        return
    if roles == {"web"}:
        await stop.wait()
        return
    # The queue is an extra that one process does without.
    from monitor.runtime import distributed  # noqa: PLC0415

    await distributed.serve(ctx, roles - {"web"}, stop)


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
