"""A reader for plain feeds, at a tenth of feedparser's cost; whatever is not plain is feedparser's.

feedparser is the parser of record: this reader knows those forms only for which it gives, field
for field, what feedparser gives (the tests hold the two against each other), and steps aside at
the first thing it does not know: markup within text, foreign bases and languages, repeated
fields, elements that feedparser may give a meaning, XML that is not well-formed.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin
from xml.parsers import expat

from monitor.core.clean import plain
from monitor.core.parse.cut import About
from monitor.core.parse.dates import clamped
from monitor.core.parse.drafts import MAX_TITLE, Draft, Reading, short_lang
from monitor.core.parse.rhythm import ttl_of

_ATOM = "http://www.w3.org/2005/Atom"
_RSS_1 = "http://purl.org/rss/1.0/"
# feedparser's own names for these namespaces; "" is the feed's own vocabulary.
_NAMESPACES = {
    _ATOM: "",
    _RSS_1: "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
}
# Namespaces with elements that feedparser gives a meaning, and the prefixes that it knows them by.
_TELLING_PREFIXES = frozenset(
    ("admin", "ag", "audio", "cc", "content", "creativecommons", "dc", "dcterms", "feedburner", "fullitem", "geo", "georss", "gml",
     "itunes", "l", "media", "pingback", "psc", "rdf", "rss", "atom", "svg", "sy", "math", "xhtml", "xlink")
)  # fmt: skip
_TELLING_SPACES = re.compile(
    r"itunes|podcast|mrss|creativecommons|/cc/|georss|opengis|geo/|podlove|purl\.org|userland|rss|atom|xhtml|svg|Math|xlink|newformat|echo|pie/",
    re.IGNORECASE,
)
_ENTRY_FIELDS = frozenset(
    ("title", "guid", "id", "pubDate", "published", "updated", "description", "summary", "content", "content:encoded", "dc:date")
)  # fmt: skip
_FEED_FIELDS = frozenset(("title", "language", "ttl", "sy:updatePeriod", "sy:updateFrequency"))
# Parts of a feed whose text goes nowhere, and that of their children neither.
_SILENT_IN_FEED = frozenset(
    ("author", "image", "textInput", "textinput", "items", "skipHours", "skipDays")
)
_IGNORED = frozenset(
    ("author", "category", "comments", "enclosure", "source", "rights", "generator", "description", "subtitle", "pubDate", "updated",
     "id", "lastBuildDate", "copyright", "docs", "managingEditor", "webMaster", "cloud", "rating", "logo", "icon", "sy:updateBase",
     "dc:creator", "dc:subject", "dc:publisher", "dc:date")
)  # fmt: skip
_IDS = {"rss": "guid", "feed": "id"}
# Names that feedparser keeps in one place, where the order of the elements decides.
_RIVALS = (
    ("content", "content:encoded"),
    ("summary", "description"),
    ("pubDate", "published"),
    ("updated", "dc:date"),
)
_TEXT_TYPES = frozenset(("text", "html", "text/plain", "text/html"))
_ODD_ATTRIBUTES = frozenset(("base", "lang", "mode", "src", "xml:base", "xml:lang"))
_WINDOWS = re.compile("[\x80-\x9f]")
_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
_MAIL_DATE = re.compile(
    r"(?:[A-Za-z]{3},\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d\d):(\d\d):(\d\d)\s+(?:GMT|UTC|Z|([+-])(\d\d)(\d\d))"
)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(" "), 1)}  # fmt: skip  # noqa: SIM905 - twelve words


class NotPlainError(Exception):
    """The document holds something that only feedparser may judge."""


@dataclass(frozen=True, slots=True)
class Simple:
    """What a plain document says."""

    about: About
    drafts: tuple[Draft, ...]


def read(text: str, reading: Reading) -> Simple | None:
    """Return what feedparser would read of this sound markup; None if that is for it to say."""
    reader = _Reader(reading)
    try:
        reader.parser.Parse(text.encode("utf-8", "replace"), True)
        drafts = tuple(reader.draft(entry) for entry in reader.entries)
        return Simple(reader.about(), drafts)
    except (NotPlainError, expat.ExpatError):
        return None


@dataclass(slots=True)
class _Node:
    """The fields of an entry or of the feed, each at most once, and its links."""

    fields: dict[str, str] = field(default_factory=dict)
    links: list[dict[str, str]] = field(default_factory=list)
    permalink: bool = True  # of the guid


class _Reader:
    """Takes expat's events; a document is root > (channel >) entry > field."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._prefixes: dict[str, str | None] = {"xml": "xml:"}
        self._default = ""  # prefix of names without one
        self._lang: str | None = reading.lang
        self._root = ""
        self._depth = 0
        self._entry_depth = 0
        self._node = self.feed = _Node()
        self.entries: list[_Node] = []
        self._field = ""
        self._pieces: list[str] = []
        self._skipping = 0
        self._silent = False
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipping:
            self._skip_child(tag)
            return
        if self._field:
            raise NotPlainError(tag)
        self._depth += 1
        if self._depth == 1:
            self._begin(tag, attributes)
            return
        if attributes:
            self._check(attributes)
        name = self._name(tag)
        if self._depth == self._entry_depth and name in ("item", "entry"):
            self._begin_entry(attributes)
        elif self._depth != 2 or name != "channel":  # noqa: PLR2004 - a channel stands in the root
            self._begin_field(name, attributes)

    def _skip_child(self, tag: str) -> None:
        if not self._silent:
            raise NotPlainError(tag)
        self._skipping += 1

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if name == "xmlns":
                self._default = _NAMESPACES.get(value, "?")
            elif name.startswith("xmlns:"):
                self._prefixes[name[6:]] = _prefix(name[6:], value)
            elif name == "xml:lang" and tag == "feed":
                self._lang = value
                self.feed.fields["language"] = value.replace("_", "-")
            elif name != "version":
                raise NotPlainError(name)
        self._root = self._name(tag)
        self._entry_depth = {"rss": 3, "rdf:RDF": 2, "feed": 2}.get(self._root, 0)
        if not self._entry_depth or (self._root == "feed") != (attributes.get("xmlns") == _ATOM):
            raise NotPlainError(tag)

    def _name(self, tag: str) -> str:
        """Return the name as feedparser sees it: its prefixes, and none for the feed's own."""
        prefix, colon, local = tag.partition(":")
        if not colon:
            return self._default + tag
        try:
            known = self._prefixes[prefix]
        except KeyError:
            raise NotPlainError(tag) from None
        if known is None:
            return f"?{tag}"
        return known + local

    def _check(self, attributes: dict[str, str]) -> None:
        for name in attributes:
            prefix, colon, _ = name.partition(":")
            if (
                name in _ODD_ATTRIBUTES
                or name.startswith("xmlns")
                or (colon and prefix not in self._prefixes)
            ):
                raise NotPlainError(name)

    def _begin_entry(self, attributes: dict[str, str]) -> None:
        self._node = _Node()
        self.entries.append(self._node)
        for name, value in attributes.items():
            if self._root == "rdf:RDF" and self._name(name) == "rdf:about":
                self._node.fields["id"] = value
            else:
                raise NotPlainError(name)

    def _begin_field(self, name: str, attributes: dict[str, str]) -> None:
        wanted = _FEED_FIELDS if self._node is self.feed else _ENTRY_FIELDS
        if name == "link":
            self._begin_link(attributes)
        elif name in wanted:
            foreign = name in ("guid", "id") and name != _IDS.get(self._root)
            if foreign or name in self._node.fields or not _are_plain(name, attributes):
                raise NotPlainError(name)
            if name == "guid":
                self._node.permalink = attributes.get("isPermaLink", "true") == "true"
            self._field = name
        elif self._node is self.feed and name in _SILENT_IN_FEED:
            self._skipping, self._silent = 1, True
        elif name in _IGNORED or name.startswith("?"):
            self._skipping, self._silent = 1, name == "author"
        else:
            raise NotPlainError(name)

    def _begin_link(self, attributes: dict[str, str]) -> None:
        if "href" in attributes:
            self._node.links.append(
                {
                    name: value.lower() if name in ("rel", "type") else value
                    for name, value in attributes.items()
                }
            )
            self._skipping, self._silent = 1, False
        elif attributes or "link" in self._node.fields:
            raise NotPlainError("link")
        else:
            self._field = "link"

    def _text(self, text: str) -> None:
        if self._field:
            self._pieces.append(text)

    def _end(self, _: str) -> None:
        if self._skipping:
            self._skipping -= 1
            if self._skipping:
                return
        elif self._field:
            self._node.fields[self._field] = _repaired("".join(self._pieces).strip())
            self._field = ""
            self._pieces.clear()
        elif self._depth == self._entry_depth and self._node is not self.feed:
            self._node = self.feed
        self._depth -= 1

    def draft(self, node: _Node) -> Draft:
        """Return what feedparser would make of the fields."""
        fields = node.fields
        get = fields.get
        text = get("content") or get("content:encoded") or ""
        if any(one in fields and other in fields for one, other in _RIVALS):
            raise NotPlainError("two names of one field")
        date = self._date(get("pubDate") or get("published") or "") or self._date(
            get("updated") or get("dc:date") or ""
        )
        return Draft(
            guid=get("guid") or get("id") or "",
            link=self._absolute(self._link(node)),
            title=get("title") or "",
            summary=get("summary") or get("description") or text,
            text=text,
            lang=self._lang or self.feed.fields.get("language") or None,
            published_at=clamped(date, now=self._reading.now, skew=self._reading.skew),
        )

    def _link(self, node: _Node) -> str:
        fields = node.fields
        pages = [link["href"] for link in node.links if _is_page(link)]
        own = fields.get("link")
        if own is not None and (pages or not own):
            raise NotPlainError("link")
        if own is not None:
            return _REFERENCE.sub(r"&\1", own.replace("&amp;", "&")) if "&" in own else own
        if pages:
            return pages[-1]
        guid = fields.get("id") if self._root == "feed" else fields.get("guid")
        if guid and node.permalink:
            return guid
        if node.links:
            raise NotPlainError("link")
        return ""

    def _absolute(self, link: str) -> str:
        if link.startswith(("http://", "https://")) and ":///" not in link:
            return link
        if link:
            raise NotPlainError("link")
        return ""

    def _date(self, text: str) -> datetime | None:
        if not text:
            return None
        if (date := plain_date(text)) is None:
            raise NotPlainError("date")
        return date

    def about(self) -> About:
        """Return what feedparser would make of the feed's own fields."""
        get = self.feed.fields.get
        return About(
            title=plain(get("title") or "", limit=MAX_TITLE),
            lang=short_lang(get("language") or self._reading.lang),
            ttl=ttl_of(get("ttl"), get("sy:updatePeriod"), get("sy:updateFrequency")),
            hubs=tuple(self._related("hub")),
            self_link=next(iter(self._related("self")), None),
        )

    def _related(self, rel: str) -> list[str]:
        base = self._reading.url
        return [
            urljoin(base, link["href"])
            for link in self.feed.links
            if link.get("rel") == rel and link["href"]
        ]


def plain_date(text: str) -> datetime | None:
    """Return a date in one of the two usual forms (RFC 822 with a four-digit year, RFC 3339)."""
    try:
        if _ISO_DATE.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
        if (match := _MAIL_DATE.fullmatch(text)) is None:
            return None
        day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
        date = datetime(
            int(year),
            _MONTHS[month.lower()],
            int(day),
            int(hour),
            int(minute),
            int(second),
            tzinfo=UTC,
        )
        if sign is None:
            return date
        ahead = timedelta(hours=int(hours), minutes=int(minutes))
        return date - ahead if sign == "+" else date + ahead
    except (ValueError, KeyError, OverflowError):
        return None


def _prefix(prefix: str, uri: str) -> str | None:
    """Return feedparser's prefix for a namespace; None if it gives its elements no meaning."""
    if (known := _NAMESPACES.get(uri)) is not None:
        return known
    # An element of a namespace that it does not know is judged by the prefix of the document.
    telling = prefix.lower() in _TELLING_PREFIXES or _TELLING_SPACES.search(uri)
    return "!" if telling else None


def _are_plain(name: str, attributes: dict[str, str]) -> bool:
    """Tell whether the attributes leave a field's text what it is."""
    if not attributes:
        return True
    if name == "guid":
        return attributes.keys() == {"isPermaLink"}
    return attributes.keys() == {"type"} and attributes["type"] in _TEXT_TYPES


def _is_page(link: dict[str, str]) -> bool:
    return link.get("rel", "alternate") == "alternate" and link.get("type", "text/html") in (
        "text/html",
        "html",
        "application/xhtml+xml",
        "xhtml",
    )


def _repaired(text: str) -> str:
    """Undo UTF-8 that was read as Latin-1 once too often, and Windows characters, as feedparser does."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    if _WINDOWS.search(text):
        raise NotPlainError("controls")
    return text
