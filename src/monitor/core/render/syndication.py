"""Stories as feeds of their own: Atom (RFC 4287) and JSON Feed 1.1 (pure).

An entry keeps its id and moves its `updated` when the story grows, so that readers replace it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from monitor.core.render.actors import actors
from monitor.core.render.alert import publishers
from monitor.core.render.hygiene import plain, safe_link
from monitor.core.render.language import Language, language
from monitor.model import Story

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
ID_PREFIX = "tag:cooperation-monitor,2026:"  # RFC 4151
TITLE = "Cooperation between countries"


def render_atom(
    stories: Iterable[Story], *, now: datetime, self_link: str | None = None, code: str = "en"
) -> bytes:
    """Return an Atom document of the stories, in the order given, as UTF-8."""
    told = tuple(stories)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": code})
    _put(feed, "id", f"{ID_PREFIX}alerts")
    _put(feed, "title", TITLE)
    _put(feed, "updated", _stamp(max((story.updated_at for story in told), default=now)))
    if self_link:
        SubElement(feed, "link", {"rel": "self", "href": self_link})
    for story in told:
        _entry(feed, story, language(code))
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def render_json_feed(
    stories: Iterable[Story], *, self_link: str | None = None, code: str = "en"
) -> bytes:
    """Return a JSON Feed of the stories, in the order given, as UTF-8."""
    feed: dict[str, Any] = {"version": JSON_FEED, "title": TITLE, "language": code}
    if self_link:
        feed["feed_url"] = self_link
    feed["items"] = [_item(story, language(code)) for story in stories]
    return json.dumps(feed, ensure_ascii=False).encode()


def _entry(feed: Element, story: Story, words: Language) -> None:
    entry = SubElement(feed, "entry")
    _put(entry, "id", f"{ID_PREFIX}story/{story.id}")
    _put(entry, "title", plain(story.title) or words.word("untitled"))
    _put(entry, "published", _stamp(story.first_seen_at))
    _put(entry, "updated", _stamp(story.updated_at))
    for source in publishers(story.sources):
        author = SubElement(entry, "author")
        _put(author, "name", plain(source.name) or "?")
    if not story.sources:
        _put(SubElement(entry, "author"), "name", "?")
    if link := _link(story):
        SubElement(entry, "link", {"rel": "alternate", "href": link})
    for term in _tags(story):
        SubElement(entry, "category", {"term": term})
    _put(entry, "summary", _text(story, words))


def _item(story: Story, words: Language) -> dict[str, Any]:
    item = {
        "id": f"{ID_PREFIX}story/{story.id}",
        "url": _link(story),
        "title": plain(story.title) or words.word("untitled"),
        "content_text": _text(story, words),
        "date_published": _stamp(story.first_seen_at),
        "date_modified": _stamp(story.updated_at),
        "authors": [{"name": plain(source.name)} for source in publishers(story.sources)],
        "tags": list(_tags(story)),
        "_cooperation": {
            "pairs": list(story.pairs),
            "sectors": list(story.sectors),
            "type": story.type.value,
            "stage": story.stage.value,
            "mode": story.mode.value,
        },
    }
    return {name: value for name, value in item.items() if value is not None}


def _text(story: Story, words: Language) -> str:
    step = " · ".join(filter(None, (words.stage(story.stage), words.type(story.type))))
    return "\n".join(filter(None, (actors(story.pairs, words), step, plain(story.summary))))


def _tags(story: Story) -> tuple[str, ...]:
    stage = () if story.stage.value == "none" else (story.stage.value,)
    return (*story.pairs, *story.sectors, *stage)


def _link(story: Story) -> str | None:
    return next((link for each in story.sources if (link := safe_link(each.link))), None)


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = "".join(filter(_in_xml, text))


def _in_xml(character: str) -> bool:
    """Tell whether XML 1.0 has a place for the character."""
    return character == "\n" or (character >= " " and character not in "\ufffe\uffff")
