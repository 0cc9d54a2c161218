"""Links with a relation: of an HTTP Link header (RFC 8288) and of a page's `<link>` elements. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

MAX_HEADER = 8_000  # characters that are read
MAX_PAGE = 200_000  # characters of a page in which its head is looked for

_TARGET = re.compile(r"<([^<>]*)>")
_PARAMETER = re.compile(r';\s*([A-Za-z*-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+)))?')


@dataclass(frozen=True, slots=True)
class Link:
    """A link and its relations, in lower case."""

    rels: tuple[str, ...]
    target: str
    type: str = ""
    title: str = ""


def header_links(value: str, *, base: str) -> list[Link]:
    """Return the links of a Link header, in order; what cannot be read is left out."""
    links: list[Link] = []
    at = 0
    value = value[:MAX_HEADER]
    while (target := _TARGET.search(value, at)) is not None:
        at = target.end()
        given: dict[str, str] = {}
        while (parameter := _PARAMETER.match(value, at)) is not None:
            given.setdefault(parameter[1].lower(), parameter[2] or parameter[3] or "")
            at = parameter.end()
        links.append(_link(given, target[1], base))
    return links


def page_links(page: str, *, base: str) -> list[Link]:
    """Return the `<link>` elements of a page's head, in order."""
    reader = _Head(base)
    reader.feed(page[:MAX_PAGE])
    return reader.links


def _link(given: dict[str, str], target: str, base: str) -> Link:
    rels = tuple(given.get("rel", "").lower().split())
    return Link(rels, absolute(target, base), given.get("type", "").lower(), given.get("title", ""))


def absolute(target: str, base: str) -> str:
    """Return the target as an address of its own; "" if it is none."""
    try:
        return urljoin(base, target.strip())
    except ValueError:
        return ""


@dataclass
class _Head(HTMLParser):
    base: str
    links: list[Link] = field(default_factory=list)
    body_began: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep links; stop at the body, where anybody may have written one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "body":
            self.body_began = True
        elif tag == "base" and given.get("href"):
            self.base = absolute(given["href"], self.base) or self.base
        elif tag == "link" and given.get("href") and not self.body_began:
            self.links.append(_link(given, given["href"], self.base))
