"""OPML 2.0 subscription lists (opml.org/spec2.opml): read from anybody, written for everybody. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from monitor.core.clean import plain
from monitor.core.identity import web_link
from monitor.core.parse.decode import text_of
from monitor.core.parse.sound import sound
from monitor.model import Feed

MAX_OUTLINES = 20_000  # of one list
MAX_NAME = 200  # characters of a name or folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One subscription of a list."""

    url: str
    name: str  # "" when the list gives none
    folders: tuple[str, ...] = ()  # from the outside in


class OpmlError(ValueError):
    """The file is no subscription list; the message says what to do."""


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """Return the feeds of a list in its order, each address once; what is no web address is left out.

    Raises:
        OpmlError: not XML, or no OPML.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(sound(_from_root(text_of(body))).encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise OpmlError(
            f"line {error.lineno}: not well-formed XML; export the list anew"
        ) from error
    if not reader.is_opml:
        raise OpmlError("no <opml> element; choose the file that your reader exported as OPML")
    return tuple({outline.url: outline for outline in reversed(reader.outlines)}.values())[::-1]


def write_opml(feeds: Iterable[Feed], *, title: str) -> str:
    """Return the feeds as a list, in a folder by the first of their tags where they have one."""
    folders: dict[str, list[Feed]] = {}
    for feed in feeds:
        folders.setdefault(feed.tags[0] if feed.tags else "", []).append(feed)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"  <head><title>{plain_text(title)}</title></head>", "  <body>"]
    lines += [_written(feed, "    ") for feed in folders.pop("", [])]
    for folder, members in folders.items():
        lines.append(f"    <outline text={_attribute(folder)}>")
        lines += [_written(feed, "      ") for feed in members]
        lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def plain_text(text: str) -> str:
    """Return text that may stand between two tags."""
    return plain(text, limit=MAX_NAME).replace("&", "&amp;").replace("<", "&lt;")


def _attribute(text: str) -> str:
    return quoteattr(plain(text, limit=MAX_NAME))


def _written(feed: Feed, indent: str) -> str:
    name = _attribute(feed.name)
    return f'{indent}<outline type="rss" text={name} title={name} xmlUrl={quoteattr(feed.url)}/>'


def _from_root(text: str) -> str:
    at = text.lower().find("<opml")
    return text[at:] if at >= 0 else text


class _Reader:
    """Collects outlines; folders are the outlines around one without an address."""

    def __init__(self) -> None:
        self.is_opml = False
        self.outlines: list[Outline] = []
        self._folders: list[str] = []
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.is_opml = self.is_opml or tag.lower() == "opml"
        if tag.lower() != "outline":
            return
        given = {name.lower(): value for name, value in attributes.items()}
        name = plain(given.get("title") or given.get("text") or "", limit=MAX_NAME)
        url = web_link(given.get("xmlurl"))
        if url and len(self.outlines) < MAX_OUTLINES:
            folders = tuple(folder for folder in self._folders if folder)
            self.outlines.append(Outline(url=url, name=name, folders=folders))
        self._folders.append("" if given.get("xmlurl") else name)

    def _end(self, tag: str) -> None:
        if tag.lower() == "outline":
            self._folders.pop()
