"""feeds.yaml while the bot runs: read again when it changed, or when asked to (SIGHUP)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path

from monitor.errors import ConfigError
from monitor.model import Watchlist

log = logging.getLogger("monitor.reload")

Stamp = tuple[int, int, int]  # mtime (ns), bytes, inode


class Reload:
    """Calls `keep` with every new content of the file that is well-formed.

    A file that changed is read once it stands still from one call to the next, so that one that
    is being written is not taken for whole. A wrong one is told of once, and the old one stays.
    """

    def __init__(
        self,
        path: Path,
        load: Callable[[Path], Watchlist],
        keep: Callable[[Watchlist], Awaitable[None]],
    ) -> None:
        self._path = path
        self._load = load
        self._keep = keep
        self._seen = self._now = _stamp(path)
        self._digest = _digest(path)

    async def __call__(self, *, asked: bool = False) -> bool:
        """Look at the file; return whether another content counts from now on."""
        before, self._now = self._now, _stamp(self._path)
        if not asked and (self._now == self._seen or self._now != before):
            return False
        self._seen = self._now
        digest = await asyncio.to_thread(_digest, self._path)
        if digest == self._digest and not asked:
            return False
        self._digest = digest
        found = await asyncio.to_thread(self._read)
        if isinstance(found, Watchlist):
            await self._keep(found)
            return True
        for problem in found:
            log.error("feeds.yaml is wrong, the old one stays", extra={"problem": problem})
        return False

    def _read(self) -> Watchlist | tuple[str, ...]:
        """Return what the file says, or every problem."""
        try:
            return self._load(self._path)
        except ConfigError as error:
            return error.problems


def _stamp(path: Path) -> Stamp | None:
    """Return what changes when the file does; None while there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
