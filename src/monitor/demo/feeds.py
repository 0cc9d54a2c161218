"""The demonstration's newsrooms: what they publish, act by act, and the feeds.yaml that reads them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

LOGIN_PAGE = "<!doctype html><title>Welcome to Café Wi-Fi</title><p>Please accept our terms.</p>"

CONFIGURATION = """\
settings: {{poll_floor: 5m, first_poll: silent}}
feeds:
{feeds}
chats:
  korea-desk: {{chat: "@korea_desk", language: en}}
  supply-desk: {{chat: "@supply_desk", language: en}}
watches:
  - name: Korean technology
    pairs: [KR-JP, KR-IL]
    sectors: [semiconductors, ai, batteries, displays, materials]
    chats: [korea-desk]
  - name: raw materials and energy
    pairs: [IN-JP, AE-*, AU-ID]
    sectors: [critical-minerals, materials, energy, hydrogen, nuclear]
    min_stage: discussed
    chats: [supply-desk]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A newsroom with one feed."""

    path: str
    name: str
    family: str
    lang: str
    zone: str
    delay: float = 0.0  # seconds its server takes
    broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A stretch of time in which some entries appear."""

    number: int
    title: str
    minutes: int  # after the start, by the demonstration's clock
    text: str

    @property
    def begins(self) -> timedelta:
        """How long after the start it begins."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry, the act in which it appears, and what must become of it."""

    number: int
    at: datetime  # when it is published
    act: int
    outlet: str  # path
    title: str
    summary: str
    expect: str  # a verdict of the store's entries

    @property
    def link(self) -> str:
        """The entry's address and guid; nobody is there."""
        return f"https://{self.outlet.strip('/')}.example/{self.number}"


@cache
def outlets() -> tuple[Outlet, ...]:
    """Return the newsrooms."""
    return tuple(Outlet(**row) for row in _content()["outlets"])


@cache
def acts() -> tuple[Act, ...]:
    """Return the acts in order."""
    return tuple(Act(number=number, **row) for number, row in enumerate(_content()["acts"], 1))


def items(*, now: datetime) -> tuple[Item, ...]:
    """Return everything that is published when the demonstration starts `now`."""
    return tuple(_item(number, row, now) for number, row in enumerate(_content()["news"], 1))


def _item(number: int, row: dict[str, Any], now: datetime) -> Item:
    at = now + acts()[row["act"] - 1].begins - _BEFORE
    summary = row["summary"].format(today=f"{at:%b} {at.day}", weekday=f"{at:%A}")
    return Item(number=number, at=at, **row | {"summary": summary})


_BEFORE = timedelta(minutes=4)  # an entry is as old as that when the bot comes by


@cache
def _content() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((files("monitor.demo") / "news.toml").read_text("utf-8"))


def rss(outlet: Outlet, published: Iterable[Item]) -> str:
    """Return the outlet's feed as RSS 2.0, newest entry first."""
    rows = "\n".join(_row(item) for item in reversed(tuple(published)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>\n'
        f"<title>{escape(outlet.name)}</title><language>{outlet.lang}</language>\n"
        f"<link>https://{outlet.path.strip('/')}.example/</link>\n{rows}\n</channel></rss>\n"
    )


def _row(item: Item) -> str:
    return (
        f'<item><guid isPermaLink="false">{item.link}</guid><link>{item.link}</link>'
        f"<title>{escape(item.title)}</title><description>{escape(item.summary)}</description>"
        f"<pubDate>{format_datetime(item.at)}</pubDate></item>"
    )


def configuration(root: str) -> str:
    """Return a feeds.yaml for the newsrooms on the server at `root`."""
    rows = (
        f'  - {{url: "{root}{one.path}", name: {one.name}, family: {one.family}, '
        f"lang: {one.lang}, zone: {one.zone}, interval: 5m}}"
        for one in outlets()
    )
    return CONFIGURATION.format(feeds="\n".join(rows))
