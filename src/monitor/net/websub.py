"""Asking WebSub hubs, through the guarded fetcher; and the unguessable parts of a subscription."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.model import FetchFailed
from monitor.net.http import Fetcher

TOKEN_BYTES = 24  # 192 bits; at least 128 are asked for (SUB-05)
SECRET_BYTES = 32  # 43 characters; a secret must have fewer than 200 bytes (WebSub 5.1)

_ACCEPTED = frozenset({200, 201, 202, 204})  # 202 is the rule; real hubs say 204, too


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRefused:
    """The hub did not take the request; `detail` is for the operator."""

    detail: str


def new_token() -> str:
    """Return the last path segment of a callback that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_secret() -> str:
    """Return a fresh secret for one subscription."""
    return secrets.token_urlsafe(SECRET_BYTES)


class HubAsker:
    """The hubs of the world, through one fetcher."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.new_token, self.new_secret = new_token, new_secret

    async def ask(self, hub: str, fields: Mapping[str, str]) -> str | None:
        """Post the form to the hub; None when it was taken, else why not."""
        refused = await ask_hub(self._fetcher, hub, fields)
        return None if refused is None else refused.detail


async def ask_hub(fetcher: Fetcher, hub: str, fields: Mapping[str, str]) -> HubRefused | None:
    """Post the form to the hub; None when it was taken and the verification is to come.

    Follows 307 and 308 with the same form (WebSub 5.1); private addresses are not asked (SUB-11).
    """
    answer = await fetcher.post_form(hub, fields)
    if isinstance(answer, FetchFailed):
        return HubRefused(detail=f"{answer.reason}: {answer.detail}")
    if answer.status in _ACCEPTED:
        return None
    return HubRefused(detail=f"HTTP {answer.status}: {answer.text[:200]}")
