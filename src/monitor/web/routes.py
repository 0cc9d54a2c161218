"""What the web server answers, and that every answer is safe to show in a browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.stages.context import Context
from monitor.stages.health import health
from monitor.stages.hubs import PATH
from monitor.store.measures import measures
from monitor.web.callback import callback
from monitor.web.metrics import CONTENT_TYPE, exposition

Endpoint = Callable[[Request], Awaitable[Response]]

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def application(ctx: Context) -> Starlette:
    """Return the whole site."""
    return Starlette(
        routes=[
            Route("/healthz", _healthz),
            Route("/readyz", _readyz(ctx)),
            Route("/metrics", _metrics(ctx)),
            Route(PATH + "{token}", callback(ctx), methods=["GET", "POST"]),
        ]
    )


def plain(text: str, status: int = 200) -> Response:
    """Return text that no browser takes for anything else."""
    return PlainTextResponse(text, status, headers=HEADERS)


async def _healthz(_request: Request) -> Response:
    """Say that the event loop turns (OPS-01): a restart would mend it if this did not answer."""
    return plain("alive\n")


def _readyz(ctx: Context) -> Endpoint:
    async def readyz(_request: Request) -> Response:
        """Say whether polling and delivery go on (OPS-01)."""
        problems = (await ctx.db.read(health, now=ctx.now())).problems
        return plain("\n".join(problems or ("ready",)) + "\n", 503 if problems else 200)

    return readyz


def _metrics(ctx: Context) -> Endpoint:
    async def metrics(_request: Request) -> Response:
        found = await ctx.db.read(measures, now=ctx.now())
        text = exposition(found, ctx.meters)
        return Response(text, media_type=CONTENT_TYPE, headers=HEADERS)

    return metrics
