"""Running a transaction on a server once more, where that is certain to be right.

Everything that a failed transaction did is undone, so its function may run again: when it met
another one (deadlock, both inserted the same key), and when the connection broke before the
commit was asked for. A commit without an answer is never repeated: it may have happened.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

T = TypeVar("T")

PATIENCE_SECONDS = 30.0  # a server restarts within it; below every lease (50 s, 3 min)
FIRST_PAUSE_SECONDS = 0.02  # doubles up to a second
LONGEST_PAUSE_SECONDS = 1.0
MEETINGS = 5  # times in a row that a transaction may collide before we call it our mistake


class _CommitFailedError(Exception):
    """`error` is what the commit said."""

    def __init__(self, error: DBAPIError) -> None:
        super().__init__(str(error))
        self.error = error


def transact(engine: Engine, call: Callable[[Session], T], closing: threading.Event) -> T:
    """Run the function in a transaction of its own; return after its commit.

    Raises:
        Exception: what the function or the commit raised; of the former nothing was kept.
    """
    began, pause, meetings = time.monotonic(), FIRST_PAUSE_SECONDS, 0
    while True:
        try:
            return _once(engine, call)
        except _CommitFailedError as failed:
            raise failed.error from None
        except DBAPIError as error:
            meetings += isinstance(error, IntegrityError)
            late = time.monotonic() - began > PATIENCE_SECONDS
            if not _passes(error) or late or meetings >= MEETINGS or closing.wait(pause):
                raise
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _once(engine: Engine, call: Callable[[Session], T]) -> T:
    with Session(engine, expire_on_commit=False) as session:
        outcome = call(session)
        session.flush()
        try:
            session.commit()
        except DBAPIError as error:
            raise _CommitFailedError(error) from error
        return outcome


UNIQUE_VIOLATION = "23505"  # PostgreSQL, "Error Codes": another was first, and is there to see now


def _passes(error: DBAPIError) -> bool:
    if isinstance(error, IntegrityError):
        return getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION
    return isinstance(error, OperationalError) or error.connection_invalidated
