"""The exits that are not Telegram, together: which way a bulletin goes, and with which secret."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from monitor.errors import ChatRefusedError, ConfigError
from monitor.model import Apprise, Bulletin, ChatPolicy, Webhook
from monitor.net import services
from monitor.net.guard import Network
from monitor.net.webhook import WebhookPoster, open_webhooks

SECRET_LEAST = 12  # characters; below, a secret can be guessed, and scrubbing it eats words

SecretOf = Callable[[str], str | None]  # the secret in the variable of that name; None: not set


class Messengers:
    """Sends each bulletin by the way that its exit asks for."""

    def __init__(self, secret_of: SecretOf, *, webhooks: WebhookPoster) -> None:
        self._secret_of = secret_of
        self._webhooks = webhooks

    async def post(self, to: Webhook | Apprise, bulletin: Bulletin) -> None:
        """Post it; raises `monitor.errors` as the way does."""
        secret = self._secret_of(_variable(to))
        if secret is None:
            raise ChatRefusedError(f"{_variable(to)} is not set", parks=True)
        match to:
            case Webhook():
                await self._webhooks.post(to.url, secret, bulletin)
            case Apprise():
                await services.notify(secret, bulletin.plain)


@asynccontextmanager
async def open_exits(
    secret_of: SecretOf, *, now: Callable[[], datetime], allow_networks: tuple[Network, ...] = ()
) -> AsyncIterator[Messengers]:
    """Yield the exits; opens no connection before the first bulletin."""
    async with open_webhooks(now=now, allow_networks=allow_networks) as webhooks:
        yield Messengers(secret_of, webhooks=webhooks)


def exit_secrets(chats: Iterable[ChatPolicy], secret_of: SecretOf) -> tuple[str, ...]:
    """Return what no log may hold: the secrets of the exits, and the long parts of addresses.

    Raises:
        ConfigError: a secret is not set or too short, or Apprise is wanted and missing.
    """
    ways = [chat.exit for chat in chats if chat.exit is not None]
    found = {_variable(way): secret_of(_variable(way)) or "" for way in ways}
    problems = [
        f"{name}: not set, or shorter than {SECRET_LEAST} characters; feeds.yaml names it"
        for name, secret in found.items()
        if len(secret) < SECRET_LEAST
    ]
    if any(isinstance(way, Apprise) for way in ways) and not services.is_installed():
        problems.append(services.MISSING)
    if problems:
        raise ConfigError(tuple(problems))
    parts = {part for secret in found.values() for part in re.split(r"[/:@?&=#]+", secret)}
    return (*found.values(), *(part for part in parts if len(part) >= SECRET_LEAST))


def _variable(to: Webhook | Apprise) -> str:
    """Return the name of the variable that holds what is secret of the exit."""
    return to.secret_env if isinstance(to, Webhook) else to.url_env
