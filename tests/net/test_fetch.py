"""The fetcher against a recording server on loopback."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from aiohttp import web
from tests.net.targets import target

from monitor.demo.feedserver import FeedServer, open_feed_server
from monitor.model import Fetched, FetchFailed, NotModified, Validators
from monitor.net.guard import networks
from monitor.net.http import Fetcher, Limits, is_downgrade, open_fetcher

Talk = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def raw_server(talk: Talk) -> AsyncIterator[str]:
    """Say whatever `talk` writes once the request is in; every connection is closed in the end."""
    talking: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talking.add(task)
        try:
            await reader.readuntil(b"\r\n\r\n")
            await talk(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/"
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)


BODY = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
ODD = Validators(etag='W/"a,b c"x', last_modified="Tuesday, 31 Feb 2026 99:00 CET")


async def test_both_validators_go_back_byte_for_byte(server: FeedServer, fetcher: Fetcher) -> None:
    """POLL-01: quotes, weakness and impossible dates are the server's business."""
    url = server.serves("/weird", BODY, etag=ODD.etag, modified=ODD.last_modified)

    first = await fetcher.fetch(target(url))
    assert isinstance(first, Fetched)
    second = await fetcher.fetch(target(url, validators=first.validators))

    assert first.validators == ODD
    assert isinstance(second, NotModified)
    sent = server.asked("/weird")[1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == (ODD.etag, ODD.last_modified)


async def test_a_validator_that_was_not_sent_is_none(server: FeedServer, fetcher: Fetcher) -> None:
    """POLL-02: nothing is kept from before, and no If-Modified-Since is made up."""
    url = server.says("/f", BODY, headers={"Date": "Sun, 01 Mar 2026 12:00:00 GMT"})

    answer = await fetcher.fetch(target(url))

    assert isinstance(answer, Fetched)
    assert answer.validators == Validators()
    assert not {"if-none-match", "if-modified-since"} & set(server.asked("/f")[0].headers)


async def test_the_request_says_who_asks_and_nothing_more(
    server: FeedServer, fetcher: Fetcher
) -> None:
    """POLL-13, POLL-14, POLL-15: gzip only, no cookie, referer or authorisation, a stable name."""
    url = server.says("/c", BODY, headers={"Set-Cookie": "a=b"})

    await fetcher.fetch(target(url + "?q=1"))
    await fetcher.fetch(target(url.replace("http://", "http://user:pw@")))

    first, second = server.asked("/c")
    assert first.method == "GET"
    assert first.path == "/c?q=1"
    assert first.headers["accept-encoding"] == "gzip"
    assert not {"cookie", "referer", "authorization"} & (set(first.headers) | set(second.headers))
    assert first.headers["user-agent"].startswith("cooperation-monitor/0")
    assert "(+https://" in first.headers["user-agent"]


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "compress"])
async def test_codings_that_were_not_asked_for_are_refused(
    coding: str, server: FeedServer, fetcher: Fetcher
) -> None:
    """POLL-13, IN-05: what cannot be unpacked within bounds is not unpacked at all."""

    async def script(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=BODY, headers={"Content-Encoding": coding})

    answer = await fetcher.fetch(target(server.scripts("/br", script)))

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "encoding"


@pytest.mark.parametrize("announced", [True, False])
async def test_gzip_is_unpacked(*, announced: bool, server: FeedServer, fetcher: Fetcher) -> None:
    headers = {"Content-Encoding": "gzip"} if announced else {}
    url = server.says("/gz", gzip.compress(BODY), headers=headers)

    answer = await fetcher.fetch(target(url))

    assert isinstance(answer, Fetched)
    assert answer.body == BODY


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (gzip.compress(b"\0" * 50_000_000), "too_large"),
        (gzip.compress(gzip.compress(BODY)), "encoding"),
        (gzip.compress(BODY)[:-9], "protocol"),
        (b"\x1f\x8bnonsense", "encoding"),
        (b"x" * 100_001, "too_large"),
    ],
    ids=["bomb", "nested", "cut off", "broken", "raw"],
)
async def test_bodies_are_bounded(
    body: bytes, reason: str, server: FeedServer, fetcher: Fetcher
) -> None:
    """IN-05: caps hold for raw and for unpacked bytes; one layer only."""
    answer = await fetcher.fetch(target(server.says("/big", body)))

    assert isinstance(answer, FetchFailed)
    assert answer.reason == reason


async def test_an_endless_body_ends_at_the_cap(server: FeedServer, fetcher: Fetcher) -> None:
    """IN-05: no length announced, no end in sight."""

    async def script(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 10_000)

    answer = await fetcher.fetch(target(server.scripts("/endless", script)))

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "too_large"


@pytest.mark.parametrize("where", ["headers", "body"])
async def test_a_dripping_answer_meets_the_total_deadline(where: str, fetcher: Fetcher) -> None:
    """IN-06: each byte comes in time for a read timeout, and for ever."""

    async def drip(writer: asyncio.StreamWriter) -> None:
        start = b"Content-Length: 9999\r\n\r\n" if where == "body" else b"X-A: "
        writer.write(b"HTTP/1.1 200 OK\r\n" + start)
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with raw_server(drip) as url:
        answer = await fetcher.fetch(target(url))

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "timeout"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 50_000 + b"\r\n\r\n",
    ],
    ids=["closed", "garbage", "short", "chunks", "negative", "giant header"],
)
async def test_broken_http_is_a_value(raw: bytes, fetcher: Fetcher) -> None:
    """IN-02 in spirit: whatever a server does, nothing is raised."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)

    async with raw_server(say) as url:
        answer = await fetcher.fetch(target(url))

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "protocol"


async def test_nobody_listening_is_refused(fetcher: Fetcher) -> None:
    answer = await fetcher.fetch(target("http://127.0.0.1:1/"))

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "refused"


@pytest.mark.parametrize(
    ("codes", "moved"),
    [
        ((301,), True),
        ((308, 301), True),
        ((302,), False),
        ((301, 302), False),
        ((303,), False),
        ((307,), False),
    ],
)
async def test_only_all_permanent_hops_move_a_feed(
    *, codes: tuple[int, ...], moved: bool, server: FeedServer, fetcher: Fetcher
) -> None:
    """POLL-10: a single temporary hop keeps the address; the conditions travel along."""
    end = server.says("/end", BODY)
    for number, code in enumerate(codes):
        location = "/end" if number == len(codes) - 1 else f"/{number + 1}"
        server.says(f"/{number}", status=code, headers={"Location": location})

    answer = await fetcher.fetch(target(server.url + "/0", validators=ODD))

    assert isinstance(answer, Fetched)
    assert answer.url == end
    assert answer.moved_to == (end if moved else None)
    assert server.asked("/end")[0].headers["if-none-match"] == ODD.etag


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:x", "gopher://127.0.0.1/"]
)
async def test_redirects_stay_in_http(location: str, server: FeedServer, fetcher: Fetcher) -> None:
    """IN-07: http(s) only."""
    answer = await fetcher.fetch(
        target(server.says("/r", status=302, headers={"Location": location}))
    )

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "blocked"


async def test_redirects_end(server: FeedServer, fetcher: Fetcher) -> None:
    """IN-07: five, not for ever."""
    answer = await fetcher.fetch(target(server.says("/l", status=301, headers={"Location": "/l"})))

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "redirect"
    assert len(server.asked("/l")) == 6


async def test_credentials_in_a_redirect_are_dropped(server: FeedServer, fetcher: Fetcher) -> None:
    """IN-07, POLL-14."""
    there = server.says("/there", BODY).replace("http://", "http://u:p@")

    answer = await fetcher.fetch(target(server.says("/r", status=301, headers={"Location": there})))

    assert isinstance(answer, Fetched)
    assert answer.moved_to == server.url + "/there"
    assert "authorization" not in server.asked("/there")[0].headers


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"Retry-After": "120"}, timedelta(minutes=2)),
        (503, {"Retry-After": "Sat, 28 Feb 2026 10:30:00 GMT", "Date": "Sat, 28 Feb 2026 10:00:00 GMT"}, timedelta(minutes=30)),
        (429, {"Retry-After": "9" * 30}, timedelta(hours=24)),
        (429, {"Retry-After": "Sun, 01 Mar 2099 10:00:00 GMT"}, timedelta(hours=24)),
        (503, {"Retry-After": "soon"}, None),
        (503, {"Retry-After": "-5"}, None),
        (429, {}, None),
    ],
)  # fmt: skip
async def test_throttling_says_how_long(
    status: int,
    headers: dict[str, str],
    wait: timedelta | None,
    server: FeedServer,
    fetcher: Fetcher,
) -> None:
    """POLL-08: seconds, or a date by the server's own clock; at most a day."""
    answer = await fetcher.fetch(target(server.says("/t", status=status, headers=headers)))

    assert isinstance(answer, FetchFailed)
    assert (answer.reason, answer.retry_after) == ("throttled", wait)


@pytest.mark.parametrize(
    ("status", "reason"), [(410, "gone"), (404, "status"), (401, "status"), (500, "status"), (204, "status"), (206, "status"), (304, "status")]
)  # fmt: skip
async def test_other_statuses_have_a_reason(
    status: int, reason: str, server: FeedServer, fetcher: Fetcher
) -> None:
    """POLL-11; a 304 that nobody asked for brings nothing either."""
    answer = await fetcher.fetch(target(server.says("/s", status=status)))

    assert isinstance(answer, FetchFailed)
    assert (answer.reason, answer.status) == (reason, status)


async def test_a_429_keeps_the_whole_place_quiet(server: FeedServer, fetcher: Fetcher) -> None:
    """POLL-09: five feeds, one host, one 429: the others are not even asked."""
    server.says("/429", status=429, headers={"Retry-After": "60"})
    urls = [server.says(f"/{n}", BODY) for n in range(4)]

    answers = await asyncio.gather(
        *(
            fetcher.fetch(target(url, feed_id=n))
            for n, url in enumerate([server.url + "/429", *urls])
        )
    )

    assert len(server.requests) == 1
    for answer in answers[1:]:
        assert isinstance(answer, FetchFailed)
        assert answer.reason == "throttled"
        assert answer.status is None
        assert answer.retry_after is not None
        assert answer.retry_after > timedelta(seconds=55)


async def test_one_request_at_a_time_per_host(server: FeedServer, fetcher: Fetcher) -> None:
    """POLL-09."""
    open_now = most = 0

    async def script(_: web.BaseRequest) -> web.StreamResponse:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.01)
        open_now -= 1
        return web.Response(body=BODY)

    urls = [server.scripts(f"/{n}", script) for n in range(4)]
    answers = await asyncio.gather(
        *(fetcher.fetch(target(url, feed_id=n)) for n, url in enumerate(urls))
    )

    assert all(isinstance(answer, Fetched) for answer in answers)
    assert most == 1


PRIVATE = [
    "127.0.0.1", "127.1", "127.0.1", "0x7f.0.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1",
    "0", "0.0.0.0", "localhost", "LOCALHOST.", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "127。0。0。1", "127.0.0.1.", "10.0.0.1", "192.168.1.1", "172.16.0.1",
    "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fec0::1]", "[fc00::1]", "224.0.0.1", "255.255.255.255", "[ff02::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
async def test_private_places_are_never_asked(host: str, server: FeedServer) -> None:
    """IN-08: however the address is written, and wherever a redirect hides it."""
    port = server.url.rpartition(":")[2]
    limits = Limits(total=timedelta(seconds=5))
    async with open_fetcher(limits=limits) as guarded:
        answer = await guarded.fetch(target(f"http://{host}:{port}/secret"))

    assert isinstance(answer, FetchFailed)
    assert answer.reason in {"blocked", "refused"}
    assert server.requests == []


async def test_a_redirect_to_a_private_place_is_not_followed() -> None:
    """IN-08: the guard looks at each hop; 127.0.0.1 is allowed here and 127.0.0.2 is not."""
    async with (
        open_feed_server() as outside,
        open_feed_server(host="127.0.0.2") as inside,
        open_fetcher(allow_networks=networks(["127.0.0.1/32"])) as guarded,
    ):
        url = outside.says("/r", status=301, headers={"Location": inside.url + "/secret"})
        answer = await guarded.fetch(target(url))

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "blocked"
    assert inside.requests == []


async def test_proxy_variables_are_ignored(
    server: FeedServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IN-09."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    answer = await fetcher.fetch(target(server.says("/f", BODY)))

    assert isinstance(answer, Fetched)


async def test_an_equal_body_has_an_equal_hash(server: FeedServer, fetcher: Fetcher) -> None:
    """POLL-17: however it was packed on the way."""
    plain = await fetcher.fetch(target(server.says("/a", BODY)))
    packed = await fetcher.fetch(
        target(server.says("/b", gzip.compress(BODY), headers={"Content-Encoding": "gzip"}))
    )

    assert isinstance(plain, Fetched)
    assert isinstance(packed, Fetched)
    assert plain.body_hash == packed.body_hash


@pytest.mark.parametrize(
    "url", ["http://[", "http://a:b:c/", "http://x:99999/", "nonsense", "", "http://\udcff/"]
)
async def test_addresses_that_are_none_are_blocked(url: str, fetcher: Fetcher) -> None:
    answer = await fetcher.fetch(target(url))

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "blocked"


async def test_bytes_that_are_no_text_make_no_validator(
    server: FeedServer, fetcher: Fetcher
) -> None:
    """POLL-01: what cannot be stored and sent as it came is not sent at all."""

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nETag: "\xe9"\r\nX-Y: \xe9\r\nContent-Length: 2\r\n\r\nok')

    async with raw_server(say) as url:
        answer = await fetcher.fetch(target(url))

    assert isinstance(answer, Fetched)
    assert answer.validators.etag is None
    assert ("x-y", "é") in answer.headers


async def test_names_are_resolved_and_their_addresses_judged(
    server: FeedServer, fetcher: Fetcher
) -> None:
    """IN-08: a name that leads to an allowed address is as good as the address."""
    url = server.says("/f", BODY).replace("127.0.0.1", "localhost")

    assert isinstance(await fetcher.fetch(target(url)), Fetched)


def test_leaving_https_is_told_apart_from_reaching_it() -> None:
    """IN-07, POLL-10: https is never left for http, whatever a redirect says."""
    assert is_downgrade("https://a.example/", "http://a.example/")
    assert is_downgrade("https://a.example/", "file:///etc/passwd")
    assert not is_downgrade("http://a.example/", "https://a.example/")
    assert not is_downgrade("https://a.example/", "https://b.example/")


async def test_a_form_that_is_redirected_for_ever_ends(
    server: FeedServer, fetcher: Fetcher
) -> None:
    """IN-07."""
    answer = await fetcher.post_form(server.says("/l", status=307, headers={"Location": "/l"}), {})

    assert isinstance(answer, FetchFailed)
    assert answer.reason == "redirect"
