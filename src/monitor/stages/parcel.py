"""What is sent next, decided in one transaction: claimed, paced, and written out.

One parcel is one message. It carries one delivery, or, in a digest, as many as fit: each row
of the outbox still has an end of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from sqlalchemy.orm import Session

from monitor.core import pacing, routing
from monitor.core.render import render_alert, render_buttons, render_digest, render_storm_buttons
from monitor.model import Buttons, ChatPolicy, DeliveryId, DeliveryKind, Rules, Story, Watchlist
from monitor.stages.context import Outcome
from monitor.store import chats, outbox, sends
from monitor.store.outbox import ClaimedDelivery

_STORM = re.compile(r"storm:(\d+):(\d+)")  # the key of a notice: feed, and how often it was told
MOST_IN_DIGEST = 40  # stories in one message; a heading and a link each stay below 100 entities


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message, ready to go. All its rows are `sending`."""

    ids: tuple[DeliveryId, ...]
    chat: str
    chat_id: int | str
    policy: ChatPolicy
    kind: DeliveryKind
    html: str
    attempts: int
    reply_to: int | None = None
    edits: int | None = None
    buttons: Buttons = ()
    stories: tuple[Story, ...] = ()  # that it tells of
    key: str = ""  # names it to receivers, the same at every attempt


def take(
    session: Session, delivery_id: DeliveryId, *, watchlist: Watchlist, now: datetime
) -> Parcel | Outcome:
    """Claim a delivery and say how to send it; an outcome when it is not to be sent now."""
    sends.take_turn(session)
    claimed = outbox.claim(session, delivery_id, now=now, elsewhere=watchlist.elsewhere)
    if claimed is None:
        return Outcome(status="idle")
    policy = watchlist.chat(claimed.chat)
    if policy is None:
        return _dead(session, claimed, "the chat left feeds.yaml")
    if _expired(claimed, policy, now=now):
        return _dead(session, claimed, f"older than {policy.max_age}")
    return _held(session, claimed, policy, now=now) or _parcel(
        session, claimed, policy, rules=watchlist.rules, now=now
    )


def _dead(session: Session, claimed: ClaimedDelivery, why: str) -> Outcome:
    outbox.mark_dead(session, claimed.id, error=why)
    return Outcome(status="dead", counts={"dead": 1})


def _expired(claimed: ClaimedDelivery, policy: ChatPolicy, *, now: datetime) -> bool:
    return routing.expired(policy, kind=claimed.kind, due_at=claimed.due_at, now=now)


def _held(
    session: Session, claimed: ClaimedDelivery, policy: ChatPolicy, *, now: datetime
) -> Outcome | None:
    """Return an outcome when the chat must wait: its quiet hours began, or we are too fast."""
    quiet = None
    if policy.mode == "instant" and claimed.kind != "edit":
        quiet = routing.quiet_until(policy, now=now)
    if quiet is not None:
        outbox.postpone(session, claimed.id, until=quiet)
        return Outcome(status="quiet", counts={"quiet": 1})
    moment = _earliest(session, claimed.moved_to or policy.chat, policy, now=now)
    if moment > now:
        outbox.give_back(session, claimed.id)
        chats.hold_chat(session, claimed.chat, until=moment)
        return Outcome(status="idle", counts={"paced": 1})
    return None


def _earliest(
    session: Session, chat_id: int | str, policy: ChatPolicy, *, now: datetime
) -> datetime:
    return pacing.earliest(
        now=now,
        group=policy.exit is None and pacing.is_group(chat_id),
        in_chat=sends.to_chat(session, chat_id, since=now - pacing.MEMORY, now=now),
        overall=sends.overall(session, since=now - pacing.OVERALL.window, now=now),
    )


def _parcel(
    session: Session, claimed: ClaimedDelivery, policy: ChatPolicy, *, rules: Rules, now: datetime
) -> Parcel:
    chat_id = claimed.moved_to or policy.chat
    sends.note(session, chat_id, at=now)
    batch = _batch(session, claimed, policy, now=now)
    if batch:
        return _digest(session, batch, policy, chat_id=chat_id, now=now)
    return Parcel(
        ids=(claimed.id,),
        chat=claimed.chat,
        chat_id=chat_id,
        policy=policy,
        kind=claimed.kind,
        html=_written(claimed, policy, now=now),
        attempts=claimed.attempts,
        reply_to=claimed.reply_to,
        edits=claimed.edits,
        stories=(claimed.story,) if claimed.story else (),
        key=claimed.key,
        buttons=_buttons(claimed, policy, rules) if rules.commands else (),
    )


def _buttons(claimed: ClaimedDelivery, policy: ChatPolicy, rules: Rules) -> Buttons:
    """Return what can be pressed under the message; storms only where somebody may decide."""
    if claimed.story:
        return render_buttons(claimed.story.id, language=policy.language)
    storm = _STORM.fullmatch(claimed.notice)
    return render_storm_buttons(int(storm[1]), int(storm[2])) if storm and rules.admins else ()


def _written(claimed: ClaimedDelivery, policy: ChatPolicy, *, now: datetime) -> str:
    if claimed.story is None:
        return claimed.html
    return render_alert(claimed.story, now=now, language=policy.language, kind=claimed.kind)


def _batch(
    session: Session, claimed: ClaimedDelivery, policy: ChatPolicy, *, now: datetime
) -> tuple[ClaimedDelivery, ...]:
    """Return what is to be told in one digest with this delivery; nothing for a message of its own.

    Digest chats are told everything that waits. In others a burst becomes a digest too.
    """
    if claimed.kind in {"edit", "notice"} or not _tells_together(session, claimed, policy, now=now):
        return ()
    more = outbox.waiting(session, claimed.chat, now=now, limit=MOST_IN_DIGEST - 1)
    fresh = [each for each in more if not _expired(each, policy, now=now)]
    return (claimed, *fresh)


def _tells_together(
    session: Session, claimed: ClaimedDelivery, policy: ChatPolicy, *, now: datetime
) -> bool:
    if policy.mode == "digest":
        return True
    return pacing.as_digest(1 + outbox.count_waiting(session, claimed.chat, now=now))


def _digest(
    session: Session,
    batch: tuple[ClaimedDelivery, ...],
    policy: ChatPolicy,
    *,
    chat_id: int | str,
    now: datetime,
) -> Parcel:
    """Claim as many of the batch as one message tells."""
    pages = _pages(batch, policy, now=now)
    while len(pages) > 1:
        batch = batch[: len(batch) * 3 // 4]  # one delivery alone always fits
        pages = _pages(batch, policy, now=now)
    outbox.claim_too(session, (each.id for each in batch[1:]), now=now)
    return Parcel(
        ids=tuple(each.id for each in batch),
        chat=batch[0].chat,
        chat_id=chat_id,
        policy=policy,
        kind="digest",
        html=pages[0],
        attempts=batch[0].attempts,
        stories=_stories(batch),
        key=_joint_key(batch),
    )


def _joint_key(batch: tuple[ClaimedDelivery, ...]) -> str:
    """Return the key of a digest: tried again with more stories in it, it is another message."""
    return blake2b(" ".join(each.key for each in batch).encode(), digest_size=12).hexdigest()


def _stories(batch: tuple[ClaimedDelivery, ...]) -> tuple[Story, ...]:
    """Return the stories of the batch, each once."""
    return tuple({each.story.id: each.story for each in batch if each.story}.values())


def _pages(
    batch: tuple[ClaimedDelivery, ...], policy: ChatPolicy, *, now: datetime
) -> tuple[str, ...]:
    """Return the digest of the batch; a story that waits twice is told once."""
    zone = routing.zone_of(policy)
    return render_digest(_stories(batch), now=now, language=policy.language, zone=zone)
