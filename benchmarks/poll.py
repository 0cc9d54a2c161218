"""CPU of a round of polls, against peers, in one run: `python benchmarks/poll.py [--feeds N]`.

A local server offers N feeds of 30 entries. Each round is a process of its own, and what is
compared is the CPU time of that process with all its children. Rounds: first poll, unchanged
(304), 5 % of the feeds with one new entry, and unchanged bodies without validators.

`reader` (PyPI) takes part if `--peer-python` names an interpreter that has it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

ENTRIES = 30
NEW_SHARE = 0.05
ROUNDS = ("first", "unchanged", "5 % new", "no validators")
WORDS = [
    "the",
    "ministers",
    "met",
    "on",
    "Tuesday",
    "and",
    "agreed",
    "to",
    "continue",
    "their",
    "talks",
    "about",
    "trade,",
    "energy",
    "and",
    "transport",
    "while",
    "companies",
    "from",
    "both",
    "sides",
    "presented",
    "plans",
    "for",
    "a",
    "joint",
    "laboratory",
    "and",
    "a",
    "shared",
    "supply",
    "chain",
]

READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
if sys.argv[2] == "first":
    for n in range(int(sys.argv[4])):
        reader.add_feed(f"{sys.argv[3]}/{n}")
reader.update_feeds(scheduled=False, workers=20)
print(reader.get_feed_counts(), reader.get_entry_counts().total, file=sys.stderr)
"""


@dataclass
class Site:
    """Feeds that change on command."""

    entries: dict[int, int] = field(default_factory=dict)
    validators: bool = True
    touched: int = 0
    answers: dict[int, int] = field(default_factory=dict)

    def body(self, number: int) -> bytes:
        count = self.entries.get(number, ENTRIES)
        items = "".join(_item(number, n) for n in range(count, count - ENTRIES, -1))
        head = f"<title>Feed {number}</title><link>http://a.example/{number}</link><description>News</description>"
        return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()

    async def answer(self, request: web.BaseRequest) -> web.Response:
        number = int(request.path.rpartition("/")[2])
        etag = f'"{number}-{self.entries.get(number, ENTRIES)}"'
        status = 304 if self.validators and request.headers.get("If-None-Match") == etag else 200
        self.answers[status] = self.answers.get(status, 0) + 1
        headers = {"Content-Type": "application/rss+xml"} | (
            {"ETag": etag} if self.validators else {}
        )
        return web.Response(
            status=status, headers=headers, body=self.body(number) if status == 200 else b""
        )


def _item(feed: int, number: int) -> str:
    words = [WORDS[(feed * 7 + number * 13 + n) % len(WORDS)] for n in range(45)]
    link = f"http://a.example/{feed}/2026/{number}-{'-'.join(words[:4])}"
    return (
        f"<item><title>{' '.join(words[:10]).capitalize()}</title><link>{link}</link>"
        f'<guid isPermaLink="false">{feed}-{number}</guid><pubDate>Sun, 01 Mar 2026 {number % 24:02}:00:00 GMT</pubDate>'
        f"<category>World</category><description>&lt;p&gt;{' '.join(words)}.&lt;/p&gt;</description></item>"
    )


class Server:
    """The site on a thread of its own; its CPU is not counted."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._ready = threading.Event()
        self.url = ""
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait()

    async def _serve(self) -> None:
        runner = web.ServerRunner(web.Server(self._site.answer))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()
        await asyncio.Event().wait()


@dataclass(frozen=True)
class Cost:
    cpu: float
    wall: float
    rss_mib: float


def timed(command: list[str], environment: dict[str, str]) -> Cost:
    """Run a process to its end; return what it and its children cost."""
    before = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[:4]} ended with {status}: {said.decode()[-2000:]}")
    return Cost(
        usage.ru_utime + usage.ru_stime, time.perf_counter() - before, usage.ru_maxrss / 1024
    )


def ours(folder: Path, url: str, feeds: int) -> tuple[list[str], dict[str, str]]:
    listed = [{"url": f"{url}/{n}", "name": f"N{n}", "family": f"n{n}"} for n in range(feeds)]
    config = {
        "feeds": listed,
        "chats": {"a": {"chat": "@some_chat"}},
        "watches": [{"name": "all", "pairs": ["*-*"], "chats": ["a"]}],
    }
    (folder / "feeds.yaml").write_text(json.dumps(config))
    environment = {
        **os.environ,
        "MONITOR_CONFIG": str(folder / "feeds.yaml"),
        "MONITOR_DATABASE_URL": f"sqlite:///{folder}/monitor.db",
        "MONITOR_ALLOW_NETWORKS": "127.0.0.0/8",
        "MONITOR_LOG_LEVEL": "WARNING",
    }
    return [sys.executable, "-m", "monitor", "poll", "--force", "--json"], environment


def prepare(site: Site, name: str, feeds: int) -> None:
    """Bring the site into the state of a round."""
    site.answers.clear()
    site.validators = name != "no validators"
    if name == "5 % new":
        for number in range(0, feeds, int(1 / NEW_SHARE)):
            site.entries[number] = site.entries.get(number, ENTRIES) + 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--peer-python", default="")
    given = parser.parse_args()
    site = Site()
    server = Server(site)
    costs: dict[str, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command, environment = ours(folder, server.url, given.feeds)
        tools = {"monitor": lambda _: (command, environment)}
        if given.peer_python:
            script = folder / "peer.py"
            script.write_text(READER)
            tools["reader"] = lambda step: (
                [
                    given.peer_python,
                    str(script),
                    str(folder / "reader.db"),
                    step,
                    server.url,
                    str(given.feeds),
                ],
                dict(os.environ),
            )
        for tool, asked in tools.items():
            site.entries.clear()
            for step in ROUNDS:
                prepare(site, step, given.feeds)
                costs.setdefault(step, {})[tool] = timed(*asked(step))
                if (
                    step == "no validators"
                ):  # the first answer without them may still be new to the tool
                    costs[step][tool] = timed(*asked(step))
                print(step, tool, costs[step][tool], site.answers, file=sys.stderr)
    _report(costs)


def _report(costs: dict[str, dict[str, Cost]]) -> None:
    for step, of_tool in costs.items():
        mine = of_tool["monitor"]
        row = f"{step:14} monitor {mine.cpu:7.2f} s CPU {mine.wall:7.2f} s wall {mine.rss_mib:6.0f} MiB"
        for peer, cost in of_tool.items():
            if peer != "monitor":
                row += f"   {peer} {cost.cpu:7.2f} s ({cost.cpu / mine.cpu:.1f}x) {cost.rss_mib:6.0f} MiB"
        print(row)


if __name__ == "__main__":
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    )
    main()
