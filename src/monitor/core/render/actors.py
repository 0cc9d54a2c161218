"""Who with whom, on one line: flags, then names; a hub and a full triangle are told as such."""

from __future__ import annotations

from itertools import combinations

from monitor.core.render.language import Language
from monitor.model import Country, Pair

MAX_PAIRS = 4  # named; the rest is a number
_REGIONAL_A = 0x1F1E6  # REGIONAL INDICATOR SYMBOL LETTER A
_HANDSHAKE = "🤝"
_DASH = " – "


def flag(code: Country) -> str:
    """Return the flag emoji of a two-letter code (UTS #51 emoji flag sequence)."""
    return "".join(chr(_REGIONAL_A + ord(letter) - ord("A")) for letter in code)


def actors(pairs: tuple[Pair, ...], words: Language) -> str:
    """Return `🇯🇵🤝🇰🇷 Japan – South Korea`; "" without pairs.

    Two pairs or more that share one country are told from it: `🇰🇷🤝🇮🇱🇯🇵 South Korea – Israel,
    Japan`. When each of three or more countries is paired with each, all stand in one row.
    """
    countries = tuple(sorted({code for pair in pairs for code in _two(pair)}))
    if not countries:
        return ""
    if _everyone_with_everyone(pairs, countries):
        return _told((countries,), words)
    hub = _hub(pairs)
    if hub:
        return _hub_and_partners(hub, tuple(code for code in countries if code != hub), words)
    return _told(tuple(_two(pair) for pair in pairs), words)


def _two(pair: Pair) -> tuple[Country, ...]:
    return tuple(pair.split("-"))


def _everyone_with_everyone(pairs: tuple[Pair, ...], countries: tuple[Country, ...]) -> bool:
    return {"-".join(two) for two in combinations(countries, 2)} == set(pairs)


def _hub(pairs: tuple[Pair, ...]) -> Country | None:
    """Return the one country that is in every pair."""
    common = set.intersection(*(set(_two(pair)) for pair in pairs))
    return min(common, default=None)


def _hub_and_partners(hub: Country, partners: tuple[Country, ...], words: Language) -> str:
    shown, rest = partners[:MAX_PAIRS], len(partners) - MAX_PAIRS
    flags = flag(hub) + _HANDSHAKE + "".join(map(flag, shown))
    names = ", ".join(map(words.country, shown))
    return f"{flags} {words.country(hub)}{_DASH}{names}{_more(rest, words)}"


def _told(groups: tuple[tuple[Country, ...], ...], words: Language) -> str:
    shown, rest = groups[:MAX_PAIRS], len(groups) - MAX_PAIRS
    flags = " ".join(_HANDSHAKE.join(map(flag, group)) for group in shown)
    names = ", ".join(_DASH.join(map(words.country, group)) for group in shown)
    return f"{flags} {names}{_more(rest, words)}"


def _more(rest: int, words: Language) -> str:
    return " " + words.word("more", n=rest) if rest > 0 else ""
