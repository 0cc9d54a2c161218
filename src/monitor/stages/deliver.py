"""Delivery: claim -> render -> send -> keep the answer. Every row ends as sent, unknown or dead.

The window between the request and the commit of its answer is the only one in which a crash
can cost certainty: the row is left `sending`, and `upkeep` turns it into `unknown` (or one
more try, as `on_unknown` says). So delivery is at-least-once with at most one duplicate, or
at-most-once with every doubt flagged; it is never exactly-once, since the Bot API has no key
to ask by (tdlib/telegram-bot-api#126).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.core.render import render_alert
from monitor.errors import (
    ChatMovedError,
    ChatRefusedError,
    OutcomeUnknownError,
    TokenRefusedError,
    TryLaterError,
)
from monitor.model import ChatPolicy, DeliveryId
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
    """Send one delivery; "idle" when it is not ours to send."""
    claimed = await ctx.db.run(outbox.claim, DeliveryId(keys[0]), now=ctx.now())
    if claimed is None:
        return Outcome(status="idle")
    policy = ctx.watchlist().chat(claimed.chat)
    if policy is None:
        await ctx.db.run(outbox.mark_dead, claimed.id, error="the chat left feeds.yaml")
        return Outcome(status="dead", counts={"dead": 1})
    if claimed.kind == "new" and ctx.now() - claimed.created_at > policy.max_age:
        await ctx.db.run(outbox.mark_dead, claimed.id, error=f"older than {policy.max_age}")
        return Outcome(status="dead", counts={"dead": 1})
    return await _attempt(ctx, claimed, policy)


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
        await ctx.messenger.edit(chat_id, claimed.edits, html, link_preview=policy.link_preview)
        return None
    sent = await ctx.messenger.send(
        chat_id,
        html,
        topic=policy.topic,
        reply_to=claimed.reply_to,
        silent=policy.silent,
        link_preview=policy.link_preview,
    )
    return sent.message_id


async def _follow(ctx: Context, claimed: ClaimedDelivery, new_chat_id: int) -> Outcome:
    """TG-10: remember the new id and send again at once; nothing was sent."""
    await ctx.db.run(outbox.move_chat, claimed.chat, new_chat_id=new_chat_id)
    await ctx.db.run(outbox.give_back, claimed.id, until=ctx.now(), error="the chat moved")
    return Outcome(status="moved", then=(Job("deliver", (claimed.id,)),))


async def _later(ctx: Context, claimed: ClaimedDelivery, later: TryLaterError) -> Outcome:
    """Certainly not sent: try again, and leave the chat in peace for as long as it asked."""
    wait = later.wait or _backoff(claimed.attempts)
    until = ctx.now() + wait
    if later.flood:
        await ctx.db.run(outbox.hold_chat, claimed.chat, until=until)
    await ctx.db.run(outbox.give_back, claimed.id, until=until, error=str(later))
    return Outcome(status="later", counts={"later": 1})


def _backoff(attempts: int) -> timedelta:
    return min(RETRY_FIRST * 2 ** min(attempts, 20), RETRY_MOST)


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
        await ctx.db.run(outbox.mark_dead, claimed.id, error=str(refused))
        return Outcome(status="dead", counts={"dead": 1})
    now = ctx.now()
    await ctx.db.run(
        outbox.park_chat, claimed.chat, reason=str(refused), probe_at=now + PROBE, now=now
    )
    await ctx.db.run(outbox.give_back, claimed.id, until=now, error=str(refused))
    return Outcome(status="parked", counts={"parked": 1})


async def _stop(ctx: Context, claimed: ClaimedDelivery, reason: str) -> Outcome:
    """TG-13: no call can succeed, so none is made until the next start."""
    await ctx.db.run(outbox.stop_sending, reason=reason, now=ctx.now())
    await ctx.db.run(outbox.give_back, claimed.id, until=ctx.now(), error=reason)
    return Outcome(status="stopped", counts={"token_refused": 1})
