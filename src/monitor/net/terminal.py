"""Messages on the terminal: what the bot would say, when it has no token."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import TextIO

from monitor.model import Asked, Buttons

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that was printed; terminals give no number."""

    message_id: int | None = None


class TerminalMessenger:
    """Prints instead of sending."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._count = 0

    async def send(
        self,
        chat_id: int | str,
        html: str,
        *,
        topic: int | None = None,
        reply_to: int | None = None,
        silent: bool = False,
        link_preview: bool = False,
        buttons: Buttons = (),
        fallback: str | None = None,
    ) -> Shown:
        """Print the message under the chat's name."""
        self._count += 1
        self._print(f"-> {chat_id}" + (f" (topic {topic})" if topic else ""), html)
        return Shown(self._count)

    async def edit(
        self,
        chat_id: int | str,
        message_id: int,
        html: str,
        *,
        link_preview: bool = False,
        buttons: Buttons = (),
        fallback: str | None = None,
    ) -> bool:
        """Print the new text."""
        self._print(f"-> {chat_id}, message {message_id} edited", html)
        return True

    async def updates(self, *, after: int, wait: timedelta) -> tuple[Asked, ...]:
        """Return nothing after the wait: nobody can write to a terminal's bot."""
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), wait.total_seconds())
        return ()

    async def answer(self, query: str, text: str) -> None:
        """Do nothing: nobody pressed a button."""

    async def offer(self, commands: dict[str, str]) -> None:
        """Do nothing: a terminal has no menu."""

    def _print(self, head: str, html: str) -> None:
        self._stream.write(f"\n{head}\n{plain(html)}\n")
        self._stream.flush()


def plain(text: str) -> str:
    """Return Telegram HTML as a terminal shows it: link targets of headlines after their text."""
    shown = _LINK.sub(
        lambda found: f"{found[2]} <{found[1]}>" if "\n" not in found[2] else found[2], text
    )
    return unescape(_TAG.sub("", shown.replace("<http", "\u0001http")).replace("\u0001", "<"))
