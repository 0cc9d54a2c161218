"""A running stand-in seen from outside: what was called, what is there, what shall happen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from monitor.demo.botapi.faults import Fault, Rule
from monitor.demo.botapi.world import Chat, Message, World

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - the Bot API page's example
TALKING = frozenset({"sendMessage", "editMessageText", "deleteMessage"})


@dataclass(slots=True, kw_only=True)
class Call:
    """One request as it came. `at` is monotonic, in seconds."""

    method: str
    params: dict[str, Any]
    at: float
    fault: Fault | None = None
    status: int | None = None  # None: no answer was given
    message_id: int | None = None  # of the message that it made, told or not

    @property
    def chat(self) -> str:
        """The chat as the caller wrote it."""
        return str(self.params.get("chat_id", ""))


@dataclass(slots=True, kw_only=True)
class BotApi:
    """A running stand-in: what happened, and what shall happen."""

    world: World
    token: str = TOKEN
    log: Path | None = None
    calls: list[Call] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    choose: Callable[[Call], Rule | None] | None = None
    root: str = ""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def script(self, fault: Fault, **details: Any) -> None:
        """Misbehave at the next fitting call; see `Rule` for the details."""
        self.rules.append(Rule(fault=fault, **details))

    def sent(self, chat: str | int) -> list[Message]:
        """Return the messages in a chat, oldest first, as they stand now."""
        place = self.world.chat(str(chat)).id
        return [message for (at, _), message in sorted(self.world.messages.items()) if at == place]

    def made(self, method: str) -> list[Call]:
        """Return the calls of one method, in order."""
        return [call for call in self.calls if call.method == method]

    def say(self, chat: str | int, text: str, *, user: int = 1001, reply_to: int = 0) -> None:
        """Let a user write in a chat; `getUpdates` tells the bot."""
        place = self.world.chat(str(chat))
        message = self._from_user(place, text, user)
        if reply_to:
            told = self.world.messages[place.id, reply_to]
            message["reply_to_message"] = told.as_json(self.world.bot)
        self._update({"message": message})

    def press(self, message: Message, data: str, *, user: int = 1001) -> str:
        """Let a user press a button; return the callback query's id."""
        query = f"query{next(self._numbers)}"
        self.world.queries.add(query)
        self._update(
            {
                "callback_query": {
                    "id": query,
                    "from": _user(user),
                    "message": message.as_json(self.world.bot),
                    "chat_instance": str(message.chat.id),
                    "data": data,
                }
            }
        )
        return query

    def _update(self, update: dict[str, Any]) -> None:
        self.world.updates.append({"update_id": next(self._numbers), **update})

    def _from_user(self, chat: Chat, text: str, user: int) -> dict[str, Any]:
        number = self.world.next_message_id(chat)
        self.world.messages[chat.id, number] = Message(
            id=number, chat=chat, text=text, entities=(), date=int(time.time())
        )
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        entity = {"type": "bot_command", "offset": 0, "length": len(command)}
        return {
            "message_id": number,
            "from": _user(user),
            "chat": chat.as_json(),
            "date": int(time.time()),
            "text": text,
            "entities": [entity] if command else [],
        }

    def next_rule(self, call: Call) -> Rule | None:
        """Return how to misbehave at this call; None: not at all. Uses up the script."""
        for rule in self.rules:
            if _fits(rule, call):
                if rule.skip:
                    rule.skip -= 1
                    continue
                rule.times -= 1
                if rule.times <= 0:
                    self.rules.remove(rule)
                return rule
        return self.choose(call) if self.choose and call.method in TALKING else None


def _fits(rule: Rule, call: Call) -> bool:
    method = call.method in TALKING if rule.method is None else rule.method == call.method
    return method and rule.chat in {None, call.chat}


def _user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": f"User {number}"}
