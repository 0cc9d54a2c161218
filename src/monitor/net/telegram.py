"""The Bot API through python-telegram-bot: the only file that knows either.

What can go wrong is told as `monitor.errors`, translated in one function, always as a new
exception without a cause: the library's own exceptions, and the frames behind them, hold the
token (TG-01). The bot's token is in the address of every call, so proxies from the environment
are ignored.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    TelegramError,
)
from telegram.request import HTTPXRequest

from monitor.errors import (
    ChatMovedError,
    ChatRefusedError,
    MonitorError,
    OutcomeUnknownError,
    TokenRefusedError,
    TryLaterError,
)
from monitor.model import Asked, Buttons
from monitor.net.secrets import hush_leaky_loggers, scrub

MAX_ANSWER = 200  # characters; Bot API answerCallbackQuery.text
OFFICIAL_ROOT = "https://api.telegram.org"

CONNECT_TIMEOUT = timedelta(seconds=5)
READ_TIMEOUT = timedelta(seconds=15)  # per read: it alone does not bound a call (TG-14)
POOL_TIMEOUT = timedelta(seconds=5)
CALL_DEADLINE = timedelta(seconds=30)  # for a whole call, whatever the server drips
CONNECTIONS = 16  # more than pacing (30 messages a second) can keep busy at 0.5 s an answer

# Descriptions of 400 that speak of the chat or the topic, not of the message (Bot API server,
# td/telegram; gathered from its source and from threads of bot authors). Lower case.
_PARKING = (
    "chat not found",
    "chat_write_forbidden",
    "chat_send_",  # CHAT_SEND_PLAIN_FORBIDDEN and kin
    "chat_admin_required",
    "chat_restricted",
    "channel_private",
    "group chat was deactivated",
    "have no rights",
    "message thread not found",
    "need administrator rights",
    "not enough rights",
    "peer_id_invalid",
    "topic_closed",
    "topic_deleted",
    "topic_id_invalid",
    "user_is_blocked",
    "user is deactivated",
)
_UNREADABLE = "can't parse entities"
_UNCHANGED = "message is not modified"
_NOT_THERE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message to delete not found",
    "message can't be deleted",
)
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# KeyError, AttributeError, ValueError, TypeError: the library on a 200 that it cannot read.
_FOREIGN = (TelegramError, TimeoutError, LookupError, AttributeError, ValueError, TypeError)

_MAX_WAIT_SECONDS = 86_400  # a day; flood waits of bots are seconds to minutes

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """What Telegram calls the message from now on."""

    message_id: int
    chat_id: int  # also where we sent to an @name


class Messenger:
    """Sends for one bot. Every method raises `monitor.errors` only."""

    def __init__(self, bot: Bot, *, token: str, deadline: timedelta) -> None:
        self._bot = bot
        self._token = token
        self._deadline = deadline

    def __repr__(self) -> str:
        return "Messenger()"

    async def send(
        self,
        chat_id: int | str,
        html: str,
        *,
        topic: int | None = None,
        reply_to: int | None = None,
        silent: bool = False,
        link_preview: bool = True,
        buttons: Buttons = (),
        fallback: str | None = None,
    ) -> SentMessage:
        """Send one message and return its ids (Bot API `sendMessage`).

        Args:
            chat_id: Number, or `@name` of a public chat.
            html: In Telegram's HTML style.
            topic: `message_thread_id` of a forum's topic.
            reply_to: Id of a message in the same chat; sent without reply when it is gone.
            silent: Without a sound.
            link_preview: Whether the first link may be shown below.
            buttons: Rows of inline buttons.
            fallback: Plain text to send once when Telegram cannot read the HTML (TG-07).

        Raises:
            ChatRefusedError: The chat, or this message, will not do.
            ChatMovedError: The group has another id now.
            TokenRefusedError: The token is not valid.
            TryLaterError: Not sent; wait, or the network could not be reached.
            OutcomeUnknownError: The message may exist.
        """
        options: dict[str, Any] = {
            "chat_id": chat_id,
            "message_thread_id": topic,
            "disable_notification": silent,
            "link_preview_options": LinkPreviewOptions(is_disabled=not link_preview),
            "reply_parameters": _reply(reply_to),
            "reply_markup": _keyboard(buttons),
        }
        try:
            message = await self._call(
                self._bot.send_message(text=html, parse_mode=ParseMode.HTML, **options)
            )
        except ChatRefusedError as refusal:
            if fallback is None or _UNREADABLE not in str(refusal).casefold():
                raise
        else:
            return _sent(message)
        return _sent(await self._call(self._bot.send_message(text=fallback, **options)))

    async def edit(
        self,
        chat_id: int | str,
        message_id: int,
        html: str,
        *,
        link_preview: bool = True,
        buttons: Buttons = (),
        fallback: str | None = None,
    ) -> bool:
        """Give a message another text (Bot API `editMessageText`).

        Returns:
            True when the message now says this, also when it did before (TG-09); False when
            there is no such message, or it may not be edited any more.

        Raises:
            MonitorError: As `send`.
        """
        options: dict[str, Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "link_preview_options": LinkPreviewOptions(is_disabled=not link_preview),
            "reply_markup": _keyboard(buttons),
        }
        try:
            await self._call(
                self._bot.edit_message_text(text=html, parse_mode=ParseMode.HTML, **options)
            )
        except ChatRefusedError as refusal:
            detail = str(refusal).casefold()
            if _UNCHANGED in detail:
                return True
            if any(phrase in detail for phrase in _NOT_THERE):
                return False
            if fallback is None or _UNREADABLE not in detail:
                raise
        else:
            return True
        return await self._edit_plain(fallback, options)

    async def check(self) -> str:
        """Return the bot's @name (Bot API `getMe`); raises as `send` does."""
        return f"@{(await self._call(self._bot.get_me())).username}"

    async def updates(self, *, after: int, wait: timedelta) -> tuple[Asked, ...]:
        """Return what people asked since, in order; nothing when `wait` passed without a word.

        Long polling (Bot API `getUpdates`); what is up to `after` is forgotten by Telegram.
        Raises as `send` does.
        """
        found = await self._call(
            self._bot.get_updates(
                offset=after + 1,
                timeout=wait,
                read_timeout=wait.total_seconds() + READ_TIMEOUT.total_seconds(),
                allowed_updates=["message", "callback_query"],
            ),
            longer=wait,
        )
        return tuple(asked for update in found if (asked := asked_by(update)) is not None)

    async def answer(self, query: str, text: str) -> None:
        """Show who pressed a button a short text (Bot API `answerCallbackQuery`)."""
        await self._call(self._bot.answer_callback_query(query, text[:MAX_ANSWER], show_alert=True))

    async def offer(self, commands: dict[str, str]) -> None:
        """Tell Telegram which commands to offer, with their descriptions (`setMyCommands`)."""
        await self._call(self._bot.set_my_commands(list(commands.items())))

    async def _edit_plain(self, text: str, options: dict[str, Any]) -> bool:
        await self._call(self._bot.edit_message_text(text=text, **options))
        return True

    async def _call(self, call: Awaitable[_T], *, longer: timedelta = timedelta(0)) -> _T:
        """Await a call of the library within the deadline; raise only our own errors."""
        try:
            async with asyncio.timeout((self._deadline + longer).total_seconds()):
                return await call
        except _FOREIGN as error:
            failure = translate(error, secrets=(self._token,))
        raise failure  # outside the handler: no context that holds the token


@asynccontextmanager
async def open_messenger(
    token: str,
    base_url: str | None = None,
    *,
    deadline: timedelta = CALL_DEADLINE,
    read_timeout: timedelta = READ_TIMEOUT,
    connect_timeout: timedelta = CONNECT_TIMEOUT,
) -> AsyncIterator[Messenger]:
    """Yield a messenger for this bot; opens no connection before the first call.

    Args:
        token: As @BotFather gave it.
        base_url: Root of a Bot API server; None: the official one.
        deadline: For one call, all in all.
        read_timeout: Between two pieces of an answer.
        connect_timeout: For the connection.
    """
    hush_leaky_loggers()
    request = _Request(
        connection_pool_size=CONNECTIONS,
        connect_timeout=connect_timeout.total_seconds(),
        read_timeout=read_timeout.total_seconds(),
        write_timeout=read_timeout.total_seconds(),
        pool_timeout=POOL_TIMEOUT.total_seconds(),
        httpx_kwargs={"trust_env": False},
    )
    root = (base_url or OFFICIAL_ROOT).rstrip("/")
    bot = Bot(token, base_url=f"{root}/bot", request=request, get_updates_request=request)
    try:
        yield Messenger(bot, token=token, deadline=deadline)
    finally:
        await request.shutdown()


def asked_by(update: Update) -> Asked | None:
    """Return what the update asks of us; None for what is nobody's question."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None:
        return None
    place = Asked(
        update=update.update_id,
        chat_id=chat.id,
        user_id=user.id,
        chat_name=f"@{chat.username}" if chat.username else None,
    )
    query, message = update.callback_query, update.message
    if query is not None:
        return replace(place, query=query.id, data=query.data or "")
    if message is None:
        return place
    return replace(
        place,
        text=message.text or "",
        message_id=message.message_id,
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
        topic=message.message_thread_id if message.is_topic_message else None,
    )


def translate(error: Exception, *, secrets: tuple[str, ...]) -> MonitorError:
    """Return our error for one of python-telegram-bot's, or of Python's on its way.

    The order matters: `BadRequest` is a `NetworkError`. What is not known to be refused, and
    not known to have never left us, may have happened.

    Args:
        error: What the library raised.
        secrets: Masked in the message.
    """
    detail = scrub(str(error) or type(error).__name__, secrets)
    match error:
        case ChatMigrated():
            return ChatMovedError(error.new_chat_id)
        case _FloodError():
            return TryLaterError(detail, wait=error.wait, flood=True)
        case InvalidToken():
            return TokenRefusedError("Telegram does not know this bot token")
        case Forbidden() | BadRequest():
            parks = isinstance(error, Forbidden) or _speaks_of_chat(detail)
            return ChatRefusedError(detail, parks=parks)
        case _ if isinstance(error.__cause__, _NEVER_SENT):
            return TryLaterError(detail, wait=None)
        case _:
            return OutcomeUnknownError(f"{type(error).__name__}: {detail}")


class _FloodError(TelegramError):
    """An answer of 429; `wait` is None when it names no time."""

    def __init__(self, wait: timedelta | None) -> None:
        super().__init__(f"flood control: {wait or 'no time given'}")
        self.wait = wait


class _Request(HTTPXRequest):
    """Tells every 429 apart itself.

    The library calls one without a time, or with 0, a `NetworkError` like any other, and warns
    of its own `RetryAfter` (its type changes from int to timedelta).
    """

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, body = await super().do_request(*args, **kwargs)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise _FloodError(_retry_after(body))
        return status, body


def _retry_after(body: bytes) -> timedelta | None:
    """Return how long a 429 asks us to wait (Bot API `ResponseParameters`); None: not said."""
    try:
        seconds = int(json.loads(body)["parameters"]["retry_after"])
    except (ValueError, LookupError, TypeError):
        return None
    return timedelta(seconds=min(seconds, _MAX_WAIT_SECONDS)) if seconds > 0 else None


def _speaks_of_chat(detail: str) -> bool:
    return any(phrase in detail.casefold() for phrase in _PARKING)


def _reply(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True)


def _keyboard(buttons: Buttons) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(each.text, callback_data=each.data) for each in row]
            for row in buttons
        ]
    )


def _sent(message: Message) -> SentMessage:
    return SentMessage(message_id=message.message_id, chat_id=message.chat_id)
