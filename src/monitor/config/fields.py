"""Small readers of feeds.yaml: text -> value, or ValueError that says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from monitor.model import Country, PairPattern
from monitor.vocab.iso3166 import COUNTRIES, NOT_CODES

MAX_PORT = 65_535
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"([0-9]{1,6})(s|m|h|d)")


def duration(text: str) -> timedelta:
    """Return the length of `90s`, `15m`, `2h` or `1d`.

    Raises:
        ValueError: the text has another form, or is zero.
    """
    found = _DURATION.fullmatch(text.strip())
    if not found or int(found[1]) == 0:
        raise ValueError("not a duration; write a number and s, m, h or d, such as 15m")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def listen(text: str) -> str | None:
    """Return `host:port` as it stands, None for `off`.

    Raises:
        ValueError: no host, or no port.
    """
    if text == "off":
        return None
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > MAX_PORT:
        raise ValueError(
            "not an address to listen on; write host:port such as 127.0.0.1:8080, or off"
        )
    return text


def country(text: str) -> Country:
    """Return the upper-case ISO 3166-1 alpha-2 code.

    Raises:
        ValueError: no such code.
    """
    code = text.strip().upper()
    if code in NOT_CODES:
        raise ValueError(f"'{text}' is no ISO 3166 code; write {NOT_CODES[code]}")
    if code not in COUNTRIES:
        raise ValueError(
            f"'{text}' is neither a country code nor a group; "
            "write two letters such as KR, EU, *, or define it under groups"
        )
    return code


def pair_pattern(text: str, groups: Mapping[str, frozenset[Country]]) -> PairPattern:
    """Return the pattern of `KR-JP`, `KR-*`, `*-*` or `east-asia x il`.

    Raises:
        ValueError: not two sides, or a side that is neither country, group nor `*`.
    """
    left, right = _sides(text)
    return PairPattern(text=text, left=_side(left, groups), right=_side(right, groups))


def _sides(text: str) -> tuple[str, str]:
    sides = re.split(r"\s+[x×]\s+", text.strip())
    if len(sides) == 1:
        sides = text.strip().split("-")
    if len(sides) != 2:  # noqa: PLR2004 - a pair
        raise ValueError(
            f"'{text}' is not a pair; write KR-JP, KR-*, *-* or, with groups, 'east-asia x IL'"
        )
    return sides[0].strip(), sides[1].strip()


def _side(text: str, groups: Mapping[str, frozenset[Country]]) -> frozenset[Country] | None:
    if text == "*":
        return None
    if text in groups:
        return groups[text]
    return frozenset({country(text)})
