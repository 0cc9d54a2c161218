"""Where a web page says that its feed is (`<link rel="alternate">`). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.clean import plain
from monitor.core.identity import web_link
from monitor.core.links import Link, page_links
from monitor.core.parse.decode import text_of

MAX_TITLE = 200  # characters
MAX_FOUND = 50  # feeds of one page

_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
    "application/xml",
    "text/xml",
)
# Feeds beside the one that is meant: of comments, of a search, of one author.
_BESIDE = ("comment", "/author/", "?s=", "/search/")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that a page offers."""

    url: str
    title: str
    type: str


def feeds_of_page(body: bytes, content_type: str, *, url: str) -> tuple[FoundFeed, ...]:
    """Return the feeds that a page's head offers, the likeliest first, each address once.

    The page's own order counts, but comment and search feeds come last. `url` is where the
    page was found, and resolves relative links. () when it offers none.
    """
    links = page_links(text_of(body, content_type), base=url)
    found = {feed.url: feed for link in links if (feed := _feed(link)) is not None}
    likeliest = sorted(found.values(), key=_is_beside)
    return tuple(likeliest[:MAX_FOUND])


def _feed(link: Link) -> FoundFeed | None:
    kind = link.type.partition(";")[0].strip()
    url = web_link(link.target)
    if url is None or "alternate" not in link.rels or kind not in _TYPES:
        return None
    if kind == "application/json" and "feed" not in url:  # WordPress links its API so
        return None
    return FoundFeed(url=url, title=plain(link.title, limit=MAX_TITLE), type=kind)


def _is_beside(feed: FoundFeed) -> bool:
    text = f"{feed.url} {feed.title}".lower()
    return any(mark in text for mark in _BESIDE)
