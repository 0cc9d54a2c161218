"""Old texts go, old keys stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.model import Entry, Feed, FeedId
from monitor.store import entries, feeds, retention
from monitor.store.db import make_engine
from monitor.store.tables import EntryRow

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def session(url: str) -> Iterator[Session]:
    engine = make_engine(url)
    with Session(engine) as opened:
        feeds.sync(opened, [Feed(url="https://a.example/", name="A", family="a")], now=NOW)
        opened.flush()
        yield opened
    engine.dispose()


def candidate(key: str) -> entries.Candidate:
    entry = Entry(
        key=key, guid=key, link=None, canonical_link=None, title=key, summary="s", text="t",
        content_hash=key,
    )  # fmt: skip
    return entries.Candidate(entry=entry, identities=(key,))


def keep(session: Session, *keys: str, ago: timedelta, verdict: entries.Verdict = "told") -> None:
    found = [candidate(key) for key in keys]
    entries.add(session, FeedId(1), found, verdict=verdict, reason="", now=NOW - ago)


def bodies(session: Session) -> dict[str, str]:
    asked = select(col(EntryRow.key), col(EntryRow.summary) + col(EntryRow.text))
    return {row[0]: row[1] for row in session.execute(asked)}


def test_old_bodies_go_and_their_keys_stay(session):
    """STORM-06: what comes again after its body is gone is still known."""
    keep(session, "old", ago=100 * DAY)
    keep(session, "held", ago=100 * DAY, verdict="held")
    keep(session, "young", ago=10 * DAY)

    assert retention.prune(session, before=NOW - 90 * DAY, now=NOW) == 2

    assert bodies(session) == {"old": "", "held": "st", "young": "st"}
    assert entries.unseen(session, FeedId(1), [candidate("old")]) == ()


def test_every_batch_goes_on_where_the_last_one_ended(session, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(4):
        keep(session, f"a{number}", f"b{number}", f"c{number}", ago=(100 - number) * DAY)

    looked_at = [retention.prune(session, before=NOW - 90 * DAY, now=NOW) for _ in range(5)]

    assert looked_at == [2, 2, 2, 2, 0]
    assert set(bodies(session).values()) == {""}
