"""A local Bot API server: strict about what it is sent, and able to misbehave on order.

    async with serve(chats=("@korea_desk", "-1001234567890:7")) as api:
        api.script(Fault.ACCEPT_CLOSE)          # the next message arrives, its answer does not
        ...                                     # MONITOR_TELEGRAM_API=api.root
        assert len(api.sent("@korea_desk")) == 1

`python -m monitor.demo.botapi --help` runs it by itself.
"""

from __future__ import annotations

from monitor.demo.botapi.faults import Fault, Rule
from monitor.demo.botapi.server import serve
from monitor.demo.botapi.stand_in import TOKEN, BotApi, Call
from monitor.demo.botapi.world import Chat, Message

__all__ = ["TOKEN", "BotApi", "Call", "Chat", "Fault", "Message", "Rule", "serve"]
