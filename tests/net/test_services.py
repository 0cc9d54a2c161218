"""Other services through Apprise, over real HTTP. Skipped without the extra."""

from __future__ import annotations

import json

import pytest

from monitor.demo.feedserver import FeedServer
from monitor.errors import ChatRefusedError, OutcomeUnknownError
from monitor.net.services import notify

pytest.importorskip("apprise")
# Apprise imports it where Python still has it.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def address(server: FeedServer, path: str) -> str:
    return server.url.replace("http://", "json://") + path


async def test_a_service_is_sent_the_plain_text(server: FeedServer):
    server.says("/hook")

    await notify(address(server, "/hook"), "Japan – South Korea\nsigned")

    (request,) = server.asked("/hook")
    assert json.loads(request.body)["message"] == "Japan – South Korea\nsigned"


async def test_a_service_that_fails_leaves_a_doubt(server: FeedServer):
    server.says("/hook", status=500)

    with pytest.raises(OutcomeUnknownError):
        await notify(address(server, "/hook"), "text")


async def test_an_address_that_apprise_does_not_know_parks_and_is_not_quoted():
    """TG-01."""
    with pytest.raises(ChatRefusedError) as refused:
        await notify("no-such-service://hidden-token", "text")

    assert refused.value.parks
    assert "hidden" not in str(refused.value)
