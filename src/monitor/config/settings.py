"""The environment -> Settings. The only reader of environment variables."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from monitor.errors import ConfigError

TELEGRAM_API = "https://api.telegram.org"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


VARIABLE_NAME = r"^[A-Z][A-Z0-9_]{2,99}$"  # variables that feeds.yaml may name


class Secret(str):
    """Text that never shows itself in a repr, so that no log or traceback quotes it by chance."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(...)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Secrets, paths and what depends on the machine. Everything else is in feeds.yaml."""

    config: Path = Path("feeds.yaml")
    database_url: str = "sqlite:///data/monitor.db"
    telegram_token: Secret | None = None  # None: deliver to the terminal
    telegram_api: str = TELEGRAM_API
    allow_networks: tuple[Network, ...] = ()
    log_level: str = "INFO"
    log_format: Literal["text", "json"] = "text"


# name -> (default as documented, what it is for); docs/configuration.md is written from this.
VARIABLES: dict[str, tuple[str, str]] = {
    "TELEGRAM_BOT_TOKEN": ("", "The bot's token from @BotFather. Without one, alerts go to the terminal."),
    "TELEGRAM_BOT_TOKEN_FILE": ("", "A file that holds the token (container secrets)."),
    "MONITOR_CONFIG": ("feeds.yaml", "Path of the file with feeds, watches and chats."),
    "MONITOR_DATABASE_URL": ("sqlite:///data/monitor.db", "SQLAlchemy URL; sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME."),
    "MONITOR_TELEGRAM_API": (TELEGRAM_API, "Root of the Bot API, for a server of your own."),
    "MONITOR_ALLOW_NETWORKS": ("", "CIDRs, comma-separated, that feeds may lie in although they are private."),
    "MONITOR_LOG_LEVEL": ("INFO", "DEBUG, INFO, WARNING or ERROR."),
    "MONITOR_LOG_FORMAT": ("text", "text or json (one object a line)."),
}  # fmt: skip


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return what the environment says; `environ` defaults to the process's own.

    Raises:
        ConfigError: with every problem, naming the variable and what to write.
    """
    reader = _Reader(os.environ if environ is None else environ)
    settings = Settings(
        config=Path(reader.text("MONITOR_CONFIG")),
        database_url=reader.database_url(),
        telegram_token=reader.token(),
        telegram_api=reader.telegram_api(),
        allow_networks=reader.networks(),
        log_level=reader.choice("MONITOR_LOG_LEVEL", LEVELS, str.upper),
        log_format=cast(
            "Literal['text', 'json']",
            reader.choice("MONITOR_LOG_FORMAT", ("text", "json"), str.lower),
        ),
    )
    if reader.problems:
        raise ConfigError(tuple(reader.problems))
    return settings


def read_secret(name: str, environ: Mapping[str, str] | None = None) -> Secret | None:
    """Return the secret that feeds.yaml calls by the name of its variable; None: not set, or empty.

    `NAME_FILE` may name a file that holds it (container secrets).
    """
    environ = os.environ if environ is None else environ
    value = environ.get(name, "").strip()
    if not value and (file := environ.get(f"{name}_FILE", "").strip()):
        try:
            value = Path(file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None
    return Secret(value) if value else None


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self._environ.get(name, "").strip() or VARIABLES[name][0]

    def choice(self, name: str, allowed: tuple[str, ...], fold: object) -> str:
        value = cast("type[str]", fold)(self.text(name))
        if value not in allowed:
            self._problem(name, f"must be one of {', '.join(allowed)}")
            return VARIABLES[name][0]
        return value

    def token(self) -> Secret | None:
        file = self.text("TELEGRAM_BOT_TOKEN_FILE")
        value = self.text("TELEGRAM_BOT_TOKEN")
        if file and not value:
            try:
                value = Path(file).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError):
                self._problem("TELEGRAM_BOT_TOKEN_FILE", f"'{file}' cannot be read")
        if value and not _looks_like_token(value):
            self._problem("TELEGRAM_BOT_TOKEN", "not a bot token; copy it whole from @BotFather")
        return Secret(value) if value else None

    def telegram_api(self) -> str:
        value = self.text("MONITOR_TELEGRAM_API").rstrip("/")
        if not value.startswith(("http://", "https://")):
            self._problem("MONITOR_TELEGRAM_API", "must start with http:// or https://")
        return value

    def database_url(self) -> str:
        value = self.text("MONITOR_DATABASE_URL")
        if value.startswith("postgresql://"):
            value = value.replace("postgresql://", "postgresql+psycopg://", 1)
        if not value.startswith(("sqlite://", "postgresql+psycopg://")):
            self._problem(
                "MONITOR_DATABASE_URL", "must start with sqlite:/// or postgresql+psycopg://"
            )
        return value

    def networks(self) -> tuple[Network, ...]:
        found: list[Network] = []
        for part in filter(None, map(str.strip, self.text("MONITOR_ALLOW_NETWORKS").split(","))):
            try:
                found.append(ipaddress.ip_network(part, strict=False))
            except ValueError:
                self._problem("MONITOR_ALLOW_NETWORKS", f"'{part}' is no CIDR such as 10.0.0.0/8")
        return tuple(found)

    def _problem(self, name: str, what: str) -> None:
        self.problems.append(f"{name}: {what}")


def _looks_like_token(value: str) -> bool:
    """Bot API, "Authorizing your bot": digits, a colon, and URL-safe characters."""
    number, _, secret = value.partition(":")
    return number.isdigit() and bool(secret) and not any(c in "/?#% \t\r\n" for c in secret)
