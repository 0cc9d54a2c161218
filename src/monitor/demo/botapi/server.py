"""The stand-in over real HTTP: reads calls, records them, answers honestly or by the script."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from monitor.demo.botapi import methods
from monitor.demo.botapi.faults import Fault, Refusal, refusal
from monitor.demo.botapi.stand_in import TOKEN, BotApi, Call
from monitor.demo.botapi.world import World

DRIP_SECONDS = 0.05  # between two bytes
POLL_SECONDS = 0.05  # how often a waiting getUpdates looks

_WEB_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_GARBLED: dict[Fault | None, tuple[int, str, str]] = {
    Fault.ACCEPT_HTML: (200, _WEB_PAGE, "text/html"),
    Fault.ACCEPT_OK_FALSE: (200, '{"ok": false}', "application/json"),
    Fault.ACCEPT_NULL: (200, '{"ok": true, "result": null}', "application/json"),
    Fault.ACCEPT_500: (500, '{"ok": false, "error_code": 500}', "application/json"),
    Fault.ACCEPT_502: (502, _WEB_PAGE, "text/html"),
    Fault.BAD_GATEWAY: (502, _WEB_PAGE, "text/html"),
}


@asynccontextmanager
async def serve(
    *,
    port: int = 0,
    token: str = TOKEN,
    chats: tuple[str, ...] = (),
    open_doors: bool = False,
    log: Path | None = None,
) -> AsyncIterator[BotApi]:
    """Yield a stand-in that listens on 127.0.0.1; port 0: any free one.

    Args:
        port: To listen on.
        token: The one that is right; any other gets 401.
        chats: Ids or @names that exist; `@name` makes a channel, a positive number a person,
            `-100...:7,9` a forum with topics 7 and 9.
        open_doors: Every chat that is written to exists.
        log: Each call is added to this file as a line of JSON.
    """
    bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Monitor"}
    api = BotApi(
        world=World(bot=bot | {"username": "monitor_bot"}, open_doors=open_doors),
        token=token,
        log=log,
    )
    for each in chats:
        name, _, topics = each.partition(":")
        api.world.open(name, topics=frozenset(int(topic) for topic in topics.split(",") if topic))
    runner = web.AppRunner(_application(api), access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    api.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        api.closing.set()
        await runner.cleanup()


class _Counter:
    """Answers requests for one stand-in."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of the Bot API."""
        call = Call(
            method=request.match_info["method"], params=await _params(request), at=time.monotonic()
        )
        self._api.calls.append(call)
        if request.match_info["token"] != self._api.token:
            response: web.StreamResponse = _refused(call, Refusal(401, "Unauthorized"))
        else:
            response = await self._by_rule(request, call)
        self._write_down(call)
        return response

    async def _by_rule(self, request: web.Request, call: Call) -> web.StreamResponse:
        rule = self._api.next_rule(call)
        if rule is None:
            await self._wait_for_updates(call)
            return self._honest(call)
        call.fault = rule.fault
        said = refusal(rule)
        if said:
            return _refused(call, said)
        body = self._honest(call).body if rule.fault.accepts else b""
        assert isinstance(body, bytes)
        call.status = None
        return await self._misbehave(request, call, body)

    def _honest(self, call: Call) -> web.Response:
        try:
            result = methods.call(self._api.world, call.method, call.params, now=int(time.time()))
        except Refusal as refused:
            return _refused(call, refused)
        call.status = 200
        if isinstance(result, dict):
            call.message_id = result.get("message_id")
        return web.json_response({"ok": True, "result": result})

    async def _wait_for_updates(self, call: Call) -> None:
        """Hold a long poll until there is something to tell (Bot API `getUpdates.timeout`)."""
        until = call.at + float(call.params.get("timeout") or 0)
        while call.method == "getUpdates" and not self._api.world.updates:
            if time.monotonic() >= until or self._api.closing.is_set():
                return
            await asyncio.sleep(POLL_SECONDS)

    async def _misbehave(self, request: web.Request, call: Call, body: bytes) -> web.StreamResponse:
        fault = call.fault
        if fault in _GARBLED:
            return _answered(call, *_GARBLED[fault])
        if fault is Fault.ACCEPT_HALF:
            return await _half(request, body)
        if fault is Fault.ACCEPT_DRIP:
            return await self._drip(request, body)
        if fault in {Fault.ACCEPT_SILENT, Fault.SILENT}:
            await self._api.closing.wait()
        return _cut(request)

    async def _drip(self, request: web.Request, body: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        response.content_length = len(body)
        await response.prepare(request)
        for position in range(len(body)):
            if self._api.closing.is_set():
                break
            try:
                await response.write(body[position : position + 1])
            except ConnectionError:
                break
            await asyncio.sleep(DRIP_SECONDS)
        return response

    def _write_down(self, call: Call) -> None:
        if self._api.log:
            line = {name: getattr(call, name) for name in Call.__slots__}
            with self._api.log.open("a", encoding="utf-8") as out:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _application(api: BotApi) -> web.Application:
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", _Counter(api).answer)
    app.router.add_post("/_script", _control(lambda order: _order(api, order)))
    app.router.add_get("/_messages", _control(lambda _: _told(api)))
    return app


def _control(act: Callable[[dict[str, Any]], Any]) -> Any:
    """Return a request handler for whoever steers the stand-in from another process."""

    async def respond(request: web.Request) -> web.Response:
        order = await request.json() if request.can_read_body else {}
        return web.json_response(act(order))

    return respond


def _order(api: BotApi, order: dict[str, Any]) -> dict[str, bool]:
    api.script(Fault(order.pop("fault")), **order)
    return {"ok": True}


def _told(api: BotApi) -> list[dict[str, Any]]:
    return [
        message.as_json(api.world.bot) | {"revisions": message.revisions}
        for _, message in sorted(api.world.messages.items())
    ]


async def _params(request: web.Request) -> dict[str, Any]:
    """Return the call's parameters from wherever the Bot API allows them."""
    params: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        params |= await request.json()
    elif request.can_read_body:
        params |= dict(await request.post())
    return params


def _refused(call: Call, refused: Refusal) -> web.Response:
    call.status = refused.code
    parameters = {"parameters": refused.parameters} if refused.parameters else {}
    body = {"ok": False, "error_code": refused.code, "description": refused.description}
    return web.json_response(body | parameters, status=refused.code)


def _answered(call: Call, status: int, body: str, content_type: str) -> web.Response:
    call.status = status
    return web.Response(status=status, text=body, content_type=content_type)


async def _half(request: web.Request, body: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return _cut(request)


def _cut(request: web.Request) -> web.Response:
    """Close the connection under the caller's feet."""
    if request.transport:
        request.transport.close()
    return web.Response()
