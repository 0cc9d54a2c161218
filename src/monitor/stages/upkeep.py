"""What must happen now and then: sends in doubt are named, parked chats tried again."""

from __future__ import annotations

from monitor.core import pacing
from monitor.stages.context import Context, Outcome
from monitor.stages.deliver import resend_at
from monitor.stages.notices import tell_operator
from monitor.store import chats, facts, outbox, retention, sends, subscriptions


async def upkeep(ctx: Context, _keys: tuple[int, ...]) -> Outcome:
    """Find sends whose sender is gone, and let parked chats be probed."""
    swept = await ctx.db.run(outbox.sweep, now=ctx.now(), resend_at=resend_at(ctx))
    freed = await ctx.db.run(chats.unpark_due, now=ctx.now())
    await ctx.db.run(sends.forget, before=ctx.now() - 2 * pacing.MEMORY)
    kept_since = ctx.now() - ctx.watchlist().rules.retention
    pruned = await ctx.db.run(retention.prune, before=kept_since, now=ctx.now())
    await ctx.db.run(facts.note, "tick", "", now=ctx.now())
    if ctx.watchlist().rules.commands:  # another process may have taken in a wish
        ctx.follow(await ctx.db.read(subscriptions.everyones))
    told = await _tell_operator(ctx)
    counts = {"in_doubt": swept, "probed": freed, "notices": told, "pruned": pruned}
    status = "ok" if swept or freed or told else "idle"
    return Outcome(status=status, counts=counts)


async def _tell_operator(ctx: Context) -> int:
    watchlist = ctx.watchlist()
    admin = watchlist.rules.admin_chat
    if admin is None:
        return 0
    elsewhere = admin in watchlist.elsewhere
    return await ctx.db.run(tell_operator, admin, now=ctx.now(), elsewhere=elsewhere)
