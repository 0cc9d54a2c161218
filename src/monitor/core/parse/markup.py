"""RSS, RDF and Atom: the whole document, or only those entries that the last body did not have."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from monitor.core.identity import canonical_link
from monitor.core.parse import cut, simple
from monitor.core.parse.cut import About, Cut, Known
from monitor.core.parse.drafts import (
    MAX_ENTRIES,
    Draft,
    Reading,
    bounded,
    entries_of,
    no_feed,
)
from monitor.core.parse.simple import Simple
from monitor.core.parse.sound import sound
from monitor.core.schedule import rhythm_of
from monitor.model import Entry, ParsedFeed, ParseFailed

# Elements that no entry of ours is made of: they are half of a news feed, and cost as much to read.
_UNUSED = re.compile(
    r"<(category|enclosure|comments|dc:creator|dc:subject|(?:slash|wfw|georss|feedburner):\w+"
    r"|media:(?!title|description|text|group)\w+)\b[^<>]*"
    r"(?:/>|(?<!/)>(?:[^<]|<!\[CDATA\[[^<\]]*\]\]>)*</\1\s*>)"
)
TAIL = 1_000  # characters in which the end of the root is looked for first

_ROOT = re.compile(r"<((?:[A-Za-z_][\w.-]{0,40}:)?(?:rss|rdf|feed|channel))\b", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


def parsed(text: str, reading: Reading, known: str) -> ParsedFeed | ParseFailed:
    """Return the entries that are not `known`, or why the text is no whole feed."""
    if not text:
        return no_feed("the body is empty")
    root = _ROOT.search(text)
    if root is None or _PAGE.match(text):
        return no_feed("no rss, RDF or feed element")
    if not _ends(text, root[1]):
        return no_feed(f"the document stops before </{root[1]}>")
    pieces = cut.cut(text, root[1])
    before = cut.read(known) if pieces and known else None
    if pieces and before and (found := _unseen(pieces, before, reading)):
        return found
    return _whole(text, pieces, reading)


def _ends(text: str, root: str) -> bool:
    """Tell whether the root ends; it does not if the transfer broke off (POLL-18)."""
    if f"</{root}>" in text[-TAIL:]:
        return True
    return re.search(f"</{re.escape(root)}\\s*>", text, re.IGNORECASE) is not None


def _whole(text: str, pieces: Cut | None, reading: Reading) -> ParsedFeed | ParseFailed:
    beyond = range(MAX_ENTRIES, len(pieces.spans)) if pieces else range(0)
    if pieces and beyond:
        text = pieces.without(beyond)  # so that a body with thousands costs no more than its limit
    read = _read(text, reading)
    if read is None:
        return no_feed("feedparser recognises no feed")
    entries, skipped = bounded(read.drafts, len(read.drafts))
    about = with_dates(read.about, entries)
    state = ""
    if pieces and len(pieces.spans) == len(read.drafts):
        state = _state(pieces, cut.shell_hash(pieces.shell()), about)
    return _parsed(about, entries=entries, skipped=skipped + len(beyond), state=state)


def _unseen(pieces: Cut, before: Known, reading: Reading) -> ParsedFeed | None:
    """Return the entries that the last body did not have; None if the whole must be parsed."""
    fresh = [n for n, name in enumerate(pieces.hashes) if name not in before.hashes]
    count = len(pieces.hashes)
    if len(fresh) > count * cut.MAX_SHARE:
        return None
    shell = cut.shell_hash(pieces.shell())
    if not fresh and shell == before.shell_hash:
        return _parsed(before.about, state=_state(pieces, shell, before.about), unchanged=count)
    seen = [n for n, name in enumerate(pieces.hashes) if name in before.hashes]
    read = _read(pieces.without(seen), reading)
    drafts = read.drafts if read else ()
    if read is None or len(drafts) != len(fresh) or _shares_a_name(drafts, pieces, fresh, seen):
        return None
    entries = entries_of(drafts)
    return _parsed(
        about := with_dates(read.about, entries, before.about.dates),
        entries=entries,
        skipped=len(drafts) - len(entries),
        state=_state(pieces, shell, about),
        unchanged=len(seen),
    )


def without_unused(markup: str) -> str:
    """Return sound markup without the elements that no entry is made of."""
    return _UNUSED.sub("", markup)


def _read(text: str, reading: Reading) -> Simple | None:
    """Return what the markup says; None if it is no feed."""
    markup = without_unused(sound(text))
    if (plain := simple.read(markup, reading)) is not None:
        return plain
    # Here, because a process that meets plain feeds only starts in half the time without it.
    from monitor.core.parse import feed  # noqa: PLC0415 - see above

    return feed.read(markup, reading)


def _shares_a_name(
    drafts: Sequence[Draft], pieces: Cut, fresh: Sequence[int], seen: Sequence[int]
) -> bool:
    """Tell whether an unseen entry may have the guid or link of a seen one (or its title, without).

    Then neither identifies it (STORM-05), which only shows when all entries are read together.
    A name that does not stand in the markup as it was read, such as a relative link, may be
    anybody's.
    """
    own, others = ("".join(map(pieces.entry, group)) for group in (fresh, seen))
    for name in {name for draft in drafts for name in _names(draft)}:
        forms = [form for form in (name, html.escape(name)) if form in own]
        if not forms or any(_stands_in(others, form) for form in forms):
            return True
    return False


def _stands_in(markup: str, name: str) -> bool:
    pattern = rf"[>\[\"'\s]{re.escape(name)}[<\]\"'\s#?]"
    return name in markup and re.search(pattern, markup) is not None


def _names(draft: Draft) -> tuple[str, ...]:
    return tuple(filter(None, (draft.guid, _page(draft.link)))) or (draft.title,)


def _page(link: str) -> str:
    """Return the part of a link that its canonical form keeps: other ends may stand behind it."""
    page = link.partition("#")[0]
    return page if "?" in (canonical_link(link) or "?") else page.partition("?")[0]


def with_dates(about: About, entries: Iterable[Entry], earlier: Sequence[int] = ()) -> About:
    """Return it with the dates of the newest entries, these and the earlier ones together."""
    found = {int(entry.published_at.timestamp()) for entry in entries if entry.published_at}
    newest = sorted(found | set(earlier), reverse=True)
    return replace(about, dates=tuple(newest[: cut.MAX_DATES]))


def _state(pieces: Cut, shell: str, about: About) -> str:
    return cut.written(Known(shell, frozenset(), about), pieces.hashes)


def _parsed(
    about: About,
    *,
    entries: tuple[Entry, ...] = (),
    skipped: int = 0,
    state: str,
    unchanged: int = 0,
) -> ParsedFeed:
    return ParsedFeed(
        title=about.title,
        lang=about.lang,
        entries=entries,
        skipped=skipped,
        unchanged=unchanged,
        cut=state,
        ttl=about.ttl,
        rhythm=rhythm_of(datetime.fromtimestamp(date, UTC) for date in about.dates),
        hubs=about.hubs,
        self_link=about.self_link,
    )
