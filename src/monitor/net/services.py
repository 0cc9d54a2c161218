"""Any other service through Apprise, an optional extra: plain text, and yes or no for an answer.

An address of Apprise is a secret as a whole. What Apprise logs quotes it, so it may not speak.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from importlib.util import find_spec

from monitor.errors import ChatRefusedError, OutcomeUnknownError

NOTIFY_DEADLINE = timedelta(seconds=60)  # some services take several requests
MISSING = "apprise_env needs an optional part: pip install 'cooperation-monitor[apprise]'"


def is_installed() -> bool:
    """Tell whether Apprise is there."""
    return find_spec("apprise") is not None


async def notify(address: str, text: str, *, deadline: timedelta = NOTIFY_DEADLINE) -> None:
    """Send the text; that it returns means that the service took it.

    Raises:
        ChatRefusedError: Apprise is missing, or does not understand the address; it parks.
        OutcomeUnknownError: Apprise says no more than that it failed, so it may have arrived.
    """
    if not is_installed():
        raise ChatRefusedError(MISSING, parks=True)
    if not await _notified(address, text, deadline):
        raise OutcomeUnknownError("the service did not say that it took it")


async def _notified(address: str, text: str, deadline: timedelta) -> bool:
    from apprise import Apprise, NotifyFormat  # noqa: PLC0415 - optional, and 0.3 s to import

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    service = Apprise()
    if not service.add(address):
        raise ChatRefusedError("Apprise does not understand the address", parks=True)
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            return bool(await service.async_notify(body=text, body_format=NotifyFormat.TEXT))
    except (TypeError, OSError):  # TypeError: nothing to send it to; OSError: also the deadline
        return False
