"""Posting to webhooks: signed, guarded, and honest about what may have arrived.

The signature is HMAC-SHA256 (RFC 2104) over the raw body, in the form that GitHub made common.
Errors are `monitor.errors` only, without a cause: addresses of webhooks are often secrets.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from hashlib import sha256

import aiohttp

from monitor import __version__
from monitor.errors import ChatRefusedError, MonitorError, OutcomeUnknownError, TryLaterError
from monitor.model import Bulletin
from monitor.net.connect import NOT_PUBLIC, NotPublicError, open_connector
from monitor.net.guard import Network
from monitor.net.headers import retry_after

SIGNATURE = "X-Monitor-Signature"
DELIVERY = "X-Monitor-Delivery"
CONNECT_TIMEOUT = timedelta(seconds=10)
POST_DEADLINE = timedelta(seconds=30)  # for the whole exchange, whatever the server drips

# What speaks of the address or the secret, and not of this message (RFC 9110 15.5).
_PARKING = frozenset({401, 403, 404, 405, 410})
_LATER = frozenset({429, 503})
_TOO_MANY, _TIMEOUT = 429, 408
_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


def signature(body: bytes, secret: str) -> str:
    """Return the value of `X-Monitor-Signature`: `sha256=` and the HMAC in lower-case hex."""
    return f"sha256={hmac.new(secret.encode(), body, sha256).hexdigest()}"


class WebhookPoster:
    """Posts bulletins. Every method raises `monitor.errors` only."""

    def __init__(
        self, session: aiohttp.ClientSession, *, now: Callable[[], datetime], deadline: timedelta
    ) -> None:
        self._session = session
        self._now = now
        self._deadline = deadline

    async def post(self, url: str, secret: str, bulletin: Bulletin) -> None:
        """Post the bulletin; that it returns means a 2xx. Redirects are not followed.

        Raises:
            ChatRefusedError: The address will not take this, or anything (then it parks).
            TryLaterError: Not taken; wait, or the server could not be reached.
            OutcomeUnknownError: It may have been taken.
        """
        try:
            async with asyncio.timeout(self._deadline.total_seconds()):
                failure = await self._posted(url, secret, bulletin)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = _failure(error)
        if failure is not None:
            raise failure  # outside the handler: no context that holds the address

    async def _posted(self, url: str, secret: str, bulletin: Bulletin) -> MonitorError | None:
        headers = {
            "Content-Type": "application/json",
            "Connection": "close",  # one that was kept open may die under a request: a needless doubt
            SIGNATURE: signature(bulletin.body, secret),
            DELIVERY: bulletin.id,
        }
        async with self._session.post(
            url, data=bulletin.body, headers=headers, allow_redirects=False
        ) as response:
            given = {name.lower(): value for name, value in response.headers.items()}
            return _judged(response.status, retry_after(given, now=self._now()))


@asynccontextmanager
async def open_webhooks(
    *,
    now: Callable[[], datetime],
    allow_networks: tuple[Network, ...] = (),
    deadline: timedelta = POST_DEADLINE,
) -> AsyncIterator[WebhookPoster]:
    """Yield a poster; private addresses are refused but for these networks (IN-08)."""
    async with (
        open_connector(allow_networks) as connector,
        aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT.total_seconds()),
            headers={"User-Agent": f"cooperation-monitor/{__version__}"},
        ) as session,
    ):
        yield WebhookPoster(session, now=now, deadline=deadline)


def _judged(status: int, wait: timedelta | None) -> MonitorError | None:
    """Return what an answer means for the message; None: it was taken."""
    said = f"HTTP {status}"
    match status:
        case _ if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110 15.3
            return None
        case _ if status in _LATER and (wait is not None or status == _TOO_MANY):
            return TryLaterError(said, wait=wait, flood=True)
        case _ if status in _PARKING or 300 <= status < 400:  # noqa: PLR2004 - RFC 9110 15.4
            return ChatRefusedError(said, parks=True)
        case _ if 400 <= status < 500 and status != _TIMEOUT:  # noqa: PLR2004 - RFC 9110 15.5
            return ChatRefusedError(said, parks=False)
        case _:
            return OutcomeUnknownError(said)


def _failure(error: Exception) -> MonitorError:
    """Return what a broken exchange means; what is not known to have never left may have arrived."""
    name = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(
        error.os_error, NotPublicError
    ):
        return ChatRefusedError(NOT_PUBLIC, parks=True)
    if isinstance(error, aiohttp.InvalidURL):
        return ChatRefusedError(name, parks=True)
    if isinstance(error, _NEVER_SENT):
        return TryLaterError(name, wait=None)
    return OutcomeUnknownError(name)
