"""WebSub subscriptions and what hubs pushed. All functions run in a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.model import FeedId, HubMode, HubOffer, HubState, HubSubscription
from monitor.store.tables import CallbackRow, FeedRow, PushRow

LEASE = timedelta(minutes=1)  # a push is taken in within seconds, or its process is gone
MAX_ATTEMPTS = 3  # of a body that broke what took it in
KEPT = timedelta(days=7)  # beyond its end, so that a late hub hears 410 and not 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A leased delivery."""

    id: int
    feed_id: FeedId
    url: str
    content_type: str
    body: bytes
    at: datetime


def find(session: Session, token: str) -> HubSubscription | None:
    """Return the subscription of this callback; None as well when its feed left feeds.yaml."""
    row = session.get(CallbackRow, token)
    if row is None:
        return None
    feed = session.get(FeedRow, row.feed_id)
    return _subscription(row) if feed is not None and feed.active else None


def save(session: Session, subscription: HubSubscription) -> None:
    """Keep a subscription, over what it was before."""
    session.merge(CallbackRow(**asdict(subscription)))


def deny(session: Session, token: str) -> None:
    """Note that the hub refused what was asked; one that it has verified by then stays."""
    pending = (col(CallbackRow.token) == token, col(CallbackRow.state) == "pending")
    session.connection().execute(update(CallbackRow).where(*pending).values(state="denied"))


def latest(session: Session, feed_ids: Iterable[FeedId]) -> dict[FeedId, HubSubscription]:
    """Return of each feed the subscription that was asked for last."""
    return {one.feed_id: one for one in _of(session, feed_ids)}


def working(session: Session, feed_ids: Iterable[FeedId]) -> dict[FeedId, HubSubscription]:
    """Return of each feed the newest subscription that a hub has verified."""
    return {one.feed_id: one for one in _of(session, feed_ids) if one.state == "active"}


def _of(session: Session, feed_ids: Iterable[FeedId]) -> Sequence[HubSubscription]:
    asked = select(CallbackRow).where(col(CallbackRow.feed_id).in_(list(feed_ids)))
    return [
        _subscription(row) for row in session.scalars(asked.order_by(col(CallbackRow.asked_at)))
    ]


def offers(session: Session) -> dict[FeedId, HubOffer]:
    """Return the hub and topic of every feed that is polled and has them."""
    asked = select(col(FeedRow.id), col(FeedRow.hub), col(FeedRow.topic)).where(
        col(FeedRow.active).is_(True),
        col(FeedRow.gone_at).is_(None),
        col(FeedRow.hub).is_not(None),
        col(FeedRow.topic).is_not(None),
    )
    return {
        FeedId(number): HubOffer(hubs=(hub,), topic=topic)
        for number, hub, topic in session.execute(asked)
        if number is not None and hub is not None and topic is not None
    }


def forget(session: Session, *, now: datetime) -> None:
    """Drop subscriptions that ended long ago."""
    over = or_(col(CallbackRow.lease_until) < now - KEPT, col(CallbackRow.state) != "active")
    old = col(CallbackRow.asked_at) < now - KEPT
    session.connection().execute(delete(CallbackRow).where(over, old))


def _subscription(row: CallbackRow) -> HubSubscription:
    return HubSubscription(
        feed_id=FeedId(row.feed_id),
        token=row.token,
        secret=row.secret,
        hub=row.hub,
        topic=row.topic,
        asked_at=row.asked_at,
        mode=cast("HubMode", row.mode),
        state=cast("HubState", row.state),
        lease_until=row.lease_until,
        pushed_at=row.pushed_at,
    )


# Pushes ------------------------------------------------------------------------------------


def add_push(
    session: Session,
    subscription: HubSubscription,
    content_type: str,
    body: bytes,
    *,
    now: datetime,
) -> int:
    """Keep a delivery; return its number."""
    row = PushRow(
        feed_id=subscription.feed_id,
        url=subscription.topic,
        content_type=content_type,
        body=body,
        at=now,
    )
    session.add(row)
    session.flush()
    return row.id or 0


def due_pushes(session: Session, *, now: datetime, limit: int) -> tuple[int, ...]:
    """Return deliveries that nobody takes in, the oldest first."""
    asked = select(col(PushRow.id)).where(_free(now)).order_by(col(PushRow.id)).limit(limit)
    return tuple(number for number in session.scalars(asked) if number is not None)


def claim_push(session: Session, number: int, *, now: datetime) -> Push | None:
    """Lease a delivery; None if another has it. One that broke every attempt is dropped."""
    change = (
        update(PushRow)
        .where(col(PushRow.id) == number, _free(now))
        .values(lease_until=now + LEASE, attempts=PushRow.attempts + 1)
        .returning(*PushRow.__table__.columns)  # type: ignore[attr-defined]  # not declared
    )
    row = session.connection().execute(change).one_or_none()
    if row is None:
        return None
    if row.attempts > MAX_ATTEMPTS:
        drop_push(session, number)
        return None
    return Push(
        id=number,
        feed_id=FeedId(row.feed_id),
        url=row.url,
        content_type=row.content_type,
        body=row.body,
        at=row.at,
    )


def drop_push(session: Session, number: int) -> None:
    """Forget a delivery that was taken in, or never can be."""
    session.connection().execute(delete(PushRow).where(col(PushRow.id) == number))


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(col(PushRow.lease_until).is_(None), col(PushRow.lease_until) <= now)
