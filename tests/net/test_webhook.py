"""Webhooks over real HTTP: signed, guarded, and every answer told as what it means."""

from __future__ import annotations

import hmac
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from tests.net.conftest import LOOPBACK

from monitor.demo.feedserver import FeedServer
from monitor.errors import ChatRefusedError, OutcomeUnknownError, TryLaterError
from monitor.model import Bulletin
from monitor.net.webhook import WebhookPoster, open_webhooks, signature

SECRET = "correct horse battery staple"
TOLD = Bulletin(id="d1", plain="text", body='{"kind":"new","title":"회담"}'.encode())


def now() -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
async def poster() -> AsyncIterator[WebhookPoster]:
    async with open_webhooks(
        now=now, allow_networks=LOOPBACK, deadline=timedelta(seconds=1)
    ) as ready:
        yield ready


async def test_the_receiver_can_check_the_signature_and_know_a_repetition(
    server: FeedServer, poster: WebhookPoster
):
    url = server.says("/hook", status=204)

    await poster.post(url, SECRET, TOLD)
    await poster.post(url, SECRET, TOLD)

    first, second = server.asked("/hook")
    expected = hmac.new(SECRET.encode(), first.body, "sha256").hexdigest()
    assert (first.method, first.body) == ("POST", TOLD.body)
    assert first.headers["x-monitor-signature"] == f"sha256={expected}"
    assert first.headers["x-monitor-delivery"] == second.headers["x-monitor-delivery"] == "d1"
    assert first.headers["content-type"] == "application/json"


def test_the_signature_is_that_of_rfc_4231():
    """Test case 2."""
    assert signature(b"what do ya want for nothing?", "Jefe") == (
        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@pytest.mark.parametrize("status", [401, 403, 404, 405, 410, 301, 302, 307])
async def test_what_speaks_of_the_address_parks(
    server: FeedServer, poster: WebhookPoster, status: int
):
    """A redirect is not followed: the body is signed for one receiver only."""
    url = server.says("/hook", status=status, headers={"Location": f"{server.url}/other"})

    with pytest.raises(ChatRefusedError) as refused:
        await poster.post(url, SECRET, TOLD)

    assert refused.value.parks
    assert server.asked("/other") == []


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_what_speaks_of_the_message_ends_it(
    server: FeedServer, poster: WebhookPoster, status: int
):
    with pytest.raises(ChatRefusedError) as refused:
        await poster.post(server.says("/hook", status=status), SECRET, TOLD)

    assert not refused.value.parks


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry-After": "17"}, 17),
        (503, {"Retry-After": "17"}, 17),
        (503, {"Retry-After": "Sun, 01 Mar 2026 12:01:00 GMT", "Date": ""}, 60),
        (429, {}, None),
    ],
)
async def test_who_asks_for_patience_gets_it(
    server: FeedServer, poster: WebhookPoster, status, headers, seconds
):
    with pytest.raises(TryLaterError) as later:
        await poster.post(server.says("/hook", status=status, headers=headers), SECRET, TOLD)

    assert later.value.wait == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_an_error_of_the_server_leaves_a_doubt(
    server: FeedServer, poster: WebhookPoster, status: int
):
    with pytest.raises(OutcomeUnknownError):
        await poster.post(server.says("/hook", status=status), SECRET, TOLD)


async def test_no_answer_in_time_leaves_a_doubt(server: FeedServer, poster: WebhookPoster):
    with pytest.raises(OutcomeUnknownError):
        await poster.post(server.says("/hook", delay=30), SECRET, TOLD)

    assert len(server.asked("/hook")) == 1


async def test_a_connection_that_is_cut_leaves_a_doubt(server: FeedServer, poster: WebhookPoster):
    async def cut(request: web.BaseRequest) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    with pytest.raises(OutcomeUnknownError):
        await poster.post(server.scripts("/hook", cut), SECRET, TOLD)

    assert len(server.asked("/hook")) == 1, "a POST is never repeated behind our back"


async def test_a_refused_connection_is_tried_again(poster: WebhookPoster):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(TryLaterError) as later:
        await poster.post(f"http://127.0.0.1:{port}/", SECRET, TOLD)

    assert later.value.wait is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_private_address_is_not_posted_to(server: FeedServer, host: str):
    """IN-08."""
    url = server.says("/hook").replace("127.0.0.1", host)

    async with open_webhooks(now=now) as poster:
        with pytest.raises(ChatRefusedError, match="not a public address"):
            await poster.post(url, SECRET, TOLD)

    assert server.requests == []


async def test_an_error_quotes_neither_address_nor_secret(poster: WebhookPoster):
    """TG-01: an address may be a secret of its own."""
    with pytest.raises(TryLaterError) as later:
        await poster.post("http://127.0.0.1:1/hidden-path?key=hidden-key", SECRET, TOLD)

    assert "hidden" not in str(later.value)
    assert later.value.__context__ is None
