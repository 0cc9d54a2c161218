"""The aiohttp connector that opens sockets to allowed peers only, whatever a name resolves to (IN-08)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.net.guard import Network, is_allowed

DNS_CACHE_SECONDS = 60
DNS_THREADS = (
    16  # of our own, so that names that do not answer never hold up the database's threads
)
NOT_PUBLIC = "not a public address"


class NotPublicError(OSError):
    """The peer is not on the public Internet, nor in an allowed network."""

    def __init__(self, peer: str) -> None:
        super().__init__(f"{peer}: {NOT_PUBLIC}")


@asynccontextmanager
async def open_connector(allowed: tuple[Network, ...]) -> AsyncIterator[aiohttp.TCPConnector]:
    """Hand out a connector whose every connection is checked at the moment of connecting."""
    resolver = _GuardedResolver(allowed)
    try:
        yield aiohttp.TCPConnector(
            resolver=resolver,
            socket_factory=partial(_guarded_socket, allowed=allowed),
            ttl_dns_cache=DNS_CACHE_SECONDS,
            limit=0,  # the stages bound how many fetches there are
        )
    finally:
        await resolver.close()  # a connector closes none that it was given


def _guarded_socket(info: Any, *, allowed: tuple[Network, ...]) -> socket.socket:
    """Return a socket for the address that is connected to next: the last place to say no."""
    family, kind, protocol, _, address = info
    if not is_allowed(str(address[0]), allowed):
        raise NotPublicError(str(address[0]))
    return socket.socket(family=family, type=kind, proto=protocol)


class _GuardedResolver(AbstractResolver):
    """Names to allowed addresses, in threads of its own."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        self._allowed = allowed
        self._threads = ThreadPoolExecutor(DNS_THREADS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the allowed addresses of a host. Raises OSError when there is none."""
        ask = partial(socket.getaddrinfo, host, port, family=family, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        peers = [
            (kind, str(address[0]), protocol)
            for kind, _, protocol, _, address in found
            if is_allowed(str(address[0]), self._allowed)
        ]
        if not peers:
            raise NotPublicError(host)
        return [
            ResolveResult(
                hostname=host,
                host=peer,
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, peer, protocol in peers
        ]

    async def close(self) -> None:
        """Let the threads end; those that still wait for a name server end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)
