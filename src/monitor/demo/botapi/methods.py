"""The Bot API's methods that a news bot needs, each as strict as Telegram, or stricter."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from monitor.demo.botapi.faults import UNCHANGED, Refusal
from monitor.demo.botapi.markup import Entity, MarkupError, parse_html, units
from monitor.demo.botapi.world import Chat, Message, World

MAX_TEXT_UNITS = 4096
MAX_ENTITIES = 100
MAX_CALLBACK_BYTES = 64

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One call, and where it is answered."""

    world: World
    params: Params
    now: int  # Unix time


Method = Callable[[Asked], Any]

_SEND = {
    "business_connection_id", "chat_id", "message_thread_id", "direct_messages_topic_id", "text",
    "parse_mode", "entities", "link_preview_options", "disable_notification", "protect_content",
    "allow_paid_broadcast", "message_effect_id", "suggested_post_parameters", "reply_parameters",
    "reply_markup",
}  # fmt: skip
_EDIT = {
    "business_connection_id", "chat_id", "message_id", "inline_message_id", "text", "parse_mode",
    "entities", "link_preview_options", "reply_markup",
}  # fmt: skip
KNOWN: dict[str, set[str]] = {
    "getMe": set(),
    "getChat": {"chat_id"},
    "sendMessage": _SEND,
    "editMessageText": _EDIT,
    "deleteMessage": {"chat_id", "message_id"},
    "sendChatAction": {"business_connection_id", "chat_id", "message_thread_id", "action"},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "url", "cache_time"},
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setMyCommands": {"commands", "scope", "language_code"},
    "deleteWebhook": {"drop_pending_updates"},
}


def call(world: World, method: str, params: Params, *, now: int) -> Any:
    """Return the result of a method.

    Args:
        world: Changed by what the method does.
        method: In the Bot API's spelling.
        params: As sent; JSON values may still be strings.
        now: Unix time.

    Raises:
        Refusal: With Telegram's code and words.
    """
    if method not in KNOWN:
        raise Refusal(404, "Not Found")
    unknown = sorted(set(params) - KNOWN[method])
    if unknown:
        raise Refusal(400, f"Bad Request: unknown parameter {unknown[0]!r} of {method}")
    return _METHODS[method](Asked(world, params, now))


def _get_me(asked: Asked) -> Any:
    return asked.world.bot | {"can_join_groups": True, "can_read_all_group_messages": False}


def _get_chat(asked: Asked) -> Any:
    chat = asked.world.chat(str(asked.params.get("chat_id", "")))
    return chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11}


def _send_message(asked: Asked) -> Any:
    chat = asked.world.chat(str(asked.params.get("chat_id", "")))
    text, entities = _formatted(asked.params, too_long="message is too long")
    topic = _topic(chat, asked.params)
    if not chat.writable:
        raise Refusal(400, "Bad Request: not enough rights to send text messages to the chat")
    message = Message(
        id=asked.world.next_message_id(chat),
        chat=chat,
        text=text,
        entities=entities,
        date=asked.now,
        topic=topic,
        silent=_flag(asked.params.get("disable_notification")),
        preview=_preview(asked.params),
        reply_to=_reply(asked.world, chat, asked.params),
        markup=_markup(asked.params),
    )
    asked.world.messages[chat.id, message.id] = message
    return message.as_json(asked.world.bot)


def _edit_message_text(asked: Asked) -> Any:
    message = _message(asked.world, asked.params, "message to edit not found")
    text, entities = _formatted(asked.params, too_long="MESSAGE_TOO_LONG")
    markup = _markup(asked.params)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise Refusal(400, UNCHANGED)
    message.revisions.append(message.text)
    message.text, message.entities, message.markup = text, entities, markup
    message.preview, message.edited = _preview(asked.params), asked.now
    return message.as_json(asked.world.bot)


def _delete_message(asked: Asked) -> Any:
    message = _message(asked.world, asked.params, "message to delete not found")
    del asked.world.messages[message.chat.id, message.id]
    return True


def _send_chat_action(asked: Asked) -> Any:
    asked.world.chat(str(asked.params.get("chat_id", "")))
    if asked.params.get("action") != "typing":
        raise Refusal(400, "Bad Request: wrong parameter action in request")
    return True


def _answer_callback_query(asked: Asked) -> Any:
    query = str(asked.params.get("callback_query_id", ""))
    if query not in asked.world.queries:
        raise Refusal(
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
    asked.world.queries.discard(query)
    return True


def _get_updates(asked: Asked) -> Any:
    offset = int(asked.params.get("offset") or 0)
    asked.world.updates = [
        update for update in asked.world.updates if update["update_id"] >= offset
    ]
    return asked.world.updates[: int(asked.params.get("limit") or 100)]


def _set_my_commands(asked: Asked) -> Any:
    asked.world.commands = _json(asked.params.get("commands")) or []
    return True


def _delete_webhook(_: Asked) -> Any:
    return True


_METHODS: dict[str, Method] = {
    "getMe": _get_me,
    "getChat": _get_chat,
    "sendMessage": _send_message,
    "editMessageText": _edit_message_text,
    "deleteMessage": _delete_message,
    "sendChatAction": _send_chat_action,
    "answerCallbackQuery": _answer_callback_query,
    "getUpdates": _get_updates,
    "setMyCommands": _set_my_commands,
    "deleteWebhook": _delete_webhook,
}


def _formatted(params: Params, *, too_long: str) -> tuple[str, tuple[Entity, ...]]:
    """Return text and entities as Telegram keeps them."""
    text, entities = _parsed(str(params.get("text", "")), params.get("parse_mode"))
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if units(text) > MAX_TEXT_UNITS:
        raise Refusal(400, f"Bad Request: {too_long}")
    if len(entities) > MAX_ENTITIES:
        raise Refusal(400, f"Bad Request: {len(entities)} entities, Telegram keeps {MAX_ENTITIES}")
    return text, entities


def _parsed(text: str, mode: object) -> tuple[str, tuple[Entity, ...]]:
    if not mode:
        return text, ()
    if str(mode).casefold() != "html":
        raise Refusal(400, "Bad Request: unsupported parse_mode")
    try:
        return parse_html(text)
    except MarkupError as error:
        raise Refusal(400, f"Bad Request: {error}") from error


def _topic(chat: Chat, params: Params) -> int | None:
    topic = params.get("message_thread_id")
    if topic is None:
        return None
    if int(topic) not in chat.topics:
        raise Refusal(400, "Bad Request: message thread not found")
    return int(topic)


def _message(world: World, params: Params, missing: str) -> Message:
    chat = world.chat(str(params.get("chat_id", "")))
    message = world.messages.get((chat.id, int(params.get("message_id") or 0)))
    if message is None:
        raise Refusal(400, f"Bad Request: {missing}")
    return message


def _reply(world: World, chat: Chat, params: Params) -> int | None:
    wanted = _json(params.get("reply_parameters"))
    if not wanted:
        return None
    if (chat.id, int(wanted["message_id"])) in world.messages:
        return int(wanted["message_id"])
    if wanted.get("allow_sending_without_reply"):
        return None
    raise Refusal(400, "Bad Request: message to be replied not found")


def _markup(params: Params) -> dict[str, Any] | None:
    markup = _json(params.get("reply_markup"))
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            if not 0 < len(button.get("callback_data", "-").encode()) <= MAX_CALLBACK_BYTES:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return markup or None


def _preview(params: Params) -> bool:
    return not (_json(params.get("link_preview_options")) or {}).get("is_disabled", False)


def _json(value: object) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _flag(value: object) -> bool:
    return value is True or str(value).casefold() in {"true", "1"}
