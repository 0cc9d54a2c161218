"""What this program runs on, for bug reports and for the operator (IN-23)."""

from __future__ import annotations

import platform
import pyexpat
import sqlite3
from collections.abc import Iterator
from importlib import metadata

_LIBRARIES = (
    "feedparser",
    "aiohttp",
    "python-telegram-bot",
    "apscheduler",
    "sqlmodel",
    "sqlalchemy",
    "alembic",
    "numpy",
    "ahocorasick-rs",
    "pyyaml",
    "procrastinate",
    "psycopg",
)


def versions() -> Iterator[tuple[str, str]]:
    """Yield (what, version); libraries of extras that are not installed are left out."""
    yield "python", platform.python_version()
    yield "expat", pyexpat.EXPAT_VERSION.removeprefix("expat_")
    yield "sqlite", sqlite3.sqlite_version
    for name in _LIBRARIES:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
