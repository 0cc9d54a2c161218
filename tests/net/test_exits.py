"""Which secrets the exits need, and what becomes of a bulletin without one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.net.conftest import LOOPBACK

from monitor.demo.feedserver import FeedServer
from monitor.errors import ChatRefusedError, ConfigError
from monitor.model import Apprise, Bulletin, ChatPolicy, Webhook
from monitor.net import services
from monitor.net.exits import exit_secrets, open_exits

HOOK = ChatPolicy(
    name="hook", chat="exit:hook", exit=Webhook(url="https://h.example/", secret_env="HOOK")
)
SERVICE = ChatPolicy(name="slack", chat="exit:slack", exit=Apprise(url_env="SLACK"))
DESK = ChatPolicy(name="desk", chat="@desk")
NONE: dict[str, str] = {}
SET = {"HOOK": "correct horse battery", "SLACK": "slack://TokenAlphaBeta/TokenGammaDelta/x"}


def test_telegram_alone_needs_none():
    assert exit_secrets((DESK,), NONE.get) == ()


@pytest.mark.parametrize("found", [{}, {"HOOK": ""}, {"HOOK": "short"}])
def test_a_secret_that_is_not_set_or_can_be_guessed_is_refused_by_its_name(found):
    with pytest.raises(ConfigError, match="HOOK: not set, or shorter than 12 characters"):
        exit_secrets((DESK, HOOK), found.get)


@pytest.mark.skipif(not services.is_installed(), reason="the extra is not installed")
def test_the_parts_of_an_address_are_hidden_too():
    """TG-01: a library may quote a token without the address around it."""
    hidden = exit_secrets((HOOK, SERVICE), SET.get)

    assert {*SET.values(), "TokenAlphaBeta", "TokenGammaDelta"} == set(hidden)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(services, "is_installed", lambda: False)

    with pytest.raises(ConfigError, match=r"pip install 'cooperation-monitor\[apprise\]'"):
        exit_secrets((SERVICE,), SET.get)


async def test_a_bulletin_without_its_secret_is_not_posted(server: FeedServer):
    """feeds.yaml may be newer than the environment; the queue is kept."""
    hook = Webhook(url=server.says("/hook"), secret_env="HOOK")

    async with open_exits(
        NONE.get, now=lambda: datetime.now(UTC), allow_networks=LOOPBACK
    ) as exits:
        with pytest.raises(ChatRefusedError, match="HOOK is not set") as refused:
            await exits.post(hook, Bulletin(id="1", plain="", body=b"{}"))

    assert refused.value.parks
    assert server.requests == []
