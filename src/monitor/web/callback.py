"""Where WebSub hubs verify subscriptions and push to (SUB-03 to SUB-08)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from monitor.core.websub import MAX_PUSH_BYTES, Reply
from monitor.stages import hubs
from monitor.stages.context import Context, Job
from monitor.store import callbacks

MAX_DISCARDED_BYTES = 4 * MAX_PUSH_BYTES  # received and thrown away before the line is cut
BODY_SECONDS = 10.0  # in which a whole body must have come

_TOO_SLOW, _TOO_LARGE, _NOT_FOUND = Reply(status=408), Reply(status=413), Reply(status=404)


def callback(ctx: Context) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint. An unknown path is answered before a byte of the body is read."""

    async def answer(request: Request) -> Response:
        token = request.path_params["token"]
        if await ctx.db.read(callbacks.find, token) is None:
            return _response(_NOT_FOUND)
        if request.method == "POST":
            return _response(await _pushed(ctx, token, request))
        query = dict(request.query_params)
        return _response(await ctx.db.run(hubs.verify, token, query, now=ctx.now()))

    return answer


async def _pushed(ctx: Context, token: str, request: Request) -> Reply:
    """Keep the body, then say so; it is read afterwards (SUB-07)."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _body(request)
    except (TimeoutError, ClientDisconnect):
        return _TOO_SLOW
    if body is None:
        return _TOO_LARGE
    headers = {name.lower(): value for name, value in request.headers.items()}
    reply, kept = await ctx.db.run(hubs.receive, token, headers, body, now=ctx.now())
    if kept is not None:
        ctx.hints.give((Job("push", (kept,)),))
    return reply


async def _body(request: Request) -> bytes | None:
    """Return the body as it came over the wire, None when it is beyond the cap (SUB-08).

    What is beyond is still received for a while, since a client that is cut off while it sends
    does not see the answer.
    """
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > MAX_PUSH_BYTES:
            pieces.clear()
        else:
            pieces.append(piece)
        if size > MAX_DISCARDED_BYTES:
            break
    return b"".join(pieces) if size <= MAX_PUSH_BYTES else None


def _response(reply: Reply) -> Response:
    headers = dict(reply.headers)
    if reply.status == _TOO_LARGE.status:
        headers["connection"] = "close"  # nobody wants the rest of that body
    return Response(reply.body, reply.status, headers)
