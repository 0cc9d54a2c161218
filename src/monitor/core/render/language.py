"""The words of a message, one file per language in `languages/`.

A new language is a new file: nothing else names the languages. Country names come from CLDR
(tools/country_names.py). A word that a file lacks is taken from English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from monitor.model import Country

FALLBACK = "en"


class Language:
    """What one language calls the things of a message."""

    def __init__(self, code: str, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self.code = code  # ISO 639-1
        self._tables = tables

    def country(self, code: Country) -> str:
        """Return the country's name, or its code when nobody named it."""
        return self._find("countries", code)

    def sector(self, sector: str) -> str:
        """Return the sector's name."""
        return self._find("sectors", sector)

    def stage(self, stage: str) -> str:
        """Return the stage's name, "" for none."""
        return "" if stage == "none" else self._find("stages", stage)

    def mode(self, mode: str) -> str:
        """Return the name of an end off the ladder."""
        return self._find("modes", mode)

    def type(self, type_: str) -> str:
        """Return the event type's name, "" for none."""
        return "" if type_ == "none" else self._find("types", type_)

    def word(self, key: str, **values: object) -> str:
        """Return a phrase with its values filled in."""
        return self._find("words", key).format(**values)

    def moment(self, at: datetime, *, now: datetime, zone: str | None = None) -> str:
        """Return date, clock time and zone; without the year when it is this one.

        Args:
            at: The moment to tell.
            now: The moment of telling.
            zone: IANA name; None: UTC.
        """
        local = at.astimezone(_zone(zone))
        same_year = local.year == now.astimezone(local.tzinfo).year
        return self._format("same_year" if same_year else "full", local)

    def day(self, at: datetime, *, now: datetime, zone: str | None = None) -> str:
        """Return the date there; without the year when it is this one."""
        local = at.astimezone(_zone(zone))
        same_year = local.year == now.astimezone(local.tzinfo).year
        return self._format("day_same_year" if same_year else "day_full", local)

    def clock(self, at: datetime, *, zone: str | None = None) -> str:
        """Return the time of day there."""
        return self._format("clock", at.astimezone(_zone(zone)))

    def _format(self, pattern: str, local: datetime) -> str:
        months: list[str] = self._tables["dates"]["months"]
        return str(self._tables["dates"][pattern]).format(
            day=local.day,
            month=months[local.month - 1],
            year=local.year,
            hour=f"{local.hour:02}",
            minute=f"{local.minute:02}",
            zone=_zone_name(local),
        )

    def _find(self, table: str, key: str) -> str:
        return str(self._tables.get(table, {}).get(key, key))


@cache
def language(code: str) -> Language:
    """Return the language, or English when there is no file for it."""
    english = _read(FALLBACK)
    known = code if code in languages() else FALLBACK
    chosen = _read(known)
    return Language(known, {table: english[table] | chosen.get(table, {}) for table in english})


@cache
def languages() -> frozenset[str]:
    """Return the codes of all languages that a message can be written in (ISO 639-1)."""
    return frozenset(
        entry.name.removesuffix(".toml")
        for entry in _folder().iterdir()
        if entry.name.endswith(".toml")
    )


def _read(code: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(_folder().joinpath(f"{code}.toml").read_text(encoding="utf-8"))


def _folder() -> Traversable:
    return files("monitor.core.render").joinpath("languages")


def _zone(name: str | None) -> tzinfo:
    return ZoneInfo(name or "UTC")


def _zone_name(local: datetime) -> str:
    """Return `KST`, or `UTC+4` where the zone has no letters of its own."""
    name = local.tzname() or "UTC"
    return f"UTC{name}" if name.startswith(("+", "-")) else name
