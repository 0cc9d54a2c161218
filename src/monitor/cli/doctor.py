"""`monitor doctor` and `monitor health`: does it add up, and is it alive?"""

from __future__ import annotations

import argparse
import pyexpat
from collections.abc import Iterator

from sqlalchemy.orm import Session

from monitor.app import open_database, utc_now
from monitor.config import read_settings
from monitor.model import DeliveryId
from monitor.stages.health import health
from monitor.store import balance, chats, entries, feeds, outbox
from monitor.store.balance import Ledger
from monitor.store.db import Database

FAILING = 3  # failures in a row that are worth a line
SHOWN = 20  # deliveries in doubt shown at once
SAFE_EXPAT = (2, 6, 0)  # CVE-2023-52425: big tokens take quadratic time before (IN-23)


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs."""
    doctor = verbs.add_parser(
        "doctor",
        help="print the ledger and everything that needs an operator",
        description=(
            "Prints the balance (seen = rejected + merged + held + queued + sent + unknown + "
            "dead), messages in doubt, parked chats and failing feeds. Exit status 1 when the "
            "balance does not add up."
        ),
    )
    doctor.add_argument(
        "--arrived", type=int, metavar="N", help="settle message N: it is in the chat"
    )
    doctor.add_argument("--resend", type=int, metavar="N", help="settle message N: send it again")
    doctor.set_defaults(call=_doctor)
    alive = verbs.add_parser(
        "health",
        help="exit 0 when polling and delivery go on, else 1 (for HEALTHCHECK)",
        description="Says what stands still: the clock, polling, or delivery.",
    )
    alive.set_defaults(call=_health)


def _doctor(parsed: argparse.Namespace) -> int:
    with open_database(read_settings()) as database:
        if parsed.arrived is not None or parsed.resend is not None:
            return _settle(database, parsed)
        book = database.read_now(balance.balance)
        print(*_balance(book), sep="\n")
        print(*database.read_now(_complaints), *_outdated(), sep="\n")
    return 0 if book.balanced else 1


def _settle(database: Database, parsed: argparse.Namespace) -> int:
    arrived = parsed.arrived is not None
    number = DeliveryId(parsed.arrived if arrived else parsed.resend)
    done = database.submit(outbox.resolve, number, arrived=arrived, now=utc_now()).result()
    end = "sent" if arrived else "queued again"
    print(f"message {number}: {end}" if done else f"message {number} is in no doubt")
    return 0 if done else 1


def _balance(book: Ledger) -> Iterator[str]:
    yield (
        f"seen {book.seen} = rejected {book.rejected} + merged {book.merged} + held {book.held} "
        f"+ queued {book.queued} + sent {book.sent} + unknown {book.unknown} + dead {book.dead}"
    )
    if book.seen != book.accounted:
        yield f"WRONG: the ends add up to {book.accounted}"
    for problem in book.problems:
        yield f"WRONG: {problem}"


def _complaints(session: Session) -> tuple[str, ...]:
    """Return a line for everything that waits for the operator."""
    doubtful = [
        f"{state}: message {number} to {chat}: {error or 'no answer'}; settle it with "
        f"--arrived {number} or --resend {number}"
        for number, chat, state, error in outbox.in_doubt(session, limit=SHOWN)
    ]
    held = [
        f"held: {count} entries of {url}; see `monitor held`"
        for _, url, count in entries.held_feeds(session)
    ]
    parked = [f"parked: chat {name}: {why}" for name, why in chats.parked(session)]
    failing = [f"feed: {url}: {why}" for url, why in feeds.troubled(session, failures=FAILING)]
    stopped = chats.why_stopped(session)
    return (
        *([f"stopped: nothing is sent: {stopped}; mend the token and restart"] if stopped else []),
        *doubtful,
        *held,
        *parked,
        *failing,
    )


def _outdated() -> Iterator[str]:
    version = pyexpat.version_info
    if version < SAFE_EXPAT:
        shown = ".".join(map(str, version))
        yield f"expat {shown} is older than 2.6: large tags are slow to parse; update Python"


def _health(_parsed: argparse.Namespace) -> int:
    with open_database(read_settings()) as database:
        problems = database.read_now(health, now=utc_now()).problems
    print(*(problems or ("well",)), sep="\n")
    return 1 if problems else 0
