"""Whose turn it is at a host: one request at a time, a gap between two, and silence after a 429.

Per process, in memory, by the loop's clock (POLL-09). A host that serves many of our feeds, such
as an aggregator, gets one request at a time per `FEEDS_PER_TURN` feeds, so that a round ends.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

FEEDS_PER_TURN = 8  # feeds of one host for which one more request may run
MIN_GAP_SECONDS = 0.1  # between two requests' starts at a host that gets one at a time
PATIENCE_SECONDS = 2.0  # a request that takes longer gives its turn to the next (POLL-19)

_REGISTRY_LABELS = "ac co com edu go gob gov gouv gv in info kg mil ne net nom or org re sch web"
_SECOND_LEVEL = frozenset(_REGISTRY_LABELS.split())


def place_of(url: str) -> str:
    """Return the host of an address; for a numeric host with its port, since that is one server."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or parts.scheme
    except ValueError:  # no address; the fetch will say so
        return url
    return f"{host}:{port}" if _is_numeric(host) else host


def domain_of(place: str) -> str:
    """Return the registrable domain, by the shape of the name: no list is fetched for it.

    `news.example.co.kr` -> `example.co.kr`. Platforms that give each customer a name
    (`x.blogspot.com`) count as one domain, which is what politeness wants.
    """
    labels = place.split(".")
    if _is_numeric(place) or len(labels) <= 2:  # noqa: PLR2004 - name and top-level domain
        return place
    short = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL  # noqa: PLR2004 - country codes have two letters
    return ".".join(labels[-3:] if short else labels[-2:])


def _is_numeric(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


@dataclass(slots=True)
class _Place:
    """The queue of one host."""

    feeds: set[Hashable] = field(default_factory=set)
    active: int = 0
    free_at: float = 0.0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)
    timer: asyncio.TimerHandle | None = None

    @property
    def limit(self) -> int:
        return max(1, len(self.feeds) // FEEDS_PER_TURN)


class Gate:
    """Turns at hosts, and domains that asked to be left alone for a while."""

    def __init__(self, *, gap: float = MIN_GAP_SECONDS, patience: float = PATIENCE_SECONDS) -> None:
        self._gap = gap
        self._patience = patience
        self._places: dict[str, _Place] = {}
        self._held_until: dict[str, float] = {}

    def hold(self, domain: str, seconds: float) -> None:
        """Leave a domain alone for so long; never shortens an earlier wish."""
        until = asyncio.get_running_loop().time() + seconds
        self._held_until[domain] = max(until, self._held_until.get(domain, 0.0))

    def held(self, domain: str) -> float:
        """Return for how many seconds the domain is still to be left alone; 0.0 if it is not."""
        until = self._held_until.get(domain)
        if until is None:
            return 0.0
        left = until - asyncio.get_running_loop().time()
        if left <= 0:
            del self._held_until[domain]
        return max(0.0, left)

    @asynccontextmanager
    async def turn(self, name: str, feed: Hashable) -> AsyncIterator[None]:
        """Wait for this feed's turn at its host, and give it on at the end or after a while."""
        place = self._places.setdefault(name, _Place())
        place.feeds.add(feed)
        await self._wait(place)
        release = _Once(lambda: self._release(place))
        timer = asyncio.get_running_loop().call_later(self._patience, release)
        try:
            yield
        finally:
            timer.cancel()
            release()

    async def _wait(self, place: _Place) -> None:
        if not place.waiting and self._may_start(place):
            return
        turn = asyncio.get_running_loop().create_future()
        place.waiting.append(turn)
        self._wake(place)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._release(place)
            raise

    def _may_start(self, place: _Place) -> bool:
        now = asyncio.get_running_loop().time()
        if place.active >= place.limit or (place.limit == 1 and now < place.free_at):
            return False
        place.active += 1
        place.free_at = now + self._gap
        return True

    def _release(self, place: _Place) -> None:
        place.active -= 1
        self._wake(place)

    def _wake(self, place: _Place) -> None:
        """Start whoever may start; if only the gap is in the way, come back when it is over."""
        while place.waiting:
            if place.waiting[0].done():  # its task was cancelled
                del place.waiting[0]
            elif self._may_start(place):
                place.waiting.popleft().set_result(None)
            else:
                break
        if place.waiting and place.active < place.limit and place.timer is None:
            place.timer = asyncio.get_running_loop().call_at(place.free_at, self._gap_over, place)

    def _gap_over(self, place: _Place) -> None:
        place.timer = None
        self._wake(place)


class _Once:
    """A call that counts the first time only."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def __call__(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call()
