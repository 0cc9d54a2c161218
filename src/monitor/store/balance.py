"""The ledger: every entry ever seen has one end, and every message of the outbox has a cause.

seen = rejected + merged + held + queued + sent + unknown + dead. The left side counts entries,
the right side asks the outbox what became of each entry that made news, so a lost row shows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from monitor.store.tables import DeliveryRow, EntryRow

# An entry told to several chats counts by its least settled message.
_ORDER = ("pending", "sending", "held", "unknown", "dead", "sent")
_BUCKET = {"pending": "queued", "sending": "queued", "held": "queued"}
_NOT_TOLD = ("baseline", "rejected", "dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The balance, and what is wrong with it in words."""

    seen: int
    rejected: int
    merged: int
    held: int
    queued: int
    sent: int
    unknown: int
    dead: int
    problems: tuple[str, ...] = ()

    @property
    def accounted(self) -> int:
        """The sum of all ends."""
        return (
            self.rejected + self.merged + self.held
            + self.queued + self.sent + self.unknown + self.dead
        )  # fmt: skip

    @property
    def balanced(self) -> bool:
        """Whether every entry has one end and every message a cause."""
        return self.seen == self.accounted and not self.problems


def balance(session: Session) -> Ledger:
    """Return the ledger as it stands."""
    verdicts = _verdicts(session)
    ends = _ends_of_told(session)
    return Ledger(
        seen=session.scalar(select(func.count()).select_from(EntryRow)) or 0,
        rejected=sum(verdicts[name] for name in _NOT_TOLD),
        merged=verdicts["merged"],
        held=verdicts["held"],
        queued=ends["queued"],
        sent=ends["sent"],
        unknown=ends["unknown"],
        dead=ends["dead"],
        problems=(*_lost(ends), *_unheard_of(session)),
    )


def _verdicts(session: Session) -> Counter[str]:
    asked = select(col(EntryRow.verdict), func.count()).group_by(col(EntryRow.verdict))
    return Counter(dict(session.execute(asked).all()))


def _ends_of_told(session: Session) -> Counter[str]:
    asked = (
        select(col(EntryRow.id), col(DeliveryRow.state))
        .outerjoin(DeliveryRow, col(DeliveryRow.entry_id) == col(EntryRow.id))
        .where(col(EntryRow.verdict) == "told")
    )
    states: dict[int, set[str]] = {}
    for entry_id, state in session.execute(asked):
        states.setdefault(entry_id or 0, set()).add(state or "lost")
    return Counter(_end(found) for found in states.values())


def _end(states: set[str]) -> str:
    first = next((state for state in _ORDER if state in states), "lost")
    return _BUCKET.get(first, first)


def _lost(ends: Counter[str]) -> tuple[str, ...]:
    lost = ends["lost"]
    return (f"{lost} entries were to be told, and no message of theirs exists",) if lost else ()


def _unheard_of(session: Session) -> tuple[str, ...]:
    """Messages whose entry says that it was never told."""
    asked = (
        select(func.count())
        .select_from(DeliveryRow)
        .join(EntryRow, col(EntryRow.id) == col(DeliveryRow.entry_id))
        .where(col(EntryRow.verdict) != "told", col(DeliveryRow.kind) != "edit")
    )
    count = session.scalar(asked) or 0
    return (f"{count} messages belong to entries that were not told",) if count else ()
