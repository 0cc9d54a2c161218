"""feeds.yaml -> Watchlist, or every problem of the file at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from monitor.config import fields
from monitor.config.document import Document, read_document
from monitor.config.schema import ChatPart, FeedPart, FilePart, WatchPart
from monitor.errors import ConfigError
from monitor.model import Apprise, ChatPolicy, Country, Feed, Rules, Watch, Watchlist, Webhook
from monitor.vocab import EventType, Stage

RETENTION_LEAST = timedelta(days=28)  # clustering looks back 21 days

MAX_PROBLEMS = 100  # more would scroll the first ones away

Problem = tuple[int, str]

_ADVICE = {
    "extra_forbidden": "unknown key; remove it or correct its spelling",
    "missing": "this key is required",
    "string_type": "must be text; put it in quotes",
}


def load_watchlist(path: Path) -> Watchlist:
    """Return what the file says.

    Raises:
        ConfigError: with every problem as `file:line: what, and what to do`, in line order.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            (f"{path}:1: cannot be read ({error.strerror}); create it or set MONITOR_CONFIG",)
        ) from error
    watchlist, problems = read_watchlist(text)
    if watchlist is None:
        shown = sorted(set(problems))[:MAX_PROBLEMS]
        raise ConfigError(tuple(f"{path}:{line}: {what}" for line, what in shown))
    return watchlist


def read_watchlist(text: bytes) -> tuple[Watchlist | None, list[Problem]]:
    """Return the watchlist, or None and each problem with its line (from 1)."""
    document = read_document(text)
    problems = list(document.problems)
    if document.content is None and problems:
        return None, problems
    problems += _Meaning(document).problems()
    try:
        file = FilePart.model_validate(document.content)
    except ValidationError as error:
        return None, problems + [_shape_problem(document, one) for one in error.errors()]
    return (None, problems) if problems else (_watchlist(file), [])


def _shape_problem(document: Document, error: Any) -> Problem:
    path = tuple(error["loc"])
    if error["type"] == "value_error":
        what = str(error["ctx"]["error"])
    else:
        what = _ADVICE.get(error["type"], error["msg"])
    return document.line(path), f"{_dotted(path)}: {what}"


def _dotted(path: tuple[str | int, ...]) -> str:
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".") or "the file"


Place = tuple[str | int, ...]


class _Meaning:
    """What the shape alone cannot say: names that must exist, and must be there only once.

    Reads the raw content, so that a slip in one place does not hide the slips in others.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        content = document.content if isinstance(document.content, dict) else {}
        self._feeds_part = _dicts(content.get("feeds"))
        self._watches_part = _dicts(content.get("watches"))
        self._groups_part = _mapping(content.get("groups"))
        self._chats_part = _mapping(content.get("chats"))
        self._settings_part = _mapping(content.get("settings"))

    def problems(self) -> list[Problem]:
        found = [*self._groups(), *self._feeds(), *self._watches(), *self._chats()]
        return [(self._document.line(path), f"{_dotted(path)}: {what}") for path, what in found]

    def _groups(self) -> Iterator[tuple[Place, str]]:
        for name, members in self._groups_part.items():
            if " x " in name or name == "*":
                yield ("groups", name), "not a name for a group; use letters and hyphens"
            for place, code in _strings(members):
                if what := _refusal(fields.country, code):
                    yield ("groups", name, place), what

    def _feeds(self) -> Iterator[tuple[Place, str]]:
        first: dict[str, int] = {}
        for place, feed in self._feeds_part:
            url = str(feed.get("url"))
            if url in first:
                line = self._document.line(("feeds", first[url]))
                yield (
                    ("feeds", place, "url"),
                    f"this feed stands on line {line} already; remove one",
                )
            first.setdefault(url, place)
            if what := _zone_refusal(feed.get("zone")):
                yield ("feeds", place, "zone"), what

    def _watches(self) -> Iterator[tuple[Place, str]]:
        groups = _known_groups(self._groups_part)
        names: set[object] = set()
        for place, watch in self._watches_part:
            name = watch.get("name")
            if name in names:
                yield ("watches", place, "name"), f"a second watch '{name}'; rename it"
            names.add(name)
            yield from self._watch_pairs(place, watch, groups)
            yield from self._watch_chats(place, watch)

    def _watch_pairs(
        self, place: int, watch: Mapping[str, Any], groups: Mapping[str, frozenset[Country]]
    ) -> Iterator[tuple[Place, str]]:
        for at, text in _strings(watch.get("pairs")):
            if what := _refusal(lambda one: fields.pair_pattern(one, groups), text):
                yield ("watches", place, "pairs", at), what

    def _watch_chats(self, place: int, watch: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
        for at, name in _strings(watch.get("chats")):
            if name not in self._chats_part:
                yield ("watches", place, "chats", at), f"no chat '{name}'; define it under chats"

    def _chats(self) -> Iterator[tuple[Place, str]]:
        admin = self._settings_part.get("admin_chat")
        if admin is not None and admin not in self._chats_part:
            yield ("settings", "admin_chat"), f"no chat '{admin}'; define it under chats"
        yield from self._admin_alone(admin)
        for name, chat in self._chats_part.items():
            part = _mapping(chat)
            if part.get("mode") == "digest" and not part.get("digest"):
                yield ("chats", name), "mode digest needs a time; add digest: '08:00 Asia/Seoul'"
            for key in ("digest", "quiet_hours"):
                if what := _zone_refusal(part.get(key)):
                    yield ("chats", name, key), what

    def _admin_alone(self, admin: object) -> Iterator[tuple[Place, str]]:
        """Notices are for the operator: never in a chat that subscribers read, under any name."""
        told = {name for _, watch in self._watches_part for _, name in _strings(watch.get("chats"))}
        place = self._place(admin)
        for name in sorted(told & self._chats_part.keys()):
            if name == admin or (place is not None and self._place(name) == place):
                what = f"watches tell chat '{name}' too; notices need a chat of their own"
                yield ("settings", "admin_chat"), what

    def _place(self, name: object) -> tuple[str, ...] | None:
        """Return where a chat lies, a topic apart from its group; None when it does not say."""
        part = _mapping(self._chats_part.get(name)) if isinstance(name, str) else {}
        told = tuple(str(part.get(key, "")) for key in ("chat", "topic", "webhook", "apprise_env"))
        return told if any(told) else None


def _mapping(part: object) -> Mapping[str, Any]:
    return part if isinstance(part, dict) else {}


def _dicts(part: object) -> list[tuple[int, Mapping[str, Any]]]:
    listed = part if isinstance(part, list) else []
    return [(place, one) for place, one in enumerate(listed) if isinstance(one, dict)]


def _strings(part: object) -> list[tuple[int, str]]:
    listed = part if isinstance(part, list) else []
    return [(place, one) for place, one in enumerate(listed) if isinstance(one, str)]


def _refusal(read: Callable[[str], object], text: str) -> str | None:
    try:
        read(text)
    except ValueError as error:
        return str(error)
    return None


def _zone_refusal(text: object) -> str | None:
    """Tell what is wrong with the zone at the end of the text; None: nothing, or no text."""
    if not isinstance(text, str):
        return None
    zone = text.split(" ")[-1]
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"no time zone '{zone}'; write an IANA name such as Asia/Seoul"
    return None


def _known_groups(part: Mapping[str, Any]) -> Mapping[str, frozenset[Country]]:
    return {
        name: frozenset(code.upper() for _, code in _strings(list(members)))
        for name, members in part.items()
        if isinstance(members, list | tuple)
    }


def _watchlist(file: FilePart) -> Watchlist:
    groups = _known_groups(file.groups)
    return Watchlist(
        rules=_rules(file),
        feeds=tuple(_feed(part) for part in file.feeds),
        chats=tuple(_chat(name, part) for name, part in file.chats.items()),
        watches=tuple(_watch(part, groups) for part in file.watches),
    )


def _rules(file: FilePart) -> Rules:
    part = file.settings
    return Rules(
        poll_floor=fields.duration(part.poll_floor),
        poll_ceiling=fields.duration(part.poll_ceiling),
        first_poll=part.first_poll,
        on_unknown=part.on_unknown,
        storm_share=part.storm_share,
        storm_count=part.storm_count,
        # Clustering reads the texts of its window anew after a start.
        retention=max(fields.duration(part.retention), RETENTION_LEAST),
        contact=part.contact,
        admin_chat=part.admin_chat,
        commands=part.commands,
        admins=frozenset(part.admins),
        web_listen=fields.listen(part.web.listen),
        web_public_url=(part.web.public_url or "").rstrip("/"),
    )


def _feed(part: FeedPart) -> Feed:
    host = (urlsplit(part.url).hostname or part.url).removeprefix("www.")
    return Feed(
        url=part.url,
        name=part.name or host,
        family=part.family or part.name or host,
        lang=part.lang,
        interval=_interval(part.interval),
        tags=part.tags,
        fulltext=part.fulltext,
        zone=part.zone,
    )


def _interval(text: str) -> timedelta | None:
    return None if text == "auto" else fields.duration(text)


def _chat(name: str, part: ChatPart) -> ChatPolicy:
    return ChatPolicy(
        name=name,
        chat=f"exit:{name}" if part.chat is None else _chat_id(part.chat),
        exit=_exit(part),
        topic=part.topic,
        language=part.language,
        mode=part.mode,
        digest=part.digest,
        quiet_hours=part.quiet_hours,
        silent=part.silent,
        link_preview=part.link_preview,
        max_age=fields.duration(part.max_age),
    )


def _exit(part: ChatPart) -> Webhook | Apprise | None:
    if part.webhook is not None and part.secret_env is not None:
        return Webhook(url=part.webhook, secret_env=part.secret_env)
    return None if part.apprise_env is None else Apprise(url_env=part.apprise_env)


def _chat_id(chat: int | str) -> int | str:
    text = str(chat).strip()
    return int(text) if text.lstrip("-").isdigit() else text


def _watch(part: WatchPart, groups: Mapping[str, frozenset[Country]]) -> Watch:
    return Watch(
        name=part.name,
        pairs=tuple(fields.pair_pattern(text, groups) for text in part.pairs),
        sectors=frozenset(part.sectors),
        types=frozenset(EventType(name) for name in part.types),
        min_stage=None if part.min_stage is None else Stage(part.min_stage),
        require=part.require,
        forbid=part.forbid,
        on=frozenset(part.on),
        chats=part.chats,
    )
