"""Logs: one fact a line, facts as fields, secrets scrubbed whatever wrote them."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TextIO

# Fields that every record has; what is not among them was given with `extra`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# These log request URLs, and a Bot API URL holds the token.
_TALKATIVE = (
    "uvicorn",
    "httpx",
    "procrastinate",  # several lines a job
    "httpcore",
    "telegram",
    "aiohttp.access",
    "apscheduler",
    "alembic",
    "apprise",
    "asyncio",
    "urllib3",
)
# Bot API, "Authorizing your bot": the form of every token, ours or not.
_TOKEN = re.compile(r"\b[0-9]{6,12}:[A-Za-z0-9_-]{20,}")
SCRUBBED = "[secret]"


@dataclass(slots=True)
class Meters:
    """What is counted in this process since its start; the tables hold everything else."""

    polls: Counter[str] = field(default_factory=Counter)  # by outcome
    parses: int = 0
    parse_seconds: float = 0.0
    throttled_seconds: float = 0.0
    misfires: Mapping[str, int] = field(default_factory=dict)  # of the clock, by kind


def scrub(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return the text without the given secrets and without anything that looks like a token."""
    for secret in secrets:
        text = text.replace(secret, SCRUBBED)
    return _TOKEN.sub(SCRUBBED, text)


class _Formatter(logging.Formatter):
    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def hide(self, secrets: tuple[str, ...]) -> None:
        """Scrub these, too, from now on."""
        self._secrets = (*self._secrets, *secrets)

    def format(self, record: logging.LogRecord) -> str:
        facts = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = self.line(at, record, facts)
        if record.exc_info:
            line = self.with_trace(line, self.formatException(record.exc_info))
        return scrub(line, self._secrets)

    def line(self, at: str, record: logging.LogRecord, facts: dict[str, object]) -> str:
        told = " ".join(f"{key}={_shown(value)}" for key, value in facts.items())
        return f"{at} {record.levelname.lower():7} {record.getMessage()} {told}".rstrip()

    def with_trace(self, line: str, trace: str) -> str:
        return f"{line}\n{trace}"


class _JsonFormatter(_Formatter):
    def line(self, at: str, record: logging.LogRecord, facts: dict[str, object]) -> str:
        level = record.levelname.lower()
        whole = {"at": at, "level": level, "event": record.getMessage(), **facts}
        return json.dumps(whole, default=str, ensure_ascii=False)

    def with_trace(self, line: str, trace: str) -> str:
        return json.dumps({**json.loads(line), "trace": trace}, ensure_ascii=False)


def _shown(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if re.search(r'[\s"=]', text) else text


def hide(secrets: tuple[str, ...]) -> None:
    """Scrub these, too, from every log line from now on."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _Formatter):
            handler.formatter.hide(secrets)


def configure_logging(
    *, level: str, form: str, secrets: tuple[str, ...] = (), stream: TextIO | None = None
) -> None:
    """Send every log line to stderr (or `stream`) in the form `text` or `json`.

    May be called again; the last call counts. Libraries that log addresses with the token are
    kept at WARNING whatever the level, and every line is scrubbed (TG-01).
    """
    where = logging.StreamHandler(stream or sys.stderr)
    where.setFormatter(_JsonFormatter(secrets) if form == "json" else _Formatter(secrets))
    root = logging.getLogger()
    root.handlers[:] = [where]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
