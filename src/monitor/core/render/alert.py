"""One story as one message; the layout stands in docs/architecture.md with a picture."""

from __future__ import annotations

from datetime import datetime

from monitor.core.render.actors import actors
from monitor.core.render.language import Language, language
from monitor.core.render.pieces import Line, Piece, ours, size_of, theirs, to_html
from monitor.core.story.past import first_since
from monitor.model import DeliveryKind, Figure, PastStep, Source, Story
from monitor.vocab import Mode

# UTF-16 units of foreign text in one place; together far below Telegram's 4,096.
MAX_TITLE = 300
MAX_SUMMARY = 600  # core.summary writes about 320 characters
MAX_NAME = 80
MAX_FIGURE = 60
MAX_MEMORY = 240

MAX_SECTORS = 4
MAX_ORGANISATIONS = 5
MAX_FIGURES = 4
MAX_SOURCES = 4

_DOT = " · "


def render_alert(
    story: Story,
    *,
    now: datetime,
    language_code: str,
    kind: DeliveryKind,
    zone: str | None,
) -> str:
    """Return the story as Telegram HTML; see `monitor.core.render.render_alert`."""
    words = language(language_code)
    lines = {
        "lead": _lead(story, kind, words),
        "actors": _actors(story, words),
        "title": (_headline(story, words),),
        "stage": _stage(story, words),
        "summary": _summary(story),
        "figures": _bullets(_figures(story.figures)),
        "organisations": _bullets(_organisations(story.organisations, words)),
        "sources": _sources(story, words, now=now, zone=zone, edited=kind == "edit"),
        "also": _also(publishers(tellers(story)), words),
        "memory": _memory(story, words, now=now, zone=zone),
    }
    return to_html(_fitting(lines))


def publishers(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Return the first telling of each publisher family, in order of arrival."""
    first: dict[str, Source] = {}
    for source in sources:
        first.setdefault(source.family, source)
    return tuple(first.values())


def tellers(story: Story) -> tuple[Source, ...]:
    """Return the sources, the one that the headline is taken from first."""
    of_title = [source for source in story.sources if source.link and source.link == story.link]
    return tuple(dict.fromkeys((*of_title, *story.sources)))


def link_of(story: Story) -> str | None:
    """Return where the headline leads: to the telling that it is taken from."""
    return story.link or next((source.link for source in story.sources if source.link), None)


def _fitting(lines: dict[str, Line]) -> tuple[Line, ...]:
    """Return the lines that fit into one message, leaving out the least needed first."""
    for name in ("memory", "organisations", "figures", "summary", "also"):
        if size_of(lines.values()).fits:
            break
        lines = lines | {name: ()}
    return tuple(lines.values())


def _lead(story: Story, kind: DeliveryKind, words: Language) -> Line:
    match kind:
        case "stage":
            stage = words.stage(story.stage)
            return (ours("▲ " + words.word("now_stage", stage=stage), style="b"),) if stage else ()
        case "stalled":
            mode = story.mode if story.mode in {Mode.STALLED, Mode.ENDED} else Mode.STALLED
            return (ours("■ " + words.mode(mode), style="b"),)
        case "new" | "edit" | "digest" | "notice":
            return ()


def _actors(story: Story, words: Language) -> Line:
    sectors = ", ".join(map(words.sector, story.sectors[:MAX_SECTORS]))
    said = _DOT.join(filter(None, (actors(story.pairs, words), sectors)))
    return (ours(said),) if said else ()


def _headline(story: Story, words: Language) -> Piece:
    link = link_of(story)
    title = theirs(story.title, limit=MAX_TITLE, style="b", link=link)
    return title if title.text else theirs(
        words.word("untitled"), limit=MAX_TITLE, style="b", link=link
    )  # fmt: skip


def _stage(story: Story, words: Language) -> Line:
    off = story.mode in {Mode.STALLED, Mode.ENDED}
    step = words.mode(story.mode) if off else words.stage(story.stage)
    said = _DOT.join(filter(None, (step, words.type(story.type))))
    return (ours(f"{'■' if off else '●'} {said}"),) if said else ()


def _summary(story: Story) -> Line:
    said = theirs(story.summary, limit=MAX_SUMMARY)
    return (said,) if said.text else ()


def _bullets(items: tuple[Piece, ...]) -> Line:
    return (ours("▸ "), *items) if items else ()


def _figures(figures: tuple[Figure, ...]) -> tuple[Piece, ...]:
    telling = tuple(dict.fromkeys(figure.text for figure in figures if figure.kind != "date"))
    return _joined(
        tuple(theirs(text, limit=MAX_FIGURE) for text in telling[:MAX_FIGURES]), _DOT
    )  # fmt: skip


def _organisations(names: tuple[str, ...], words: Language) -> tuple[Piece, ...]:
    shown = tuple(theirs(name, limit=MAX_NAME) for name in names[:MAX_ORGANISATIONS])
    return _joined(shown, "; ") + _more(len(names) - MAX_ORGANISATIONS, words)


def _sources(
    story: Story, words: Language, *, now: datetime, zone: str | None, edited: bool
) -> Line:
    told = publishers(tellers(story))
    shown = told if len(told) <= 2 else told[:1]  # noqa: PLR2004 - two names fit a phone's line
    first = told[0] if told else None
    at = (first and first.published_at) or story.first_seen_at
    local = zone or (first.zone if first else None)
    moment = words.moment(at, now=now, zone=local)
    if edited:
        moment += _DOT + words.word("updated", time=words.clock(story.updated_at, zone=local))
    return (*_linked(shown), ours((_DOT if shown else "") + moment))


def _also(told: tuple[Source, ...], words: Language) -> Line:
    """Return the other publishers of a story that three or more tell."""
    if len(told) <= 2:  # noqa: PLR2004 - as above
        return ()
    before, _, after = words.word("also", names="\0").partition("\0")
    rest = _more(len(told) - 1 - MAX_SOURCES, words)
    count = words.word("publishers", n=len(told))
    return (ours(before), *_linked(told[1 : 1 + MAX_SOURCES]), *rest, ours(f"{after} ({count})"))


def _memory(story: Story, words: Language, *, now: datetime, zone: str | None) -> Line:
    """Return what the pair did before: in English the line of the store, elsewhere its steps."""
    local = zone or next((source.zone for source in story.sources), None)
    if story.memory and words.code == "en":
        return (ours("↺ "), theirs(story.memory, limit=MAX_MEMORY))
    if story.past:
        several = len(story.pairs) > 1
        steps = (_step(step, words, now=now, zone=local, named=several) for step in story.past)
        return (ours("↺ " + words.word("before", steps=_DOT.join(steps))),)
    if since := first_since(story):
        return (ours("↺ " + words.word("first", since=words.day(since, now=now, zone=local))),)
    return ()


def _step(step: PastStep, words: Language, *, now: datetime, zone: str | None, named: bool) -> str:
    pair = " – ".join(map(words.country, step.pair.split("-"))) + " " if named else ""
    day = words.day(step.at, now=now, zone=zone)
    return f"{pair}{words.word('step', stage=words.stage(step.stage), day=day)}"


def _linked(sources: tuple[Source, ...]) -> tuple[Piece, ...]:
    named = tuple(theirs(each.name, limit=MAX_NAME, link=each.link) for each in sources)
    return _joined(named, ", ")


def _joined(items: tuple[Piece, ...], between: str) -> tuple[Piece, ...]:
    """Return the pieces that say something, with our separator between them."""
    row: tuple[Piece, ...] = ()
    for item in items:
        if item.text:
            row += (ours(between), item) if row else (item,)
    return row


def _more(rest: int, words: Language) -> tuple[Piece, ...]:
    return (ours(" " + words.word("more", n=rest)),) if rest > 0 else ()
