"""What people subscribe to, as chats and watches beside those of feeds.yaml (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from monitor.model import ChatPolicy, PairPattern, Subscription, Watch, Watchlist
from monitor.vocab import SECTORS

ANY = "*"
PERSON = "private:"  # begins the names of private chats
MOST = 20  # subscriptions of one person; beyond that, a channel is what they want

_PAIR = re.compile(r"([A-Z]{2}|\*)-([A-Z]{2}|\*)")


def is_person(chat: str) -> bool:
    """Tell whether the chat of this name is one of ours, and not of feeds.yaml."""
    return chat.startswith(PERSON)


def chat_name(chat_id: int) -> str:
    """Return the name under which a private chat stands among the chats."""
    return f"{PERSON}{chat_id}"


def wanted(words: Iterable[str], *, chat_id: int) -> Subscription | None:
    """Return what `KR-JP semiconductors` asks for; None when a word makes no sense.

    One pair, with `*` for any country on a side, and any number of sectors.
    """
    pairs = [pair_of(word) for word in words if pair_of(word)]
    others = [word.casefold() for word in words if not pair_of(word)]
    if len(pairs) != 1 or not set(others) <= set(SECTORS):
        return None
    return Subscription(chat_id=chat_id, pair=pairs[0] or "", sectors=tuple(dict.fromkeys(others)))


def pair_of(word: str) -> str | None:
    """Return the pair with its sides sorted, a `*` last; None when it is none."""
    found = _PAIR.fullmatch(word.upper())
    return "-".join(sorted(found.groups(), key=lambda side: (side == ANY, side))) if found else None


def with_subscriptions(watchlist: Watchlist, asked: Iterable[Subscription]) -> Watchlist:
    """Return the watchlist with a chat for each person and a watch for each subscription."""
    wishes = tuple(asked)
    people = dict.fromkeys(wish.chat_id for wish in wishes)
    return replace(
        watchlist,
        chats=(*watchlist.chats, *(ChatPolicy(name=chat_name(who), chat=who) for who in people)),
        watches=(*watchlist.watches, *map(_watch, wishes)),
    )


def _watch(wish: Subscription) -> Watch:
    left, right = (None if side == ANY else frozenset({side}) for side in wish.pair.split("-"))
    return Watch(
        name=f"{chat_name(wish.chat_id)} {wish.pair}",
        pairs=(PairPattern(text=wish.pair, left=left, right=right),),
        sectors=frozenset(wish.sectors),
        chats=(chat_name(wish.chat_id),),
    )
