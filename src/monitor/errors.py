"""Every exception that this program raises on purpose, one class per decision of the caller.

MonitorError
+-- ConfigError          the operator must act: what, where, and what to do
+-- SchemaError          the database has another schema than this release
+-- ChatRefusedError     Telegram will not take this for this chat: park or give up
+-- TokenRefusedError    Telegram does not know the token: stop sending at once
+-- ChatMovedError       the group has a new id: store it, send again
+-- TryLaterError        not sent; try again after `wait`
+-- OutcomeUnknownError  the message may or may not exist
"""

from __future__ import annotations

from datetime import timedelta


class MonitorError(Exception):
    """Base of the tree."""


class ConfigError(MonitorError):
    """The configuration cannot be used; `problems` names every place and what to do."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class SchemaError(MonitorError):
    """The database's schema is not the one of this release."""


class ChatRefusedError(MonitorError):
    """The chat cannot be written to, or will never take this message."""

    def __init__(self, detail: str, *, parks: bool) -> None:
        super().__init__(detail)
        self.parks = parks


class TokenRefusedError(MonitorError):
    """The bot token is not valid."""


class ChatMovedError(MonitorError):
    """The group became a supergroup with another id (Bot API `migrate_to_chat_id`)."""

    def __init__(self, new_chat_id: int) -> None:
        super().__init__(f"the chat moved to {new_chat_id}")
        self.new_chat_id = new_chat_id


class TryLaterError(MonitorError):
    """Nothing was sent; the same call may go through after `wait`."""

    def __init__(self, detail: str, *, wait: timedelta | None, flood: bool = False) -> None:
        super().__init__(detail)
        self.wait = wait
        self.flood = flood


class OutcomeUnknownError(MonitorError):
    """The request went out and no usable answer came back."""
