"""How fast a bot may speak: the earliest moment of the next message (pure).

Telegram's limits (Bots FAQ, "My bot is hitting limits"): one message a second in one chat,
20 a minute in one group, about 30 a second in all; python-telegram-bot's `FloodLimit` has the
same numbers. Channels are treated like groups. The limits hold in *any* window, not from one
full second to the next, and for all senders of one token together: the moments of recent sends
are given, whoever made them (TG-02, TG-03).

Our own numbers keep a margin, since messages that leave evenly may arrive bunched.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `count` sends in any stretch of time shorter than `window`."""

    count: int
    window: timedelta


PER_CHAT = Limit(count=1, window=timedelta(seconds=1.1))
PER_GROUP = Limit(count=20, window=timedelta(seconds=62))
OVERALL = Limit(count=25, window=timedelta(seconds=1.1))
MEMORY = max(PER_CHAT.window, PER_GROUP.window, OVERALL.window)  # older sends bind nobody

BURST = 10  # pending alerts for one chat; more are told as one digest


def is_group(chat: int | str) -> bool:
    """Tell whether the limits of groups hold: for all but private chats, whose ids are positive."""
    return isinstance(chat, str) or chat < 0


def earliest(
    *,
    now: datetime,
    group: bool,
    in_chat: Iterable[datetime],
    overall: Iterable[datetime],
    not_before: datetime | None = None,
) -> datetime:
    """Return the first moment from `now` on at which a message may go out.

    Args:
        now: The moment of asking.
        group: Whether the chat is a group or channel.
        in_chat: Moments of sends to this chat, at least those within `MEMORY`; any order.
            Moments after `now` (of a sender whose clock is ahead) count too.
        overall: Moments of all sends, at least those within `OVERALL.window`.
        not_before: What flood control of this chat asked for (TG-04); None: nothing.
    """
    chat_sends, all_sends = sorted(in_chat), sorted(overall)
    rules = [(PER_CHAT, chat_sends), (OVERALL, all_sends)]
    if group:
        rules.append((PER_GROUP, chat_sends))
    start = max(now, not_before or now)
    moments = sorted({start} | {at for rule in rules for at in _openings(*rule, start)})
    return next(
        moment for moment in moments if all(_allows(limit, at, moment) for limit, at in rules)
    )


def room(overall: Iterable[datetime], *, now: datetime) -> int:
    """Return how many messages, to chats that may hear one, may go out now.

    Args:
        overall: As for `earliest`.
        now: The moment of asking.
    """
    return max(0, OVERALL.count - sum(at + OVERALL.window > now for at in overall))


def as_digest(pending: int) -> bool:
    """Tell whether so many alerts for one chat are better told in one digest (STORM-04, DLV-08)."""
    return pending > BURST


def _openings(limit: Limit, sends: Sequence[datetime], start: datetime) -> Iterable[datetime]:
    """Yield the moments at which a send leaves the window: only there can a rule begin to allow."""
    return (at + limit.window for at in sends if at + limit.window > start)


def _allows(limit: Limit, sends: Sequence[datetime], moment: datetime) -> bool:
    """Tell whether one more send at this moment leaves every window within the limit."""
    first = bisect_right(sends, moment - limit.window)
    last = bisect_left(sends, moment + limit.window)
    near = list(sends[first:last])
    insort(near, moment)
    return all(
        near[at + limit.count] - near[at] >= limit.window for at in range(len(near) - limit.count)
    )
