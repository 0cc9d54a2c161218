"""A feed server for demonstrations and tests: answers as scripted per path, and records requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

Script = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A request as the server saw it; header names in lower case."""

    method: str
    path: str  # with its query, as sent
    headers: dict[str, str]
    at: float  # seconds of the loop's clock
    body: bytes = b""


@dataclass(slots=True)
class FeedServer:
    """Scripts by path, and what was asked so far."""

    url: str = ""
    requests: list[Recorded] = field(default_factory=list)
    _scripts: dict[str, Script] = field(default_factory=dict)

    def says(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        delay: float = 0.0,
    ) -> str:
        """Answer this path so from now on, after `delay` seconds; return its address."""
        payload = body.encode() if isinstance(body, str) else body
        given = {"Content-Type": "application/rss+xml; charset=utf-8"} | (headers or {})

        async def script(_: web.BaseRequest) -> web.StreamResponse:
            await _after(delay)
            return web.Response(body=payload, status=status, headers=given)

        return self.scripts(path, script)

    def serves(
        self, path: str, body: bytes | str, *, etag: str | None = None, modified: str | None = None
    ) -> str:
        """Serve a feed with validators: 304 to whoever sends them back; return its address."""
        payload = body.encode() if isinstance(body, str) else body
        known = {"ETag": etag, "Last-Modified": modified}
        given = {name: value for name, value in known.items() if value}

        async def script(request: web.BaseRequest) -> web.StreamResponse:
            asked = (request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since"))
            if given and asked == (etag, modified):
                return web.Response(status=304, headers=given)
            return web.Response(
                body=payload, headers={"Content-Type": "application/rss+xml", **given}
            )

        return self.scripts(path, script)

    def scripts(self, path: str, script: Script) -> str:
        """Answer this path by a function from now on; return its address."""
        self._scripts[path] = script
        return self.url + path

    def asked(self, path: str) -> list[Recorded]:
        """Return the requests for a path so far, oldest first."""
        return [request for request in self.requests if request.path.partition("?")[0] == path]

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Record the request and answer it by its path's script; 404 without one."""
        self.requests.append(
            Recorded(
                method=request.method,
                path=request.raw_path,
                headers={name.lower(): value for name, value in request.headers.items()},
                at=asyncio.get_running_loop().time(),
                body=await request.read(),
            )
        )
        script = self._scripts.get(request.path)
        return await script(request) if script else web.Response(status=404)


@asynccontextmanager
async def open_feed_server(*, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[FeedServer]:
    """Serve on a free port (or the one given) until the end of the block."""
    server = FeedServer()
    runner = web.ServerRunner(web.Server(server.answer), shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0]
        server.url = f"http://{bound[0]}:{bound[1]}"
        yield server
    finally:
        await runner.cleanup()


async def _after(seconds: float) -> None:
    if seconds > 0:
        done = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, done.set)
        await done.wait()
