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

from monitor.core import pacing, routing
from monitor.core.render import render_alert, render_plain
from monitor.errors import (
    ChatMovedError,
    ChatRefusedError,
    OutcomeUnknownError,
    TokenRefusedError,
    TryLaterError,
)
from monitor.model import ChatPolicy, DeliveryId, Watchlist
from monitor.stages import Job, Outcome
from monitor.stages.context import Context
from monitor.store import outbox
from monitor.store.outbox import ClaimedDelivery

RETRY_FIRST = timedelta(seconds=2)  # after a refused connection; doubles with each attempt
RETRY_MOST = timedelta(minutes=15)
PROBE = timedelta(hours=1)  # how often a parked chat is tried again (TG-11)


async def deliver_due(ctx: Context, limit: int) -> tuple[Job, ...]:
    """Return a job for each delivery that may be attempted now."""
    due = await ctx.db.read(outbox.due, now=ctx.now(), limit=limit)
    return tuple(Job("deliver", (one,)) for one in due)


async def deliver(ctx: Context, keys: tuple[int, ...]) -> Outcome:
    """Send one delivery; "idle" when it is not ours to send, or not yet."""
    claimed = await ctx.db.run(take, DeliveryId(keys[0]), ctx.watchlist(), now=ctx.now())
    if claimed is None:
        return Outcome(status="idle")
    policy = ctx.watchlist().chat(claimed.chat)
    if policy is None:
        return await _give_up(ctx, claimed, "the chat left feeds.yaml")
    if routing.expired(policy, kind=claimed.kind, due_at=claimed.due_at, now=ctx.now()):
        return await _give_up(ctx, claimed, f"older than max_age ({policy.max_age})")
    return await _attempt(ctx, claimed, policy)


def take(
    session: Session, delivery_id: DeliveryId, watchlist: Watchlist, *, now: datetime
) -> ClaimedDelivery | None:
    """Claim a delivery if the pace allows it now; None if it is not ours, or must wait.

    The moments of all sends stand in the database, so that senders in several processes keep
    to one pace (TG-03). A wait holds the whole chat, so that the order in it is kept (DLV-07).
    """
    claimed = outbox.claim(session, delivery_id, now=now)
    if claimed is None:
        return None
    policy = watchlist.chat(claimed.chat)
    if policy is None:
        return claimed
    sends = outbox.recent_sends(session, since=now - pacing.MEMORY)
    due = pacing.earliest(
        now=now,
        group=pacing.is_group(claimed.moved_to or policy.chat),
        in_chat=[at for chat, at in sends if chat == claimed.chat],
        overall=[at for _, at in sends],
    )
    if due > now:
        outbox.hold_chat(session, claimed.chat, until=due)
        outbox.give_back(session, delivery_id)
        return None
    outbox.note_send(session, claimed.chat, at=now)
    return claimed


async def _give_up(ctx: Context, claimed: ClaimedDelivery, why: str) -> Outcome:
    await ctx.db.run(outbox.mark_dead, claimed.id, error=why)
    return Outcome(status="dead", counts={"dead": 1})


async def _attempt(ctx: Context, claimed: ClaimedDelivery, policy: ChatPolicy) -> Outcome:
    html = render_alert(claimed.story, now=ctx.now(), language=policy.language, kind=claimed.kind)
    try:
        message_id = await _send(ctx, claimed, policy, html)
    except ChatMovedError as moved:
        return await _follow(ctx, claimed, moved.new_chat_id)
    except TryLaterError as later:
        return await _later(ctx, claimed, later)
    except OutcomeUnknownError as unknown:
        return await _unknown(ctx, claimed, str(unknown), html)
    except ChatRefusedError as refused:
        return await _refused(ctx, claimed, refused)
    except TokenRefusedError as refused:
        return await _stop(ctx, claimed, str(refused))
    await ctx.db.run(outbox.mark_sent, claimed.id, message_id=message_id, body=html, now=ctx.now())
    return Outcome(status="sent", counts={"deliveries_sent": 1})


async def _send(
    ctx: Context, claimed: ClaimedDelivery, policy: ChatPolicy, html: str
) -> int | None:
    chat_id = claimed.moved_to or policy.chat
    if claimed.kind == "edit" and claimed.edits is not None:
        await ctx.messenger.edit(
            chat_id,
            claimed.edits,
            html,
            link_preview=policy.link_preview,
            fallback=render_plain(html),
        )
        return None
    sent = await ctx.messenger.send(
        chat_id,
        html,
        topic=policy.topic,
        reply_to=claimed.reply_to,
        silent=policy.silent,
        link_preview=policy.link_preview,
        fallback=render_plain(html),
    )
    return sent.message_id


async def _follow(ctx: Context, claimed: ClaimedDelivery, new_chat_id: int) -> Outcome:
    """TG-10: remember the new id and send again at once; nothing was sent."""
    await ctx.db.run(outbox.move_chat, claimed.chat, new_chat_id=new_chat_id)
    await ctx.db.run(outbox.give_back, claimed.id, error="the chat moved")
    return Outcome(status="moved", then=(Job("deliver", (claimed.id,)),))


async def _later(ctx: Context, claimed: ClaimedDelivery, later: TryLaterError) -> Outcome:
    """Certainly not sent: try again, and leave the chat in peace for as long as it asked."""
    wait = later.wait or _backoff(claimed.attempts)
    until = ctx.now() + wait
    await ctx.db.run(_wait, claimed, until=until, error=str(later), counts=not later.flood)
    return Outcome(status="later", counts={"later": 1})


def _wait(
    session: Session, claimed: ClaimedDelivery, *, until: datetime, error: str, counts: bool
) -> None:
    outbox.hold_chat(session, claimed.chat, until=until)
    outbox.give_back(session, claimed.id, error=error, counts=counts)


def _backoff(attempts: int) -> timedelta:
    doublings = min(attempts, 16)  # 2 s * 2^16 is beyond the most anyway
    return min(RETRY_FIRST * (1 << doublings), RETRY_MOST)


async def _unknown(ctx: Context, claimed: ClaimedDelivery, error: str, html: str) -> Outcome:
    state = await ctx.db.run(
        outbox.mark_unknown, claimed.id, error=error, resend_at=resend_at(ctx), body=html
    )
    return Outcome(status="unknown", counts={"unknown": int(state == "unknown")})


def resend_at(ctx: Context) -> datetime | None:
    """Return when a message in doubt is sent once more, None when the operator decides."""
    again = ctx.watchlist().rules.on_unknown == "resend_once"
    return ctx.now() + RETRY_FIRST if again else None


async def _refused(ctx: Context, claimed: ClaimedDelivery, refused: ChatRefusedError) -> Outcome:
    if not refused.parks:
        return await _give_up(ctx, claimed, str(refused))
    now = ctx.now()
    await ctx.db.run(
        outbox.park_chat, claimed.chat, reason=str(refused), probe_at=now + PROBE, now=now
    )
    await ctx.db.run(outbox.give_back, claimed.id, error=str(refused))
    return Outcome(status="parked", counts={"parked": 1})


async def _stop(ctx: Context, claimed: ClaimedDelivery, reason: str) -> Outcome:
    """TG-13: no call can succeed, so none is made until the next start."""
    await ctx.db.run(outbox.stop_sending, reason=reason, now=ctx.now())
    await ctx.db.run(outbox.give_back, claimed.id, error=reason)
    return Outcome(status="stopped", counts={"token_refused": 1})
