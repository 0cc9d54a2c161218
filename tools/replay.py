"""`python -m tools.replay DAYS [SHARED]`: the densest days of the labelled news through real ingest.

Prints every message in order of time, edits counted, and pairs of new messages that may tell one
event twice: each is to be judged by a reader. Nothing is sent; the database lives in a temporary
folder. Entries that carry a day only are spread over it in the order of their file.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from monitor.core.detect import detect
from monitor.core.identity import canonical_link, content_hash, identities
from monitor.core.story import likeness
from monitor.core.story.telling import Telling
from monitor.core.story.traits import traits_of
from monitor.core.story.weights import WordWeights
from monitor.model import (
    ChatPolicy,
    DeliveryKind,
    Entry,
    Feed,
    FeedId,
    NewsText,
    PairPattern,
    PollTarget,
    Story,
    Validators,
    Watch,
    Watchlist,
)
from monitor.stages.book import StoryBook
from monitor.stages.ingest import Intake, ingest
from monitor.store import feeds, outbox, schema
from monitor.store.db import Database, make_engine
from monitor.store.entries import Candidate

SOURCES: Final = ("events_train", "events_dev", "stories_dev")
CHAT: Final = "desk"
DAY: Final = timedelta(days=1)
# Two new messages that a reader is asked about: the days between them and their likeness.
NEAR: Final = timedelta(days=4)
SUSPECT_FROM: Final = 0.10
_DATE: Final = re.compile(r"(20\d\d)-?(0[1-9]|1[0-2])-?([0-3]\d)(?:[T ](\d\d):(\d\d))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of the replay."""

    at: datetime
    outlet: str
    row: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message."""

    at: datetime
    kind: DeliveryKind
    story: Story
    why: str
    telling: Telling


@dataclass(slots=True, kw_only=True)
class Replay:
    """What the chat got."""

    sent: list[Sent] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)


def read_items(shared: Path) -> list[Item]:
    """Return all dated entries in order of time."""
    by_day: defaultdict[date, list[Item]] = defaultdict(list)
    for name in SOURCES:
        for line in (shared / "data" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            found = _DATE.match(row.get("date") or "")
            if found:
                year, month, day, hour, minute = (int(part or 0) for part in found.groups())
                at = datetime(year, month, day, hour, minute, tzinfo=UTC)
                by_day[at.date()].append(Item(at=at, outlet=row.get("outlet") or "?", row=row))
    return [item for _, items in sorted(by_day.items()) for item in _spread(items)]


def _spread(items: list[Item]) -> list[Item]:
    step = DAY / (len(items) + 1)
    spread = [
        Item(at=item.at + step * number, outlet=item.outlet, row=item.row)
        if item.at.hour == item.at.minute == 0
        else item
        for number, item in enumerate(items)
    ]
    return sorted(spread, key=lambda item: item.at)


def densest(items: list[Item], days: int) -> list[Item]:
    """Return the entries of the run of so many days that holds the most."""
    best: list[Item] = []
    for begin in sorted({item.at.date() for item in items}):
        end = begin + days * DAY
        run = [item for item in items if begin <= item.at.date() < end]
        best = max(best, run, key=len)
    return best


def candidate(item: Item) -> Candidate:
    """Return the entry as a poll would bring it."""
    row = item.row
    title, summary = row["title"], row.get("summary") or ""
    entry = Entry(
        key=row["id"],
        guid=row["id"],
        link=row.get("link"),
        canonical_link=canonical_link(row.get("link")),
        title=title,
        summary=summary,
        lang=row.get("lang"),
        published_at=item.at,
        content_hash=content_hash(title, summary),
    )
    news = NewsText(title=title, summary=summary, lang=row.get("lang"), published_at=item.at)
    return Candidate(entry=entry, identities=identities(entry), finding=detect(news))


def replay(items: list[Item], database: Database, begin: datetime) -> Replay:
    """Bring the entries one after another; return what the chat got."""
    names = sorted({item.outlet for item in items})
    known = [Feed(url=f"https://{n}.example/rss", name=o, family=o) for n, o in enumerate(names)]
    every = PairPattern(text="*-*", left=None, right=None)
    watchlist = Watchlist(
        feeds=tuple(known),
        chats=(ChatPolicy(name=CHAT, chat="@desk"),),
        watches=(Watch(name="all", pairs=(every,), chats=(CHAT,)),),
    )
    database.submit(feeds.sync, tuple(known), now=begin).result()
    book, done = StoryBook(), Replay()
    for item in items:
        place = names.index(item.outlet)
        one = candidate(item)
        intake = Intake(
            target=PollTarget(
                feed_id=FeedId(place + 1), feed=known[place], url=known[place].url, first=False
            ),
            taken=feeds.Taken(
                validators=Validators(), body_hash=item.row["id"], next_check_at=item.at
            ),
            candidates=(one,),
            entries_in_feed=20,
            watchlist=watchlist,
            now=item.at,
        )
        database.submit(ingest, intake, book).result()
        _deliver(database, item, one, done)
    return done


def _deliver(database: Database, item: Item, one: Candidate, done: Replay) -> None:
    now = item.at + timedelta(minutes=2)
    while due := database.read_now(outbox.due, now=now, limit=1):
        (delivery,) = due
        claimed = database.submit(outbox.claim, delivery, now=now).result()
        if claimed is None or claimed.story is None or one.finding is None:
            continue
        done.counted[claimed.kind] += 1
        number = sum(done.counted.values())
        database.submit(outbox.mark_sent, delivery, message_id=number, body="", now=now).result()
        if claimed.kind == "edit":
            continue
        entry = one.entry
        news = NewsText(title=entry.title, summary=entry.summary, lang=entry.lang)
        telling = Telling.of(news, one.finding, key=entry.key, at=item.at)
        why = one.finding.reason
        done.sent.append(
            Sent(at=item.at, kind=claimed.kind, story=claimed.story, why=why, telling=telling)
        )


def suspects(sent: list[Sent]) -> Iterator[tuple[float, Sent, Sent]]:
    """Yield pairs of new messages that are near in time, parties and words, the closest first."""
    new = [one for one in sent if one.kind == "new"]
    traits, weights = [traits_of(one.telling) for one in new], WordWeights()
    found: list[tuple[float, int, int]] = []
    for b in range(len(new)):
        for a in range(b):
            shared = set(new[a].story.pairs) & set(new[b].story.pairs)
            if shared and new[b].at - new[a].at <= NEAR:
                vectors = (likeness.vector(traits[i], weights) for i in (a, b))
                found.append((likeness.cosine(*vectors), a, b))
    for score, a, b in sorted(found, reverse=True):
        if score >= SUSPECT_FROM:
            yield score, new[a], new[b]


def _line(one: Sent) -> str:
    story = one.story
    pairs = " ".join(story.pairs)
    return f"{one.at:%m-%d %H:%M} {one.kind:7} #{story.id} [{pairs}] {story.stage}: {story.title}"


def main(days: str, shared: str = "../shared") -> None:
    items = densest(read_items(Path(shared)), int(days))
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/replay.db")
        schema.upgrade(engine)
        database = Database(engine)
        done = replay(items, database, items[0].at)
        database.close()
    for one in done.sent:
        print(_line(one))
    print(f"\n{len(items)} entries of {items[0].at:%Y-%m-%d} to {items[-1].at:%Y-%m-%d}")
    print(dict(done.counted))
    print("\nTo be judged by a reader: may these tell one event twice?")
    for score, a, b in suspects(done.sent):
        print(f"{score:.2f}\n  {_line(a)}\n  {_line(b)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
