"""Entries: which are unseen, and what became of each. All functions run in a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.model import Entry, EntryId, FeedId, Finding
from monitor.store import codec
from monitor.store.tables import EntryRow, FeedRow, FindingRow, IdentityRow

Verdict = Literal["baseline", "rejected", "told", "merged", "held", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entry of a body, every name it is known by, and what it says (None: not read)."""

    entry: Entry
    identities: tuple[str, ...]
    finding: Finding | None = None


def insert_new(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; those that are there already are left as they are. One statement a batch."""
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table).on_conflict_do_nothing()
    session.connection().execute(insert, list(rows))


def unseen(
    session: Session, feed_id: FeedId, candidates: Iterable[Candidate]
) -> tuple[Candidate, ...]:
    """Return those of which no name is known in this feed, each name once, in order."""
    offered = tuple(candidates)
    known = _known(session, feed_id, [name for one in offered for name in one.identities])
    fresh: list[Candidate] = []
    for one in offered:
        if known.isdisjoint(one.identities):
            known.update(one.identities)
            fresh.append(one)
    return tuple(fresh)


def _known(session: Session, feed_id: FeedId, names: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(names), 500):  # SQLite takes 32,766 variables; short lists plan well
        part = names[start : start + 500]
        asked = select(col(IdentityRow.value)).where(
            col(IdentityRow.feed_id) == feed_id, col(IdentityRow.value).in_(part)
        )
        known.update(session.scalars(asked))
    return known


def add(
    session: Session,
    feed_id: FeedId,
    candidates: Sequence[Candidate],
    *,
    verdict: Verdict,
    reason: str,
    now: datetime,
) -> dict[str, EntryId]:
    """Keep unseen entries with their names and findings; return the ids by key.

    The verdict is a first one; `judge` changes it in the same transaction.
    """
    rows = [_entry_values(feed_id, one.entry, verdict, reason, now) for one in candidates]
    insert_new(session, EntryRow.__table__, rows)  # type: ignore[attr-defined]  # not declared
    ids = _ids(session, feed_id, [one.entry.key for one in candidates])
    names = [
        {"feed_id": feed_id, "value": name, "seen_at": now}
        for one in candidates
        for name in one.identities
    ]
    insert_new(session, IdentityRow.__table__, names)  # type: ignore[attr-defined]  # not declared
    findings = [
        _finding_values(ids[one.entry.key], one.finding)
        for one in candidates
        if one.finding is not None
    ]
    insert_new(session, FindingRow.__table__, findings)  # type: ignore[attr-defined]  # not declared
    return ids


def _ids(session: Session, feed_id: FeedId, keys: Sequence[str]) -> dict[str, EntryId]:
    found: dict[str, EntryId] = {}
    for start in range(0, len(keys), 500):
        asked = select(col(EntryRow.key), col(EntryRow.id)).where(
            col(EntryRow.feed_id) == feed_id, col(EntryRow.key).in_(keys[start : start + 500])
        )
        found.update((key, EntryId(one)) for key, one in session.execute(asked) if one)
    return found


def _entry_values(
    feed_id: FeedId, entry: Entry, verdict: Verdict, reason: str, now: datetime
) -> dict[str, Any]:
    return {
        "feed_id": feed_id,
        "key": entry.key,
        "guid": entry.guid,
        "link": entry.link,
        "canonical_link": entry.canonical_link,
        "title": entry.title,
        "summary": entry.summary,
        "text": entry.text,
        "lang": entry.lang,
        "published_at": entry.published_at,
        "seen_at": now,
        "content_hash": entry.content_hash,
        "verdict": verdict,
        "reason": reason,
    }


def _finding_values(entry_id: EntryId, finding: Finding) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "cooperation": finding.cooperation,
        "score": finding.score,
        "pairs": " ".join(finding.pairs),
        "type": finding.type.value,
        "stage": finding.stage.value,
        "mode": finding.mode.value,
        "body": codec.to_json(finding),
    }


def judge_all(session: Session, ends: Sequence[tuple[EntryId, Verdict, str]]) -> None:
    """Say of many entries at once what became of them, and why: one statement, not one each."""
    if not ends:
        return
    table = EntryRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    change = (
        update(table)
        .where(table.c.id == bindparam("entry"))
        .values(verdict=bindparam("end"), reason=bindparam("why"))
    )
    rows = [{"entry": entry, "end": end, "why": why[:1000]} for entry, end, why in ends]
    session.connection().execute(change, rows)


def verdicts(session: Session) -> dict[str, int]:
    """Return how many entries ended which way; their sum is all that was ever seen."""
    asked = select(col(EntryRow.verdict), func.count()).group_by(col(EntryRow.verdict))
    return {name: count for name, count in session.execute(asked)}  # noqa: C416 - rows


def held(session: Session, feed_id: FeedId) -> dict[Candidate, EntryId]:
    """Return what is held of a feed, newest first, with its findings and ids."""
    asked = (
        select(EntryRow, FindingRow)
        .join(FindingRow, col(FindingRow.entry_id) == col(EntryRow.id))
        .where(col(EntryRow.feed_id) == feed_id, col(EntryRow.verdict) == "held")
        .order_by(col(EntryRow.id))
    )
    return {
        Candidate(entry=_entry(row), identities=(), finding=codec.finding(finding.body)): EntryId(
            row.id or 0
        )
        for row, finding in session.execute(asked)
    }


def _entry(row: EntryRow) -> Entry:
    return Entry(
        key=row.key,
        guid=row.guid,
        link=row.link,
        canonical_link=row.canonical_link,
        title=row.title,
        summary=row.summary,
        text=row.text,
        lang=row.lang,
        published_at=row.published_at,
        content_hash=row.content_hash,
    )


def held_feeds(session: Session) -> tuple[tuple[FeedId, str, int], ...]:
    """Return (feed, its address, how many entries) of every feed with something held."""
    asked = (
        select(col(FeedRow.id), col(FeedRow.url), func.count())
        .join(EntryRow, col(EntryRow.feed_id) == col(FeedRow.id))
        .where(col(EntryRow.verdict) == "held")
        .group_by(col(FeedRow.id), col(FeedRow.url))
        .order_by(col(FeedRow.id))
    )
    return tuple(
        (FeedId(number), url, count)
        for number, url, count in session.execute(asked)
        if number is not None
    )
