"""Many stories as few messages: grouped by pair, a line each, cut only between stories."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from monitor.core.render.actors import actors
from monitor.core.render.alert import link_of, publishers
from monitor.core.render.language import Language, language
from monitor.core.render.limits import Size
from monitor.core.render.pieces import Line, ours, size_of, theirs, to_html
from monitor.model import Pair, Story

MAX_TITLE = 200  # UTF-16 units

# For the header that every message gets once their number is known.
_RESERVE = Size(units=200, entities=2, markup_bytes=20)

Block = tuple[Line, ...]


def render_digest(
    stories: tuple[Story, ...], *, now: datetime, language_code: str, zone: str | None
) -> tuple[str, ...]:
    """Return the messages; see `monitor.core.render.render_digest`."""
    words = language(language_code)
    pages = _pages(_blocks(stories, words))
    when = words.moment(now, now=now, zone=zone)
    return tuple(
        to_html((_header(len(stories), when, (number, len(pages)), words), *page))
        for number, page in enumerate(pages, start=1)
    )


def _header(count: int, when: str, page: tuple[int, int], words: Language) -> Line:
    number, of = page
    alerts = words.word("alert") if count == 1 else words.word("alerts", n=count)
    part = f" ({number}/{of})" if of > 1 else ""
    return (ours(f"{words.word('digest')} · {alerts}{part}", style="b"), ours(f" · {when}"))


def _blocks(stories: tuple[Story, ...], words: Language) -> tuple[Block, ...]:
    """Return one block per story; the first of each group of pairs carries its heading."""
    ordered = sorted(stories, key=lambda story: (story.pairs, story.first_seen_at, story.id))
    return tuple(
        block
        for pairs, group in groupby(ordered, key=lambda story: story.pairs)
        for block in _group(pairs, tuple(group), words)
    )


def _group(pairs: tuple[Pair, ...], stories: tuple[Story, ...], words: Language) -> list[Block]:
    heading: Line = (ours("\n"), ours(actors(pairs, words) or "·", style="b"))
    lines = [_story(story, words) for story in stories]
    return [(heading, lines[0]), *((line,) for line in lines[1:])]


def _story(story: Story, words: Language) -> Line:
    title = theirs(story.title, limit=MAX_TITLE, link=link_of(story))
    count = len(publishers(story.sources))
    stage = words.stage(story.stage)
    told = f" · {words.word('publishers', n=count)}" if count > 1 else ""
    after = (f" · {stage}" if stage else "") + told
    return (ours("▸ "), title if title.text else ours(words.word("untitled")), ours(after))


def _pages(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks put together, as many in each message as Telegram takes."""
    pages: list[Block] = []
    for block in blocks:
        if pages and (size_of(pages[-1] + block) + _RESERVE).fits:
            pages[-1] += block
        else:
            pages.append(block)
    return tuple(pages)
