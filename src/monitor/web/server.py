"""The web server in the bot's own event loop, with limits on what a client may take of it."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from monitor.stages.context import Context
from monitor.web.routes import application

MAX_CONNECTIONS = 200  # more are told 503; each costs some kilobytes
MAX_HEAD_BYTES = 16_384  # request line and headers (SUB-08)
HEAD_SECONDS = 10.0  # in which the first request's headers must have come (SUB-08)
IDLE_SECONDS = 5  # of a connection that is kept open
STOP_SECONDS = 3  # for answers under way when the bot stops

log = logging.getLogger("monitor.web")


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the bot."""
        yield


class _Impatient(H11Protocol):
    """Hangs up on a client that opens a connection and does not say what it wants."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own type
        super().connection_made(transport)
        self.loop.call_later(HEAD_SECONDS, self._hang_up, transport)

    def _hang_up(self, transport: asyncio.Transport) -> None:
        asked = getattr(self, "cycle", None) is not None  # None, though typed otherwise
        if not asked and not transport.is_closing():
            transport.close()


@asynccontextmanager
async def open_web(ctx: Context, listen: str | None) -> AsyncIterator[str | None]:
    """Serve while the block lasts; yield the address, None when there is no server.

    A port that is taken is a warning: news matter more than the page about them.
    """
    listening = None if listen is None else _bound(listen)
    if listening is None:
        yield None
        return
    host, port = listening.getsockname()[:2]
    server = _Server(
        uvicorn.Config(
            application(ctx),
            http=_Impatient,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MAX_CONNECTIONS,
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )
    serving = asyncio.create_task(server.serve([listening]))
    log.info("web server listens", extra={"host": host, "port": port})
    try:
        yield f"http://{f'[{host}]' if ':' in host else host}:{port}"
    finally:
        server.should_exit = True
        await serving
        listening.close()


def _bound(listen: str) -> socket.socket | None:
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, int(port)), family=family, backlog=MAX_CONNECTIONS)
    except OSError as error:
        log.warning(
            "no web server: the address cannot be listened on",
            extra={"listen": listen, "why": error.strerror or str(error)},
        )
        return None
