"""The outbox: every message a chat shall have, from decision to end. A row never vanishes.

pending -> sending -> sent | unknown | dead. All functions run in a transaction; what happens
between `claim` and `mark_*` is the one place where a crash can leave a message in doubt
(DLV-03): such a row is found by `sweep` and becomes `unknown`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, or_, select, true, update
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from monitor.model import (
    Alert,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    EntryId,
    Story,
    StoryId,
)
from monitor.store import chats, codec
from monitor.store.entries import insert_new
from monitor.store.tables import ChatRow, DeliveryRow, StoryRow

LEASE = timedelta(minutes=3)  # beyond any total deadline of one Bot API call (TG-14)
EDIT_GAP = timedelta(minutes=1)  # edits of one message are coalesced to one a minute
MAX_EDITS = 24  # per story and chat; content that churns is not followed for ever (DLV-10)

NOTICE = "notice:"  # begins the dedup keys of notices
_MESSAGES = ("new", "stage", "stalled")  # kinds that are messages of their own, not edits
_TOLD = (*_MESSAGES, "digest")  # kinds by which a chat has, or will have, heard of a story


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDelivery:
    """A delivery that is ours to attempt, and all that rendering and sending need."""

    id: DeliveryId
    chat: str
    kind: DeliveryKind
    story: Story | None  # None: a notice, whose text is ready
    html: str = ""  # of a notice
    notice: str = ""  # its key: "storm:17:1"
    attempts: int  # this one included
    reply_to: int | None = None  # message id of the story's first message in this chat
    edits: int | None = None  # message id to edit
    moved_to: int | None = None  # the chat's new id, when the group migrated
    due_at: datetime
    key: str  # names it to receivers: the same at every attempt, and of no other database


def add(
    session: Session,
    alerts: Iterable[Alert],
    *,
    not_before: dict[str, datetime],
    now: datetime,
    cause: EntryId | None = None,
) -> tuple[DeliveryId, ...]:
    """Write down what chats shall be told; return the ids of those that are new.

    Calling it twice with the same alerts adds nothing: (chat, dedup key) is unique (DLV-06).
    `cause` is the entry that makes the news; the ledger holds each to its deliveries.
    `not_before` holds, by chat, the end of its quiet hours or the time of its digest.
    """
    added: list[DeliveryId] = []
    for alert in alerts:
        if alert.kind == "edit":
            _add_edit(session, alert, now=now)
            continue
        due = max(now, not_before.get(alert.chat, now))
        key = _dedup_key(alert)
        if _id_of(session, alert.chat, key) is None:
            values = _row_values(alert, key, due, now) | {"entry_id": cause}
            insert_new(session, DeliveryRow.__table__, [values])  # type: ignore[attr-defined]  # not declared
            added.append(DeliveryId(_id_of(session, alert.chat, key) or 0))
    return tuple(added)


def _dedup_key(alert: Alert) -> str:
    if alert.kind == "new":
        return f"new:{alert.story_id}"
    return f"{alert.kind}:{alert.story_id}:{alert.detail or alert.revision}"


def _row_values(alert: Alert, key: str, due: datetime, now: datetime) -> dict[str, Any]:
    return {
        "story_id": alert.story_id,
        "chat": alert.chat,
        "kind": alert.kind,
        "revision": alert.revision,
        "dedup_key": key,
        "state": "pending",
        "attempts": 0,
        "resends": 0,
        "created_at": now,
        "next_attempt_at": due,
        "body": "",
        "watches": json.dumps(alert.watches),
        "last_error": "",
    }


def _id_of(session: Session, chat: str, key: str) -> int | None:
    asked = select(col(DeliveryRow.id)).where(
        col(DeliveryRow.chat) == chat, col(DeliveryRow.dedup_key) == key
    )
    return session.scalars(asked).one_or_none()


def _add_edit(session: Session, alert: Alert, *, now: datetime) -> None:
    """Let the chat's message follow the story, at most once a minute and `MAX_EDITS` times."""
    rows = _story_rows(session, alert.story_id, alert.chat)
    if not any(row.kind in _MESSAGES and row.state == "sent" for row in rows):
        return  # not told yet: the message will be rendered from the newest story anyway
    waiting = [row for row in rows if row.kind == "edit" and row.state == "pending"]
    if waiting:
        waiting[0].revision = alert.revision
        return
    edits = [row for row in rows if row.kind == "edit"]
    if len(edits) >= MAX_EDITS:
        return
    last = max((row.sent_at for row in rows if row.sent_at is not None), default=now)
    key = _dedup_key(alert)
    values = _row_values(alert, key, max(now, last + EDIT_GAP), now)
    insert_new(session, DeliveryRow.__table__, [values])  # type: ignore[attr-defined]  # not declared


def add_notice(session: Session, chat: str, html: str, *, key: str, now: datetime) -> None:
    """Write down what an operator shall be told; the same key is told once."""
    alert = Alert(story_id=StoryId(0), chat=chat, kind="notice", revision=1)
    values = _row_values(alert, f"{NOTICE}{key}", now, now) | {"story_id": None, "body": html}
    insert_new(session, DeliveryRow.__table__, [values])  # type: ignore[attr-defined]  # not declared


def _story_rows(session: Session, story_id: int | None, chat: str) -> list[DeliveryRow]:
    if story_id is None:
        return []
    asked = select(DeliveryRow).where(
        col(DeliveryRow.story_id) == story_id, col(DeliveryRow.chat) == chat
    )
    return list(session.scalars(asked.order_by(col(DeliveryRow.id))))


def told_chats(session: Session, story_id: StoryId) -> frozenset[str]:
    """Return the chats that have, or will have, a message about the story."""
    asked = select(col(DeliveryRow.chat)).where(
        col(DeliveryRow.story_id) == story_id, col(DeliveryRow.kind).in_(_TOLD)
    )
    return frozenset(session.scalars(asked))


# Sending -----------------------------------------------------------------------------------


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Say of a row that it is pending and its time has come.

    Its chat must not be parked or held back, nor any earlier row of it wait or be under way
    (DLV-07). What holds a chat back for a while is kept with the chat, not with its first row:
    the second would overtake it.
    """
    earlier = aliased(DeliveryRow)
    first = ~exists().where(
        col(earlier.chat) == col(DeliveryRow.chat),
        col(earlier.id) < col(DeliveryRow.id),
        # In this form the chat's index serves; with an OR of states, each row looks at all others.
        col(earlier.state).in_(("sending", "pending")),
        or_(col(earlier.state) == "sending", col(earlier.next_attempt_at) <= now),
    )
    open_chat = ~exists().where(
        col(ChatRow.name) == col(DeliveryRow.chat),
        or_(col(ChatRow.not_before) > now, col(ChatRow.parked_at).is_not(None)),
    )
    due = (col(DeliveryRow.state) == "pending") & (col(DeliveryRow.next_attempt_at) <= now)
    return due & first & open_chat


def _may_send(session: Session, elsewhere: frozenset[str]) -> ColumnElement[bool]:
    """Say of a row that its exit works: without a good token, only those `elsewhere` do (TG-13)."""
    return col(DeliveryRow.chat).in_(elsewhere) if chats.stopped(session) else true()


def due(
    session: Session, *, now: datetime, limit: int, elsewhere: frozenset[str] = frozenset()
) -> tuple[DeliveryId, ...]:
    """Return the deliveries that may be attempted now: at most one a chat, oldest first.

    `elsewhere` are the chats that are not Telegram's: a refused token does not stop them.
    """
    asked = select(col(DeliveryRow.id)).where(_is_due(now), _may_send(session, elsewhere))
    found = session.scalars(asked.order_by(col(DeliveryRow.id)).limit(limit))
    return tuple(DeliveryId(one) for one in found if one)


def next_due_at(session: Session, *, elsewhere: frozenset[str] = frozenset()) -> datetime | None:
    """Return when the next delivery may be attempted, None when none can be.

    A moment in the past means: now. Parked chats do not count, held ones from their moment on.
    """
    due, held = col(DeliveryRow.next_attempt_at), col(ChatRow.not_before)
    asked = (
        select(func.min(case((held > due, held), else_=due)))
        .select_from(DeliveryRow)
        .outerjoin(ChatRow, col(ChatRow.name) == col(DeliveryRow.chat))
        .where(col(DeliveryRow.state) == "pending", col(ChatRow.parked_at).is_(None))
        .where(_may_send(session, elsewhere))
    )
    found: datetime | None = session.scalar(asked)
    return found


def claim(
    session: Session,
    delivery_id: DeliveryId,
    *,
    now: datetime,
    elsewhere: frozenset[str] = frozenset(),
) -> ClaimedDelivery | None:
    """Lease a due delivery and count the attempt; None if it is not ours to send."""
    change = (
        update(DeliveryRow)
        .where(col(DeliveryRow.id) == delivery_id, _is_due(now), _may_send(session, elsewhere))
        .values(state="sending", lease_until=now + LEASE, attempts=DeliveryRow.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    if session.connection().execute(change).rowcount != 1:
        return None
    row = session.get_one(DeliveryRow, delivery_id, populate_existing=True)
    return _claimed(session, row)


def _claimed(session: Session, row: DeliveryRow) -> ClaimedDelivery:
    story = session.get_one(StoryRow, row.story_id) if row.story_id is not None else None
    chat = session.get(ChatRow, row.chat)
    messages = [
        one.message_id
        for one in _story_rows(session, row.story_id, row.chat)
        if one.kind in _MESSAGES and one.message_id is not None and one.id != row.id
    ]
    kind: DeliveryKind = row.kind  # type: ignore[assignment]  # written by `add` only
    return ClaimedDelivery(
        id=DeliveryId(row.id or 0),
        chat=row.chat,
        kind=kind,
        story=codec.story(story.body) if story is not None else None,
        html=row.body if story is None else "",
        notice=row.dedup_key.removeprefix(NOTICE) if kind == "notice" else "",
        attempts=row.attempts,
        reply_to=messages[0] if messages and kind in ("stage", "stalled") else None,
        edits=messages[-1] if messages and kind == "edit" else None,
        moved_to=chat.moved_to if chat else None,
        due_at=row.next_attempt_at,
        key=_key(row),
    )


def _key(row: DeliveryRow) -> str:
    made = f"{row.chat} {row.id} {row.dedup_key} {row.created_at.isoformat()}"
    return hashlib.blake2b(made.encode(), digest_size=12).hexdigest()


def waiting(
    session: Session, chat: str, *, now: datetime, limit: int
) -> tuple[ClaimedDelivery, ...]:
    """Return the messages (not edits) that are due in a chat, oldest first, without claiming."""
    asked = select(DeliveryRow).where(*_waits(chat, now))
    rows = session.scalars(asked.order_by(col(DeliveryRow.id)).limit(limit))
    return tuple(_claimed(session, row) for row in rows)


def count_waiting(session: Session, chat: str, *, now: datetime) -> int:
    """Return how many messages (not edits) are due in a chat."""
    asked = select(func.count()).select_from(DeliveryRow).where(*_waits(chat, now))
    return session.scalar(asked) or 0


def _waits(chat: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(DeliveryRow.chat) == chat,
        col(DeliveryRow.state) == "pending",
        col(DeliveryRow.next_attempt_at) <= now,
        col(DeliveryRow.kind).in_(_MESSAGES),
    )


def claim_too(session: Session, ids: Iterable[DeliveryId], *, now: datetime) -> None:
    """Lease more rows of a chat of which this transaction has claimed one already."""
    change = (
        update(DeliveryRow)
        .where(col(DeliveryRow.id).in_(tuple(ids)), col(DeliveryRow.state) == "pending")
        .values(state="sending", lease_until=now + LEASE, attempts=DeliveryRow.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    session.connection().execute(change)


def postpone(session: Session, delivery_id: DeliveryId, *, until: datetime) -> None:
    """Return a claimed delivery whose chat has begun its quiet hours."""
    give_back(session, delivery_id)
    session.get_one(DeliveryRow, delivery_id).next_attempt_at = until


def give_back(
    session: Session, delivery_id: DeliveryId, *, error: str = "", counts: bool = False
) -> None:
    """Return a claimed delivery that was certainly not sent.

    Unless it `counts`, the attempt is taken back as well (TG-04).
    """
    row = session.get_one(DeliveryRow, delivery_id, populate_existing=True)
    row.state, row.lease_until = "pending", None
    if not counts:
        row.attempts = max(0, row.attempts - 1)
    row.last_error = error[:500]


def mark_sent(
    session: Session,
    delivery_id: DeliveryId,
    *,
    message_id: int | None,
    body: str,
    now: datetime,
    in_digest: bool = False,
) -> None:
    """Telegram has it.

    A message that was told in a digest becomes of kind "digest": there is nothing to edit, and
    nothing to reply to, but the chat was told.
    """
    row = session.get_one(DeliveryRow, delivery_id)
    row.state, row.lease_until, row.sent_at = "sent", None, now
    row.kind = "digest" if in_digest else row.kind
    row.message_id, row.body, row.last_error = message_id, body, ""


def mark_unknown(
    session: Session,
    delivery_id: DeliveryId,
    *,
    error: str,
    resend_at: datetime | None,
    body: str = "",
) -> DeliveryState:
    """Say that it may or may not have arrived; return the state it has now.

    With `resend_at` it is sent once more, and never a third time (DLV-04).
    """
    row = session.get_one(DeliveryRow, delivery_id)
    row.lease_until, row.last_error, row.body = None, error[:500], body or row.body
    if resend_at is not None and row.resends == 0:
        row.resends, row.state, row.next_attempt_at = 1, "pending", resend_at
        return "pending"
    row.state = "unknown"
    return "unknown"


def mark_dead(session: Session, delivery_id: DeliveryId, *, error: str) -> None:
    """Give up: it was certainly not sent and never will be."""
    row = session.get_one(DeliveryRow, delivery_id)
    row.state, row.lease_until, row.last_error = "dead", None, error[:500]


def sweep(
    session: Session, *, now: datetime, resend_at: datetime | None, alone: bool = False
) -> int:
    """Turn `sending` rows whose lease ran out into `unknown` (or one more try); return how many.

    A process that is `alone` on the database knows at its start that nobody sends any of them.
    """
    asked = select(DeliveryRow).where(col(DeliveryRow.state) == "sending")
    if not alone:
        asked = asked.where(col(DeliveryRow.lease_until) <= now)
    # Locked: two sweepers must not both let a message be sent once more.
    rows = session.scalars(asked.order_by(col(DeliveryRow.id)).with_for_update(skip_locked=True))
    lost = [DeliveryId(row.id) for row in rows if row.id is not None]
    for one in lost:
        mark_unknown(
            session, one, error="the sender stopped before the answer was kept", resend_at=resend_at
        )
    return len(lost)


def states(session: Session) -> dict[str, int]:
    """Return how many deliveries are in which state."""
    asked = select(col(DeliveryRow.state), func.count()).group_by(col(DeliveryRow.state))
    return {name: count for name, count in session.execute(asked)}  # noqa: C416 - rows


def oldest_waiting(session: Session, *, now: datetime) -> timedelta | None:
    """Return for how long the oldest due delivery has waited, None when nothing waits.

    What waits for a parked or held-back chat is no wait: nobody could send it.
    """
    asked = (
        select(func.min(DeliveryRow.next_attempt_at))
        .outerjoin(ChatRow, col(ChatRow.name) == col(DeliveryRow.chat))
        .where(
            col(DeliveryRow.state).in_(("pending", "sending")),
            col(ChatRow.parked_at).is_(None),
            or_(col(ChatRow.not_before).is_(None), col(ChatRow.not_before) <= now),
        )
    )
    first: datetime | None = session.scalar(asked)
    return None if first is None or first > now else now - first


def in_doubt(session: Session, *, limit: int) -> tuple[tuple[int, str, str, str], ...]:
    """Return (delivery, chat, state, error) of the newest that are unknown or dead."""
    asked = (
        select(DeliveryRow)
        .where(col(DeliveryRow.state).in_(("unknown", "dead")))
        .order_by(col(DeliveryRow.id).desc())
        .limit(limit)
    )
    return tuple(
        (row.id or 0, row.chat, row.state, row.last_error) for row in session.scalars(asked)
    )


def resolve(session: Session, delivery_id: DeliveryId, *, arrived: bool, now: datetime) -> bool:
    """Let the operator settle a delivery in doubt: it arrived, or shall be sent again.

    Returns:
        False when there is no such delivery, or it is in no doubt.
    """
    row = session.get(DeliveryRow, delivery_id)
    if row is None or row.state not in ("unknown", "dead"):
        return False
    row.lease_until, row.last_error = None, ""
    if arrived:
        row.state, row.sent_at = "sent", now
    else:
        row.state, row.next_attempt_at = "pending", now
    return True
