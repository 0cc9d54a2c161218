"""The bot's web server on a free port, over a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from tests.stages.sender import Sender, empty_database, sender

from monitor.web.server import open_web


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    bot: Sender
    client: aiohttp.ClientSession

    async def get(self, path: str) -> tuple[int, str]:
        async with self.client.get(self.url + path) as response:
            return response.status, await response.text()


@asynccontextmanager
async def open_site(folder: Path) -> AsyncIterator[Site]:
    file = folder / "monitor.db"
    await asyncio.to_thread(file.write_bytes, empty_database())
    with sender(f"sqlite:///{file}") as bot:
        async with open_web(bot.ctx, "127.0.0.1:0") as url, aiohttp.ClientSession() as client:
            assert url is not None
            yield Site(url, bot, client)
