"""What the stand-in knows: one bot, its chats, and every message in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from monitor.demo.botapi.faults import Refusal
from monitor.demo.botapi.markup import Entity

ChatType = Literal["private", "group", "supergroup", "channel"]
FIRST_MADE_UP_ID = 1_000_000_000  # for @names that were opened without a number
CHANNEL_PREFIX = -1_000_000_000_000  # Bot API ids of channels and supergroups


@dataclass(slots=True, kw_only=True)
class Chat:
    """A place that the bot may know."""

    id: int
    type: ChatType
    title: str = ""
    username: str | None = None
    topics: frozenset[int] = frozenset()
    writable: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the Bot API's `Chat`."""
        named = {"title": self.title} if self.type != "private" else {"first_name": self.title}
        username = {"username": self.username} if self.username else {}
        forum = {"is_forum": True} if self.topics else {}
        return {"id": self.id, "type": self.type, **named, **username, **forum}


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as it stands now; `revisions` are the texts before."""

    id: int
    chat: Chat
    text: str
    entities: tuple[Entity, ...]
    date: int  # Unix time
    topic: int | None = None
    silent: bool = False
    preview: bool = True
    reply_to: int | None = None
    markup: dict[str, Any] | None = None
    edited: int | None = None
    revisions: list[str] = field(default_factory=list)

    def as_json(self, bot: dict[str, Any]) -> dict[str, Any]:
        """Return the Bot API's `Message`."""
        optional = {
            "message_thread_id": self.topic,
            "is_topic_message": True if self.topic else None,
            "edit_date": self.edited,
            "reply_markup": self.markup,
            "entities": [entity.as_json() for entity in self.entities] or None,
        }
        sender = {"sender_chat": self.chat.as_json()} if self.chat.type == "channel" else {}
        return {
            "message_id": self.id,
            "from": bot,
            "chat": self.chat.as_json(),
            "date": self.date,
            "text": self.text,
            **sender,
            **{name: value for name, value in optional.items() if value is not None},
        }


@dataclass(slots=True, kw_only=True)
class World:
    """All state. With `open_doors` every chat that is asked for exists."""

    bot: dict[str, Any]
    open_doors: bool = False
    chats: dict[int, Chat] = field(default_factory=dict)
    messages: dict[tuple[int, int], Message] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)
    commands: list[dict[str, str]] = field(default_factory=list)
    queries: set[str] = field(default_factory=set)

    def chat(self, wanted: str) -> Chat:
        """Return the chat by number or @name.

        Raises:
            Refusal: There is none.
        """
        if not wanted:
            raise Refusal(400, "Bad Request: chat_id is empty")
        found = next((chat for chat in self.chats.values() if _is(chat, wanted)), None)
        if found is None and self.open_doors and _addressable(wanted):
            found = self.open(wanted)
        if found is None:
            raise Refusal(400, "Bad Request: chat not found")
        return found

    def open(self, wanted: str, *, topics: frozenset[int] = frozenset(), title: str = "") -> Chat:
        """Let the bot into a chat, whose type follows from how its id is written."""
        named = wanted.startswith("@")
        number = CHANNEL_PREFIX - FIRST_MADE_UP_ID - len(self.chats) if named else int(wanted)
        chat = Chat(
            id=number,
            type=_type(number, forum=bool(topics)),
            title=title or wanted.removeprefix("@"),
            username=wanted[1:] if named else None,
            topics=topics,
        )
        self.chats[chat.id] = chat
        return chat

    def next_message_id(self, chat: Chat) -> int:
        """Return the next number; ids of a chat only ever grow."""
        return 1 + max((number for at, number in self.messages if at == chat.id), default=0)


def _is(chat: Chat, wanted: str) -> bool:
    if wanted.startswith("@"):
        return (chat.username or "").casefold() == wanted[1:].casefold()
    return str(chat.id) == wanted


def _addressable(wanted: str) -> bool:
    return wanted.startswith("@") or wanted.removeprefix("-").isdecimal()


def _type(number: int, *, forum: bool) -> ChatType:
    if number > 0:
        return "private"
    if forum:
        return "supergroup"
    return "channel" if number < CHANNEL_PREFIX else "group"
