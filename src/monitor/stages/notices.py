"""Notices to the operator, through the same outbox as everything else, and never twice.

What is wrong is read from the tables, so nothing has to be remembered where it happens and a
restart forgets nothing. Without an `admin_chat` they stand in the logs and in `monitor health`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from monitor.core.notice import Notice, is_told
from monitor.core.render import render_notice
from monitor.store import balance, chats, facts, outbox, troubles

BALANCE_EVERY = timedelta(hours=1)
FAILURES_LEAST = 4  # in a row; fewer heal by themselves as a rule


def tell_operator(
    session: Session, admin_chat: str, *, now: datetime, elsewhere: bool = False
) -> int:
    """Put what is new and worth telling into the outbox; return how many notices.

    `elsewhere`: the admin chat is not Telegram's. Only then can a refused token be told: in a
    Telegram chat the notice would come when it is no longer true.
    """
    found = (*_notices(session, now), *(_token(session) if elsewhere else ()))
    return sum(_tell(session, admin_chat, notice, now=now) for notice in found)


def _tell(session: Session, chat: str, notice: Notice, *, now: datetime) -> bool:
    """Count the occurrence, once, and tell it if its turn has come."""
    name = f"notice:{notice.subject}"
    count, _, mark = (facts.value_of(session, name, hold=True) or "0 ").partition(" ")
    if mark == notice.mark:
        return False
    number = int(count) + 1
    facts.note(session, name, f"{number} {notice.mark}", now=now)
    if not is_told(number):
        return False
    head = notice.head if number == 1 else f"{notice.head} (time {number})"
    html = render_notice(head, notice.lines)
    outbox.add_notice(session, chat, html, key=f"{notice.subject}:{number}", now=now)
    return True


def _notices(session: Session, now: datetime) -> Iterator[Notice]:
    yield from _feeds(session, now)
    yield from _chats(session)
    yield from _storms(session)
    yield from _doubts(session)
    yield from _imbalance(session, now)


def _feeds(session: Session, now: datetime) -> Iterator[Notice]:
    for feed in troubles.gone(session):
        yield Notice(
            subject=f"gone:{feed.id}",
            mark=feed.since,
            head=f"Feed gone: {feed.name}",
            lines=(
                f"{feed.url} answered 410 Gone and is asked no more.",
                "Remove it from feeds.yaml, or give its new address.",
            ),
        )
    for feed in troubles.failing(session, least=FAILURES_LEAST):
        yield Notice(
            subject=f"failing:{feed.id}",
            mark=str(feed.failures),
            head=f"Feed fails: {feed.name}",
            lines=(f"{feed.failures} polls in a row: {feed.error}", feed.url),
        )
    for feed in troubles.silent(session, now=now):
        yield Notice(
            subject=f"silent:{feed.id}",
            mark=feed.since,
            head=f"Feed silent: {feed.name}",
            lines=(f"Nothing new since {feed.since}, far beyond its rhythm.", feed.url),
        )


def _token(session: Session) -> Iterator[Notice]:
    stop = facts.noted_at(session, chats.STOP)
    if stop is not None:
        yield Notice(
            subject="token",
            mark=f"{stop:%Y-%m-%d %H:%M:%S}",
            head="Nothing goes to Telegram",
            lines=(
                f"Since {stop:%Y-%m-%d %H:%M} UTC: {chats.why_stopped(session)}.",
                "Give a valid token and restart; what waits is kept.",
            ),
        )


def _chats(session: Session) -> Iterator[Notice]:
    for chat in troubles.parked(session):
        yield Notice(
            subject=f"chat:{chat.name}",
            mark=chat.since,
            head=f"Chat parked: {chat.name}",
            lines=(
                f"Messages are refused: {chat.reason}",
                "Its queue is kept, and tried again every hour. Give the bot its rights back.",
            ),
        )


def _storms(session: Session) -> Iterator[Notice]:
    for storm in troubles.storms(session):
        yield Notice(
            subject=f"storm:{storm.id}",
            mark=storm.since,
            head=f"Storm held: {storm.name}",
            lines=(
                f"{storm.count} entries were new at once and wait for you.",
                "See `monitor held`; release or drop them.",
            ),
        )


def _doubts(session: Session) -> Iterator[Notice]:
    newest, count = troubles.newest_unknown(session)
    if newest is not None:
        yield Notice(
            subject="unknown",
            mark=str(newest),
            head="Messages in doubt",
            lines=(f"{count} may or may not have arrived.", "See `monitor doctor`."),
        )


def _imbalance(session: Session, now: datetime) -> Iterator[Notice]:
    """Add up the ledger now and then: it reads every entry."""
    last = facts.noted_at(session, "balance")
    if last is not None and now - last < BALANCE_EVERY:
        return
    facts.note(session, "balance", "", now=now)
    ledger = balance.balance(session)
    if not ledger.balanced:
        yield Notice(
            subject="ledger",
            mark="; ".join(ledger.problems) or f"{ledger.seen} != {ledger.accounted}",
            head="The ledger does not add up",
            lines=(*ledger.problems, "See `monitor doctor`."),
        )
