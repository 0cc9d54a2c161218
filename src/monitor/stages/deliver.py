"""Delivery: claim -> render -> send -> keep the answer. Every row ends as sent, unknown or dead.

The window between the request and the commit of its answer is the only one in which a crash
can cost certainty: the row is left `sending`, and `upkeep` turns it into `unknown` (or one
more try, as `on_unknown` says). So delivery is at-least-once with at most one duplicate, or
at-most-once with every doubt flagged; it is never exactly-once, since the Bot API has no key
to ask by (tdlib/telegram-bot-api#126).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from monitor.core import pacing
from monitor.core.render import render_bulletin, render_plain
from monitor.core.subscription import is_person
from monitor.errors import (
    ChatMovedError,
    ChatRefusedError,
    MonitorError,
    TokenRefusedError,
    TryLaterError,
)
from monitor.model import Bulletin, DeliveryId
from monitor.stages.context import Context, Job, Outcome
from monitor.stages.parcel import Parcel, take
from monitor.store import chats, outbox, sends, subscriptions

RETRY_FIRST = timedelta(seconds=2)  # after a refused connection; doubles with each attempt
RETRY_MOST = timedelta(minutes=15)
PROBE = timedelta(hours=1)  # how often a parked chat is tried again (TG-11)


async def deliver_due(ctx: Context, limit: int) -> tuple[Job, ...]:
    """Return a job for each delivery that may be attempted now, as many as the pace allows."""
    due = await ctx.db.read(_due, limit, elsewhere=ctx.watchlist().elsewhere, now=ctx.now())
    return tuple(Job("deliver", (one,)) for one in due)


def _due(
    session: Session, limit: int, *, elsewhere: frozenset[str], now: datetime
) -> tuple[DeliveryId, ...]:
    room = pacing.room(sends.overall(session, since=now - pacing.OVERALL.window, now=now), now=now)
    if not room:
        return ()
    return outbox.due(session, now=now, limit=min(room, limit), elsewhere=elsewhere)


async def until_next(ctx: Context) -> timedelta | None:
    """Return how long it is until a delivery may be attempted; None when none waits."""
    moment = await ctx.db.read(outbox.next_due_at, elsewhere=ctx.watchlist().elsewhere)
    return None if moment is None else moment - ctx.now()


async def deliver(ctx: Context, keys: tuple[int, ...]) -> Outcome:
    """Send one delivery, or the digest that it is part of; "idle" when it is not ours to send."""
    taken = await ctx.db.run(take, DeliveryId(keys[0]), watchlist=ctx.watchlist(), now=ctx.now())
    return taken if isinstance(taken, Outcome) else await _attempt(ctx, taken)


async def _attempt(ctx: Context, parcel: Parcel) -> Outcome:
    try:
        message_id, there = await _send(ctx, parcel)
    except MonitorError as error:
        await ctx.db.run(sends.settle, parcel.chat_id, at=ctx.now())
        return await _failed(ctx, parcel, error)
    if not there:
        await ctx.db.run(sends.settle, parcel.chat_id, at=ctx.now())
        await ctx.db.run(_all_dead, parcel, error="the message to edit is gone")
        return Outcome(status="dead", counts={"dead": 1})
    await ctx.db.run(_all_sent, parcel, message_id=message_id, now=ctx.now())
    return Outcome(status="sent", counts={"deliveries_sent": len(parcel.ids)})


async def _failed(ctx: Context, parcel: Parcel, error: MonitorError) -> Outcome:
    """Keep what became of a message that has no answer of success."""
    match error:
        case ChatMovedError():
            return await _follow(ctx, parcel, error.new_chat_id)
        case TryLaterError():
            return await _later(ctx, parcel, error)
        case ChatRefusedError():
            return await _refused(ctx, parcel, error)
        case TokenRefusedError():
            return await _stop(ctx, parcel, str(error))
        case _:  # OutcomeUnknownError: whatever we do not know, may have happened
            return await _unknown(ctx, parcel, str(error))


async def _send(ctx: Context, parcel: Parcel) -> tuple[int | None, bool]:
    """Return the new message's id, and whether there is a message that says this now."""
    policy, plain = parcel.policy, render_plain(parcel.html)
    if policy.exit is not None:
        await ctx.exits.post(policy.exit, _bulletin(parcel))
        return None, True
    if parcel.kind == "edit" and parcel.edits is not None:
        return None, await ctx.messenger.edit(
            parcel.chat_id,
            parcel.edits,
            parcel.html,
            link_preview=policy.link_preview,
            buttons=parcel.buttons,
            fallback=plain,
        )
    sent = await ctx.messenger.send(
        parcel.chat_id,
        parcel.html,
        topic=policy.topic,
        reply_to=parcel.reply_to,
        silent=policy.silent,
        link_preview=policy.link_preview and parcel.kind != "digest",
        buttons=parcel.buttons,
        fallback=plain,
    )
    return sent.message_id, True


def _bulletin(parcel: Parcel) -> Bulletin:
    return render_bulletin(
        parcel.html, parcel.stories, key=parcel.key, chat=parcel.chat, kind=parcel.kind
    )


def _all_sent(session: Session, parcel: Parcel, *, message_id: int | None, now: datetime) -> None:
    in_digest = parcel.kind == "digest"
    sends.settle(session, parcel.chat_id, at=now)
    for one in parcel.ids:
        outbox.mark_sent(
            session,
            one,
            message_id=message_id,
            body=parcel.html,
            now=now,
            in_digest=in_digest,
        )
    if in_digest:
        chats.digested(session, parcel.chat, now=now)


def _all_dead(session: Session, parcel: Parcel, *, error: str) -> None:
    for one in parcel.ids:
        outbox.mark_dead(session, one, error=error)


def _all_back(session: Session, parcel: Parcel, *, error: str, counts: bool = False) -> None:
    """Return all rows: certainly not sent. They stay due; the chat may be held back."""
    for one in parcel.ids:
        outbox.give_back(session, one, error=error, counts=counts)


async def _follow(ctx: Context, parcel: Parcel, new_chat_id: int) -> Outcome:
    """TG-10: remember the new id and send again at once; nothing was sent."""
    await ctx.db.run(_moved, parcel, new_chat_id=new_chat_id)
    return Outcome(status="moved", then=(Job("deliver", parcel.ids[:1]),))


def _moved(session: Session, parcel: Parcel, *, new_chat_id: int) -> None:
    chats.move_chat(session, parcel.chat, new_chat_id=new_chat_id)
    _all_back(session, parcel, error="the chat moved")


async def _later(ctx: Context, parcel: Parcel, later: TryLaterError) -> Outcome:
    """Certainly not sent: leave the chat in peace for as long as it asked, or longer each time."""
    await ctx.db.run(_put_off, parcel, later, now=ctx.now())
    return Outcome(status="later", counts={"later": 1})


def _put_off(session: Session, parcel: Parcel, later: TryLaterError, *, now: datetime) -> None:
    until = now + (later.wait or _backoff(parcel.attempts))
    chats.hold_chat(session, parcel.chat, until=until)
    _all_back(session, parcel, error=str(later), counts=later.wait is None)


def _backoff(attempts: int) -> timedelta:
    return min(RETRY_FIRST * int(2 ** min(attempts, 20)), RETRY_MOST)


async def _unknown(ctx: Context, parcel: Parcel, error: str) -> Outcome:
    unknown = await ctx.db.run(_all_unknown, parcel, error=error, resend_at=resend_at(ctx))
    return Outcome(status="unknown", counts={"unknown": unknown})


def _all_unknown(
    session: Session, parcel: Parcel, *, error: str, resend_at: datetime | None
) -> int:
    """Return how many rows stay unknown; the others are sent once more, in their order."""
    states = [
        outbox.mark_unknown(session, one, error=error, resend_at=resend_at, body=parcel.html)
        for one in parcel.ids
    ]
    if resend_at is not None and "pending" in states:
        chats.hold_chat(session, parcel.chat, until=resend_at)
    return states.count("unknown")


def resend_at(ctx: Context) -> datetime | None:
    """Return when a message in doubt is sent once more, None when the operator decides."""
    again = ctx.watchlist().rules.on_unknown == "resend_once"
    return ctx.now() + RETRY_FIRST if again else None


async def _refused(ctx: Context, parcel: Parcel, refused: ChatRefusedError) -> Outcome:
    if not refused.parks:
        await ctx.db.run(_all_dead, parcel, error=str(refused))
        return Outcome(status="dead", counts={"dead": len(parcel.ids)})
    await ctx.db.run(_park, parcel, str(refused), now=ctx.now())
    return Outcome(status="parked", counts={"parked": 1})


def _park(session: Session, parcel: Parcel, reason: str, *, now: datetime) -> None:
    """TG-11: keep the chat's queue, and try again after a while; people who left are let go."""
    if is_person(parcel.chat) and isinstance(parcel.chat_id, int):
        subscriptions.remove(session, parcel.chat_id, pair=None)
        _all_dead(session, parcel, error=reason)
        return
    chats.park_chat(session, parcel.chat, reason=reason, probe_at=now + PROBE, now=now)
    _all_back(session, parcel, error=reason)


async def _stop(ctx: Context, parcel: Parcel, reason: str) -> Outcome:
    """TG-13: no call can succeed, so none is made until the next start."""
    await ctx.db.run(_stopped, parcel, reason, now=ctx.now())
    return Outcome(status="stopped", counts={"token_refused": 1})


def _stopped(session: Session, parcel: Parcel, reason: str, *, now: datetime) -> None:
    chats.stop_sending(session, reason=reason, now=now)
    _all_back(session, parcel, error=reason)
