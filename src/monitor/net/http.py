"""Fetching feeds: one aiohttp session, conditional GETs, no redirect or byte that was not checked.

Whatever a server does ends as a value (`Fetched | NotModified | FetchFailed`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit

import aiohttp
from yarl import URL

from monitor import __version__
from monitor.model import Fetched, FetchFailed, NotModified, PollTarget, Validators
from monitor.net.body import MAX_BODY_BYTES, BodyError, read_body
from monitor.net.connect import NOT_PUBLIC, open_connector
from monitor.net.guard import Network, is_allowed
from monitor.net.headers import retry_after, validators
from monitor.net.politeness import Gate, domain_of, place_of

CONTACT = "https://github.com/cooperation-monitor/monitor"
MAX_REDIRECTS = 5  # IN-07
THROTTLED_PAUSE = timedelta(minutes=5)  # after a 429 without Retry-After
MAX_POST_ANSWER = 4_000  # bytes; hubs say in a sentence why they refuse
MAX_FIELD = 32_768  # bytes of one header; security policies of news sites are long

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, application/json;q=0.8, text/xml;q=0.8, */*;q=0.5"
)
_TEMPORARY = frozenset({302, 303, 307})
_PERMANENT = frozenset({301, 308})
_REPEATED = frozenset({307, 308})  # redirects that keep method and body
_DOWNGRADE = "redirected from https to something else"
_BODILESS = frozenset({204, 205, 206})  # 206: a part that nobody asked for
_NOT_MODIFIED, _GONE, _THROTTLED, _UNAVAILABLE = 304, 410, 429, 503


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a server's time and bytes one fetch may take."""

    total: timedelta = timedelta(seconds=30)  # everything, redirects included (IN-06)
    connect: timedelta = timedelta(seconds=10)
    read: timedelta = timedelta(seconds=15)  # between two reads
    body_bytes: int = MAX_BODY_BYTES


@asynccontextmanager
async def open_fetcher(
    *,
    allow_networks: tuple[Network, ...] = (),
    contact: str = "",
    now: Callable[[], datetime] | None = None,
    limits: Limits | None = None,
    gate: Gate | None = None,
) -> AsyncIterator[Fetcher]:
    """Hand out a fetcher and close its connections in the end.

    `allow_networks` are exempt from the guard against private addresses; `contact` is the
    address in the User-Agent, "" for the project's. `now` is for a Retry-After date of a
    server that sends no Date. Proxy variables of the environment are not read (IN-09).
    """
    limits = limits or Limits()
    async with (
        open_connector(allow_networks) as connector,
        aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(
                total=None,
                sock_connect=limits.connect.total_seconds(),
                sock_read=limits.read.total_seconds(),
            ),
            headers={
                "User-Agent": f"cooperation-monitor/{__version__} (+{contact or CONTACT})",
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip",
            },
            max_line_size=MAX_FIELD,
            max_field_size=MAX_FIELD,
        ) as session,
    ):
        yield Fetcher(session, now=now, allowed=allow_networks, limits=limits, gate=gate or Gate())


@dataclass(frozen=True, slots=True)
class _Hop:
    """Where a redirect leads, and whether for good."""

    url: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer to a form: its status and the beginning of what it said."""

    status: int
    text: str


class Fetcher:
    """Asks for feeds, politely: one at a time per host, and none of a domain that said 429."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        now: Callable[[], datetime] | None,
        allowed: tuple[Network, ...],
        limits: Limits,
        gate: Gate,
    ) -> None:
        self._session = session
        self._now = now
        self._allowed = allowed
        self._limits = limits
        self._gate = gate

    async def fetch(self, target: PollTarget) -> Fetched | NotModified | FetchFailed:
        """Ask for a feed, if its turn comes and its domain may be asked; never raises for a server.

        A failure "throttled" without a status means that the domain asked another of our
        requests for patience and this one was not made.
        """
        place = place_of(target.url)
        domain = domain_of(place)
        async with self._gate.turn(place, target.feed_id):
            if (seconds := self._gate.held(domain)) > 0:
                return _held_back(domain, seconds)
            answer = await self._within_deadline(
                self._follow(target.url, _conditions(target.validators))
            )
        if isinstance(answer, FetchFailed) and answer.status == _THROTTLED:
            self._gate.hold(domain, (answer.retry_after or THROTTLED_PAUSE).total_seconds())
        return answer

    async def post_form(self, url: str, fields: Mapping[str, str]) -> Posted | FetchFailed:
        """Post a form as UTF-8, again where a 307 or 308 leads; never raises for a server."""
        return await self._within_deadline(self._post(url, fields))

    async def _within_deadline(self, exchange: Awaitable[T]) -> T | FetchFailed:
        """Return what the exchange brings, or why it brought nothing."""
        try:
            async with asyncio.timeout(self._limits.total.total_seconds()):
                return await exchange
        except TimeoutError:
            return FetchFailed(reason="timeout", detail="no whole answer in time")
        except BodyError as error:
            return FetchFailed(reason=error.reason, detail=str(error))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return _failure(error)

    async def _post(self, url: str, fields: Mapping[str, str]) -> Posted | FetchFailed:
        for _ in range(MAX_REDIRECTS + 1):
            url = without_credentials(url)
            if (refusal := self._refusal(url)) is not None:
                return refusal
            async with self._session.post(
                _as_sent(url), data=fields, allow_redirects=False
            ) as response:
                hop = _hop(url, response) if response.status in _REPEATED else None
                if hop is None:
                    said = await response.content.read(MAX_POST_ANSWER)
                    return Posted(response.status, said.decode("utf-8", "replace"))
            if is_downgrade(url, hop.url):
                return FetchFailed(reason="redirect", detail=_DOWNGRADE)
            url = hop.url
        return FetchFailed(reason="redirect", detail=f"more than {MAX_REDIRECTS} redirects")

    async def _follow(
        self, url: str, conditions: Mapping[str, str]
    ) -> Fetched | NotModified | FetchFailed:
        url, for_good = without_credentials(url), True
        for hops in range(MAX_REDIRECTS + 1):
            if (refusal := self._refusal(url)) is not None:
                return refusal
            async with self._session.get(
                _as_sent(url), headers=conditions, allow_redirects=False
            ) as response:
                hop = _hop(url, response)
                if hop is None:
                    moved = url if hops and for_good else None
                    return await self._answer(response, url=url, moved_to=moved, asked=conditions)
            if is_downgrade(url, hop.url):
                return FetchFailed(reason="redirect", detail=_DOWNGRADE)
            url, for_good = hop.url, for_good and hop.permanent
        return FetchFailed(reason="redirect", detail=f"more than {MAX_REDIRECTS} redirects")

    def _refusal(self, url: str) -> FetchFailed | None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return FetchFailed(reason="blocked", detail="only http and https addresses are fetched")
        numeric = ":" in parts.hostname or parts.hostname.replace(".", "").isdigit()
        if numeric and not is_allowed(parts.hostname, self._allowed):
            return FetchFailed(reason="blocked", detail=f"{parts.hostname}: {NOT_PUBLIC}")
        return None

    async def _answer(
        self,
        response: aiohttp.ClientResponse,
        *,
        url: str,
        moved_to: str | None,
        asked: Mapping[str, str],
    ) -> Fetched | NotModified | FetchFailed:
        headers = _lowered(response)
        if response.status == _NOT_MODIFIED and asked:
            return NotModified(headers=tuple(headers.items()))
        if not response.ok or response.status in _BODILESS or response.status >= 300:  # noqa: PLR2004 - RFC 9110 15
            return _refused(response.status, headers, now=self._now and self._now())
        body = await read_body(
            response.content.iter_any(),
            coding=headers.get("content-encoding", ""),
            length=response.content_length,
            cap=self._limits.body_bytes,
        )
        return Fetched(
            url=url,
            body=body,
            headers=tuple(headers.items()),
            validators=validators(
                response.headers.get("ETag"), response.headers.get("Last-Modified")
            ),
            body_hash=sha256(body).hexdigest(),
            moved_to=moved_to,
        )


def is_downgrade(url: str, to: str) -> bool:
    """Tell whether a redirect leaves https; whoever sits on the line could send the feed away."""
    return url.startswith("https:") and not to.startswith("https:")


def without_credentials(url: str) -> str:
    """Return the address without user, password and fragment (IN-07)."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))


def _conditions(known: Validators) -> dict[str, str]:
    """Return the headers that make a GET conditional: both, verbatim (POLL-01)."""
    given = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in given.items() if value}


def _as_sent(url: str) -> URL:
    """Return the address without rewriting it, as long as it can be sent as it is."""
    plain = url.isascii() and url.isprintable() and not set(url) & set(' <>"{}|\\^`')
    return URL(url, encoded=True) if plain else URL(url)


def _hop(url: str, response: aiohttp.ClientResponse) -> _Hop | None:
    location = response.headers.get("Location")
    if response.status not in _PERMANENT | _TEMPORARY or not location:
        return None
    target = urljoin(url, _text(location).strip())
    return _Hop(without_credentials(target), response.status in _PERMANENT)


def _lowered(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Return the headers with names in lower case; what came twice is joined (RFC 9110 5.3)."""
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        key, text = name.lower(), _text(value)
        headers[key] = f"{headers[key]}, {text}" if key in headers and key != "etag" else text
    return headers


def _text(value: str) -> str:
    """Return a header's value; bytes that are no UTF-8 are read as Latin-1 (RFC 9110 5.5)."""
    if value.isascii():
        return value
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _refused(status: int, headers: Mapping[str, str], *, now: datetime | None) -> FetchFailed:
    wait = retry_after(headers, now=now)
    if status == _GONE:
        return FetchFailed(
            reason="gone", detail="the server says that it is gone for good", status=status
        )
    return FetchFailed(
        reason="throttled" if status in {_THROTTLED, _UNAVAILABLE} else "status",
        detail=f"HTTP {status}",
        status=status,
        retry_after=wait,
    )


def _held_back(domain: str, seconds: float) -> FetchFailed:
    return FetchFailed(
        reason="throttled",
        detail=f"{domain} asked for patience",
        retry_after=timedelta(seconds=seconds),
    )


def _failure(error: Exception) -> FetchFailed:
    """Return what a failed exchange means for the feed."""
    detail = f"{type(error).__name__}: {error}"[:300]
    if NOT_PUBLIC in detail:
        return FetchFailed(reason="blocked", detail=detail)
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return FetchFailed(reason="blocked", detail=detail)
    if isinstance(error, aiohttp.ClientConnectorError | ConnectionRefusedError):
        return FetchFailed(reason="refused", detail=detail)
    return FetchFailed(reason="protocol", detail=detail)
