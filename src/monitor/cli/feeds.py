"""`monitor feeds`: look at feeds, try them, add them, and take lists in and out."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from monitor.app import Options, open_context, open_database, open_reader, start_logging, utc_now
from monitor.config import Settings, load_watchlist, read_settings
from monitor.config.edit import NewFeed, refusal, replace_file, with_feeds
from monitor.config.watchlist import read_watchlist
from monitor.core.detect import detect
from monitor.core.opml import OpmlError, Outline, read_opml, write_opml
from monitor.errors import ConfigError
from monitor.model import Entry, Feed, Watchlist
from monitor.stages.judge import news_of
from monitor.stages.probe import NoFeed, Probed, adopt, probe
from monitor.store import feeds
from monitor.store.feed_health import FeedHealth, healths

SHOWN = 5  # newest entries that `test` reads
MAX_OPML_BYTES = 20_000_000


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs."""
    parser = verbs.add_parser(
        "feeds",
        help="list, test, add, import and export feeds",
        description="Looks at the feeds of feeds.yaml, tries new ones, and adds them.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list",
        help="how each feed does",
        description=(
            "Prints each feed with its state, last success, next poll, share of 304 answers and "
            "last error; exit status 1 when one is gone or fails."
        ),
    )
    listing.set_defaults(call=_list)
    test = actions.add_parser(
        "test",
        help="what an address says, and what detection makes of it; keeps nothing",
        description=(
            "Asks once (twice when the address is a page that names a feed) and prints what the "
            "feed says and how its newest entries are judged. Nothing is written."
        ),
    )
    test.add_argument("url", help="address of a feed, or of a page that names one")
    test.set_defaults(call=_test)
    adding = actions.add_parser(
        "add",
        help="add a feed, or the feed of a page, to feeds.yaml",
        description=(
            "Asks once (twice when the address is a page that names a feed), writes the feed at the "
            "end of the list in feeds.yaml, whose comments and form stay, and takes the answer as "
            "the feed's first poll. What is no feed is refused."
        ),
    )
    adding.add_argument("url", help="address of a feed, or of a page that names one")
    adding.add_argument("--name", default="", help="default: the feed's own title")
    adding.add_argument("--tag", action="append", default=[], help="may be given more than once")
    adding.set_defaults(call=_add)
    taking = actions.add_parser(
        "import",
        help="add the feeds of an OPML file to feeds.yaml",
        description=(
            "Adds every feed of an OPML list that feeds.yaml does not hold yet, with its folders "
            "as tags. Nothing is asked for; the bot polls them when it sees the file."
        ),
    )
    taking.add_argument("file", type=Path, help="OPML file")
    taking.set_defaults(call=_import)
    giving = actions.add_parser(
        "export",
        help="print the feeds of feeds.yaml as OPML",
        description="Prints the feeds of feeds.yaml as an OPML 2.0 list, which every reader takes.",
    )
    giving.set_defaults(call=_export)


# list --------------------------------------------------------------------------------------


def _list(_parsed: argparse.Namespace) -> int:
    settings = read_settings()
    watchlist, now = load_watchlist(settings.config), utc_now()
    with open_database(settings) as database:
        database.submit(feeds.sync, watchlist.feeds, now=now).result()
        found = database.read_now(healths, now=now)
    for feed in found:
        print(_row(feed, now))
    states = Counter(feed.state for feed in found)
    print(f"{len(found)} feeds:", ", ".join(f"{count} {state}" for state, count in states.items()))
    return 1 if states["gone"] or states["failing"] else 0


def _row(feed: FeedHealth, now: datetime) -> str:
    share = f"{feed.not_modified / feed.polls:4.0%}" if feed.polls else "   -"
    parts = (
        f"{feed.state:8}",
        f"last {_ago(feed.last_success_at, now):>5}",
        f"new {_ago(feed.last_new_at, now):>5}",
        f"next {_span(max(timedelta(), feed.next_check_at - now)):>5}",
        f"304 {share}",
        f"{feed.name} <{feed.url}>",
        f"({feed.error})" if feed.error else "",
    )
    return "  ".join(filter(None, parts))


def _ago(moment: datetime | None, now: datetime) -> str:
    return "-" if moment is None else _span(now - moment)


def _span(length: timedelta) -> str:
    """Return a length in its largest whole unit: 40s, 12m, 5h, 3d."""
    seconds = int(length.total_seconds())
    for unit, name in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= unit:
            return f"{seconds // unit}{name}"
    return f"{max(0, seconds)}s"


# test --------------------------------------------------------------------------------------


def _test(parsed: argparse.Namespace) -> int:
    settings = read_settings()
    start_logging(settings)
    found = asyncio.run(_look(settings, parsed.url))
    if isinstance(found, NoFeed):
        print(f"{parsed.url}: {found.detail}", file=sys.stderr)
        return 1
    print(*_described(found), sep="\n")
    for entry in found.feed.entries[:SHOWN]:
        print(*_judged(entry, found.feed.title), sep="\n")
    return 0


async def _look(settings: Settings, url: str) -> Probed | NoFeed:
    contact = load_watchlist(settings.config).rules.contact if settings.config.exists() else ""
    async with open_reader(settings, contact=contact) as reader:
        return await probe(reader.fetch, reader.parse, url, now=reader.now())


def _described(found: Probed) -> Iterator[str]:
    feed, dates = found.feed, [one.published_at for one in found.feed.entries if one.published_at]
    if found.named_by is not None:
        yield f"page:    {found.named_by} (so this took two requests)"
        yield from (f"also:    {other.url} {other.title}".rstrip() for other in found.others)
    yield f"feed:    {found.url}"
    yield f"title:   {feed.title or '(none)'}"
    yield f"entries: {len(feed.entries)}, {len(dates)} with a date, {feed.skipped} unreadable"
    if dates:
        yield f"dates:   {min(dates):%Y-%m-%d %H:%M} to {max(dates):%Y-%m-%d %H:%M} UTC"
    yield f"rhythm:  {'not known' if feed.rhythm is None else f'one in {_span(feed.rhythm)}'}"
    yield f"ttl:     {'none' if feed.ttl is None else _span(feed.ttl)}"
    yield f"hub:     {', '.join(feed.hubs) or 'none'}"


def _judged(entry: Entry, outlet: str) -> Iterator[str]:
    finding = detect(news_of(entry, outlet=outlet))
    yield ""
    yield f"{'+' if finding.cooperation else '-'} {entry.title}"
    if finding.cooperation:
        facts = (finding.type.value, finding.stage.value, *finding.sectors)
        yield f"    {' '.join(finding.pairs)}: {', '.join(facts)} ({finding.score:.2f})"
    else:
        yield f"    {finding.reason} ({finding.score:.2f})"


# add ---------------------------------------------------------------------------------------


def _add(parsed: argparse.Namespace) -> int:
    settings = read_settings()
    start_logging(settings)
    return asyncio.run(_adding(settings, parsed))


async def _adding(settings: Settings, parsed: argparse.Namespace) -> int:
    known = {feed.url for feed in load_watchlist(settings.config).feeds}
    if parsed.url in known:
        return _refuse(f"{parsed.url} is in {settings.config} already")
    async with open_context(settings, Options(deliver=False)) as ctx:
        found = await probe(
            ctx.fetch, ctx.parse, parsed.url, now=ctx.now(), is_known=known.__contains__
        )
        if isinstance(found, NoFeed):
            return _refuse(f"{parsed.url}: {found.detail}")
        if found.url in known:
            return _refuse(f"{found.url}, where this address leads, is in feeds.yaml already")
        new = NewFeed(
            url=found.url,
            name=parsed.name or found.feed.title,
            lang=found.feed.lang or "",
            tags=tuple(parsed.tag),
        )
        text = _with_feeds(settings.config, (new,))
        # The database first: a bot that runs on it sees the file change, and must not ask again.
        report = await adopt(ctx, _feed_of(text, found.url), found)
        await asyncio.to_thread(replace_file, settings.config, text)
    print(*_added(found, report.new, settings.config), sep="\n")
    return 0


def _added(found: Probed, entries: int, path: Path) -> Iterator[str]:
    if found.named_by is not None:
        yield f"{found.named_by} is a page; its feed was asked for with a second request"
        yield from (f"it offers {other.url}, too" for other in found.others)
    yield f"added {found.url} to {path}; {entries} entries taken in as its first poll"


def _with_feeds(path: Path, new: Sequence[NewFeed]) -> bytes:
    """Return the file with these feeds; a problem is named with the file."""
    try:
        return with_feeds(path.read_bytes(), new)
    except ConfigError as error:
        raise ConfigError(tuple(f"{path}: {what}" for what in error.problems)) from error


def _feed_of(text: bytes, url: str) -> Feed:
    watchlist, _ = read_watchlist(text)
    return next(feed for feed in (watchlist or Watchlist()).feeds if feed.url == url)


def _refuse(why: str) -> int:
    print(f"monitor: {why}", file=sys.stderr)
    return 1


# import and export -------------------------------------------------------------------------


def _import(parsed: argparse.Namespace) -> int:
    settings = read_settings()
    known = {feed.url for feed in load_watchlist(settings.config).feeds}
    try:
        outlines = read_opml(_read_most(parsed.file))
    except (OpmlError, OSError) as error:
        return _refuse(f"{parsed.file}: {error}")
    new = [_new_feed(outline) for outline in outlines if outline.url not in known]
    good = [feed for feed in new if (why := refusal(feed)) is None or _complain(feed, why)]
    if good:
        replace_file(settings.config, _with_feeds(settings.config, good))
    print(
        f"{len(good)} feeds added to {settings.config}, {len(outlines) - len(new)} were there "
        f"already, {len(new) - len(good)} refused"
    )
    return 0 if len(good) == len(new) else 1


def _read_most(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_OPML_BYTES)


def _new_feed(outline: Outline) -> NewFeed:
    return NewFeed(url=outline.url, name=outline.name, tags=outline.folders)


def _complain(feed: NewFeed, why: str) -> bool:
    print(f"left out {feed.url}: {why}", file=sys.stderr)
    return False


def _export(_parsed: argparse.Namespace) -> int:
    watchlist = load_watchlist(read_settings().config)
    sys.stdout.write(write_opml(watchlist.feeds, title="monitor"))
    return 0
