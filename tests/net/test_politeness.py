"""Turns at hosts."""

from __future__ import annotations

import asyncio

import pytest

from monitor.net.politeness import Gate, domain_of, place_of


@pytest.mark.parametrize(
    ("url", "place", "domain"),
    [
        ("https://www.example.com/feed", "www.example.com", "example.com"),
        ("https://News.Example.co.kr:8443/x", "news.example.co.kr", "example.co.kr"),
        ("https://example.com", "example.com", "example.com"),
        ("https://a.b.gov.in/", "a.b.gov.in", "b.gov.in"),
        ("http://127.0.0.1:8080/x", "127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://[::1]/x", "::1:http", "::1:http"),
        ("http://localhost/", "localhost", "localhost"),
        ("http://a:b/", "http://a:b/", "http://a:b/"),
    ],
)
def test_places_and_domains(url: str, place: str, domain: str) -> None:
    """POLL-09: no list is fetched to know a registrable domain."""
    assert (place_of(url), domain_of(place_of(url))) == (place, domain)


async def run(gate: Gate, count: int, *, work: float, place: str = "a") -> tuple[int, float]:
    """Take `count` turns at once; return how many ran together at most, and how long it took."""
    loop = asyncio.get_running_loop()
    running = most = 0

    async def one(number: int) -> None:
        nonlocal running, most
        async with gate.turn(place, number):
            running += 1
            most = max(most, running)
            await asyncio.sleep(work)
            running -= 1

    start = loop.time()
    await asyncio.gather(*(one(number) for number in range(count)))
    return most, loop.time() - start


async def test_a_host_with_few_feeds_gets_one_request_at_a_time_with_a_gap() -> None:
    """POLL-09."""
    most, seconds = await run(Gate(gap=0.02), 5, work=0.001)

    assert most == 1
    assert seconds >= 4 * 0.02


async def test_a_host_with_many_feeds_gets_more_but_not_all_at_once() -> None:
    """An aggregator with a hundred feeds of ours must not make a round of minutes."""
    most, _ = await run(Gate(), 100, work=0.01)

    assert 8 <= most <= 13


async def test_hosts_do_not_wait_for_each_other() -> None:
    gate = Gate()
    results = await asyncio.gather(*(run(gate, 1, work=0.05, place=str(n)) for n in range(20)))

    assert max(seconds for _, seconds in results) < 0.5


async def test_a_slow_request_gives_its_turn_on() -> None:
    """POLL-19: a hanging feed holds up the other feeds of its host for a moment only."""
    gate = Gate(gap=0, patience=0.05)
    hanging = asyncio.create_task(run(gate, 1, work=10))
    await asyncio.sleep(0)
    _, seconds = await run(gate, 3, work=0.001)
    hanging.cancel()

    assert seconds < 1


async def test_who_gives_up_waiting_blocks_nobody() -> None:
    gate = Gate(gap=0)
    first = asyncio.create_task(run(gate, 1, work=0.05))
    await asyncio.sleep(0)
    second = asyncio.create_task(run(gate, 1, work=10))
    third = asyncio.create_task(run(gate, 1, work=0.001))
    await asyncio.sleep(0)
    second.cancel()

    assert (await third)[0] == 1
    await first
    assert gate._places["a"].active == 0


async def test_a_held_domain_is_held_until_then() -> None:
    """POLL-09."""
    gate = Gate()
    gate.hold("a", 0.05)
    gate.hold("a", 0.01)

    assert gate.held("a") > 0.03
    assert gate.held("b") == 0.0
    await asyncio.sleep(0.06)
    assert gate.held("a") == 0.0
