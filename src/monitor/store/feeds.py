"""Feeds: what is due, who holds it, and what a poll brought. All functions run in a transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.model import Feed, FeedId, PollTarget, Validators
from monitor.store.tables import FeedRow

LEASE = timedelta(seconds=50)  # beyond a fetch's deadline of 30 s (IN-06), below 60 s (SCH-07)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one poll changes in the feed's row when it brought no entries."""

    feed_id: FeedId
    next_check_at: datetime
    ttl: timedelta | None = None
    error: str = ""  # "" when the server answered well
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a poll changes in the feed's row when its body was taken in."""

    validators: Validators
    body_hash: str
    next_check_at: datetime
    ttl: timedelta | None = None
    rhythm: timedelta | None = None
    cut: str = ""
    title: str = ""
    move_to: str | None = None
    hub: str | None = None  # WebSub, as this body offers it
    topic: str | None = None


def sync(session: Session, listed: Iterable[Feed], *, now: datetime) -> tuple[int, int]:
    """Make the table follow feeds.yaml; return how many feeds are new and how many left.

    A feed that left is kept, inactive, with all that was seen of it: should it come back,
    nothing alerts again.
    """
    known = {row.url: row for row in session.scalars(select(FeedRow))}
    new = 0
    wanted = {feed.url: feed for feed in listed}
    for feed in wanted.values():
        row = known.get(feed.url)
        if row is None:
            row = FeedRow(url=feed.url, current_url=feed.url, next_check_at=now)
            session.add(row)
            new += 1
        _describe(row, feed)
    left = [row for url, row in known.items() if url not in wanted and row.active]
    for row in left:
        row.active = False
    return new, len(left)


def adopt(session: Session, feed: Feed, *, now: datetime) -> PollTarget:
    """Keep a feed whose first answer is here already, leased to the caller who takes it in."""
    row = session.scalar(select(FeedRow).where(col(FeedRow.url) == feed.url))
    if row is None:
        row = FeedRow(url=feed.url, current_url=feed.url, next_check_at=now)
        session.add(row)
    _describe(row, feed)
    row.gone_at, row.lease_until = None, now + LEASE
    session.flush()
    return _target(row)


def _describe(row: FeedRow, feed: Feed) -> None:
    row.name, row.family, row.lang = feed.name, feed.family, feed.lang
    row.interval_seconds = None if feed.interval is None else int(feed.interval.total_seconds())
    row.tags = json.dumps(feed.tags)
    row.fulltext, row.zone, row.active = feed.fulltext, feed.zone, True


def _pollable() -> ColumnElement[bool]:
    return (
        col(FeedRow.active).is_(True)
        & col(FeedRow.paused).is_(False)
        & col(FeedRow.gone_at).is_(None)
    )


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(col(FeedRow.lease_until).is_(None), col(FeedRow.lease_until) <= now)


def due(session: Session, *, now: datetime, limit: int, force: bool = False) -> tuple[FeedId, ...]:
    """Return the feeds to poll now, longest overdue first. `force` asks for those not due, too."""
    asked = select(col(FeedRow.id)).where(_pollable(), _free(now))
    if not force:
        asked = asked.where(col(FeedRow.next_check_at) <= now)
    found = session.scalars(asked.order_by(col(FeedRow.next_check_at)).limit(limit))
    return tuple(FeedId(one) for one in found if one is not None)


def lease(
    session: Session, feed_ids: Sequence[FeedId], *, now: datetime, force: bool = False
) -> tuple[PollTarget, ...]:
    """Take the right to poll those of the feeds that are due and free, by compare-and-set.

    Only the holder polls until `LEASE` has passed; a second caller gets the others, or none.
    """
    table = FeedRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    ours = select(table.c.id).where(table.c.id.in_(feed_ids), _pollable(), _free(now))
    if not force:
        ours = ours.where(table.c.next_check_at <= now)
    # What another transaction is about to lease is not waited for (SQLite has no such others).
    ours = ours.with_for_update(skip_locked=True)
    rows = session.connection().execute(
        update(table)
        .where(table.c.id.in_(ours))
        .values(lease_until=now + LEASE)
        .returning(*_target_columns(table))
    )
    return tuple(_target(row) for row in rows)


def hold(session: Session, feed_id: FeedId) -> None:
    """Wait until no other transaction takes in entries of this feed, and let none until our end.

    A poll that outlived its lease may meet the one that took over.
    """
    session.execute(select(col(FeedRow.id)).where(col(FeedRow.id) == feed_id).with_for_update())


def get_feed(session: Session, feed_id: FeedId) -> Feed:
    """Return the feed as the operator described it."""
    return _feed(session.get_one(FeedRow, feed_id))


def get_target(session: Session, feed_id: FeedId) -> PollTarget:
    """Return what a poll would know of the feed, without leasing it."""
    return _target(session.get_one(FeedRow, feed_id))


def release(session: Session, feed_ids: Sequence[FeedId]) -> None:
    """Let go of leases whose polls were given up; the feeds stay due."""
    change = update(FeedRow).where(col(FeedRow.id).in_(feed_ids))
    session.connection().execute(change.values(lease_until=None))


def release_all(session: Session) -> None:
    """Let go of every lease: for the only process on a database, at its start."""
    session.connection().execute(update(FeedRow).values(lease_until=None))


def _target_columns(table: Any) -> list[Any]:
    names = (
        "id url name family lang interval_seconds tags fulltext zone current_url etag last_modified "
        "body_hash cut ttl_seconds rhythm_seconds failures taken_in_at move_url move_count"
    )
    return [table.c[name] for name in names.split()]


def _target(row: Any) -> PollTarget:
    return PollTarget(
        feed_id=FeedId(row.id),
        feed=_feed(row),
        url=row.current_url or row.url,
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
        body_hash=row.body_hash,
        cut=row.cut,
        ttl=_seconds(row.ttl_seconds),
        rhythm=_seconds(row.rhythm_seconds),
        failures=row.failures,
        first=row.taken_in_at is None,
        move_url=row.move_url,
        move_count=row.move_count,
    )


def _feed(row: Any) -> Feed:
    return Feed(
        url=row.url,
        name=row.name,
        family=row.family,
        lang=row.lang,
        interval=_seconds(row.interval_seconds),
        tags=tuple(json.loads(row.tags or "[]")),
        fulltext=row.fulltext,
        zone=row.zone,
    )


def _seconds(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)


def record_checks(session: Session, checks: Sequence[Check], *, now: datetime) -> None:
    """Write down polls that brought no entries, and let go of their leases."""
    checks = sorted(checks, key=lambda check: check.feed_id)  # one order of locks for all
    well = [_check_values(check, now) for check in checks if not check.error]
    ill = [_check_values(check, now) for check in checks if check.error]
    table = FeedRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    mine = table.c.id == bindparam("feed_id")
    if well:
        change = update(table).where(mine).values(
            not_modified=table.c.not_modified + 1, last_success_at=now, failures=0, last_error="",
            ttl_seconds=func.coalesce(bindparam("ttl"), table.c.ttl_seconds), **_always(table, now),
        )  # fmt: skip
        session.connection().execute(change, [_without(one, "error", "gone") for one in well])
    if ill:
        change = update(table).where(mine).values(
            failures=table.c.failures + 1, last_error=bindparam("error"),
            gone_at=func.coalesce(table.c.gone_at, bindparam("gone")), **_always(table, now),
        )  # fmt: skip
        session.connection().execute(change, [_without(one, "ttl") for one in ill])


def _always(table: Any, now: datetime) -> dict[str, Any]:
    return {
        "next_check_at": bindparam("next"),
        "lease_until": None,
        "last_checked_at": now,
        "polls": table.c.polls + 1,
    }


def _check_values(check: Check, now: datetime) -> dict[str, Any]:
    return {
        "feed_id": check.feed_id,
        "next": check.next_check_at,
        "ttl": None if check.ttl is None else int(check.ttl.total_seconds()),
        "error": check.error[:500],
        "gone": now if check.gone else None,
    }


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


CONFIRMATIONS = 3  # POLL-10: polls in a row that must end at the same place before a move counts


def record_taken(
    session: Session, feed_id: FeedId, taken: Taken, *, new: int, now: datetime
) -> None:
    """Keep what came with the body, in the transaction that keeps its entries (invariant 2)."""
    row = session.get_one(FeedRow, feed_id)
    row.etag, row.last_modified = taken.validators.etag, taken.validators.last_modified
    row.body_hash, row.cut, row.title = taken.body_hash, taken.cut, taken.title[:500]
    row.hub, row.topic = taken.hub, taken.topic
    if taken.ttl is not None:
        row.ttl_seconds = int(taken.ttl.total_seconds())
    if taken.rhythm is not None:
        row.rhythm_seconds = int(taken.rhythm.total_seconds())
    row.next_check_at, row.lease_until = taken.next_check_at, None
    row.last_checked_at = row.last_success_at = now
    row.taken_in_at = row.taken_in_at or now
    row.failures, row.last_error = 0, ""
    row.polls += 1
    if new:
        row.last_new_at = now
    _follow_move(row, taken.move_to)


def record_push(session: Session, feed_id: FeedId, *, new: int, now: datetime) -> None:
    """Note that a hub brought entries; validators and the next poll stay as they are (POLL-05)."""
    if new:
        session.get_one(FeedRow, feed_id).last_new_at = now


def _follow_move(row: FeedRow, move_to: str | None) -> None:
    """Count polls that ended at the same new place; https is never left for http (POLL-10)."""
    if move_to is None or (row.current_url.startswith("https:") and move_to.startswith("http:")):
        row.move_url, row.move_count = None, 0
        return
    row.move_count = row.move_count + 1 if row.move_url == move_to else 1
    row.move_url = move_to
    if row.move_count >= CONFIRMATIONS:
        row.current_url, row.move_url, row.move_count = move_to, None, 0


def troubled(session: Session, *, failures: int) -> tuple[tuple[str, str], ...]:
    """Return (address, what is wrong) of feeds that are gone or failed so often in a row."""
    asked = (
        select(FeedRow)
        .where(
            col(FeedRow.active).is_(True),
            or_(col(FeedRow.gone_at).is_not(None), col(FeedRow.failures) >= failures),
        )
        .order_by(col(FeedRow.id))
    )
    return tuple((row.url, row.last_error or "gone") for row in session.scalars(asked))


def next_due_at(session: Session) -> datetime | None:
    """Return when the next feed falls due, None when there is none to poll."""
    return session.scalar(select(func.min(FeedRow.next_check_at)).where(_pollable()))
