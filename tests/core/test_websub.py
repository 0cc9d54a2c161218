"""WebSub's rules for subscribers; the numbers are those of websub.rocks' subscriber tests."""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.parse.documents import feed, item, rss
from tests.core.parse.test_parse import ATOM

from monitor.core.links import header_links, page_links
from monitor.core.websub import (
    MAX_CHALLENGE,
    MAX_PUSH_BYTES,
    discover,
    is_alive,
    is_signed,
    poll_interval,
    receive,
    renew_at,
    request_fields,
    verify,
)
from monitor.model import FeedId, HubOffer, HubSubscription
from monitor.net.websub import new_secret, new_token

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
URL = "https://a.example/feed"
HUB, TOPIC = "https://hub.example/", "https://a.example/self"
PENDING = HubSubscription(
    feed_id=FeedId(1), token="t", secret="s3cret", hub=HUB, topic=TOPIC, asked_at=NOW
)
ACTIVE = replace(PENDING, state="active", lease_until=NOW + timedelta(days=10))
OFFER = HubOffer(hubs=(HUB,), topic=TOPIC)
HEADER = f'<{HUB}>; rel="hub", <{TOPIC}>; rel=self'
ATOM_NS = 'xmlns:atom="http://www.w3.org/2005/Atom"'
RSS = rss(
    item(),
    head=f'<atom:link {ATOM_NS} rel="hub" href="{HUB}"/><atom:link {ATOM_NS} rel="self" href="{TOPIC}"/>',
)
PAGE = f'<!doctype html><html><head><link rel="hub" href="{HUB}"><link rel=self href="{TOPIC}"></head><body></body></html>'
DECOY = rss(
    item(),
    head=f'<atom:link {ATOM_NS} rel="hub" href="https://decoy.example/"/><atom:link {ATOM_NS} rel="self" href="https://decoy.example/self"/>',
)


# Discovery --------------------------------------------------------------------------------


def test_100_a_link_header_names_hub_and_topic() -> None:
    """SUB-01."""
    assert discover({"link": HEADER}, url=URL) == OFFER


def test_101_a_page_names_hub_and_topic() -> None:
    """SUB-01."""
    assert discover({}, url=URL, page=PAGE) == OFFER


def test_102_an_atom_feed_names_hub_and_topic() -> None:
    """SUB-01."""
    found = discover({}, url=URL, feed=feed(ATOM))

    assert found == HubOffer(hubs=("https://hub.example/",), topic="https://a.example/feed")


def test_103_an_rss_feed_names_hub_and_topic() -> None:
    """SUB-01."""
    assert discover({}, url=URL, feed=feed(RSS)) == OFFER


def test_104_the_header_beats_the_body() -> None:
    """SUB-01: nothing of a later place is mixed in."""
    assert discover({"link": HEADER}, url=URL, feed=feed(DECOY), page=PAGE) == OFFER


def test_200_the_topic_is_rel_self_and_not_where_it_was_found() -> None:
    """SUB-02."""
    offer = discover({}, url="https://elsewhere.example/", feed=feed(RSS))

    assert offer is not None
    assert offer.topic == TOPIC


@pytest.mark.parametrize(
    "links",
    [
        f'<{HUB}>; rel="hub"',
        f'<{TOPIC}>; rel="self"',
        '<file:///etc/passwd>; rel="self", <https://hub.example/>; rel="hub"',
        '<ftp://hub.example/>; rel="hub", <https://a.example/self>; rel="self"',
        "",
        "nonsense",
        "<http://[>; rel=hub, <http://[>; rel=self",
    ],
)
def test_half_an_offer_or_another_scheme_is_none(links: str) -> None:
    """SUB-11: only http(s); a hub without a topic is no offer."""
    assert discover({"link": links}, url=URL) is None


def test_https_hubs_come_first() -> None:
    """SUB-11."""
    links = f'<http://plain.example/>; rel="hub", <{HUB}>; rel="hub", <{TOPIC}>; rel="self"'

    offer = discover({"link": links}, url=URL)

    assert offer is not None
    assert offer.hubs == (HUB, "http://plain.example/")


def test_links_of_a_page_stop_at_its_body() -> None:
    """Comments of readers may hold link elements, too."""
    page = '<html><head><base href="https://b.example/x/"><link rel=hub href=y></head><body><link rel="hub" href="https://evil.example/">'

    assert [link.target for link in page_links(page, base=URL)] == ["https://b.example/x/y"]


def test_link_headers_are_read_as_written_in_the_wild() -> None:
    value = '</f>; rel="alternate self"; type="application/rss+xml"; title="a;b,c", <x>;rel=HUB,<>'

    first, second, third = header_links(value, base="https://a.example/b/")
    assert (first.rels, first.target, first.type, first.title) == (
        ("alternate", "self"),
        "https://a.example/f",
        "application/rss+xml",
        "a;b,c",
    )
    assert (second.rels, second.target) == (("hub",), "https://a.example/b/x")
    assert third.rels == ()


@given(st.text(max_size=200))
def test_links_never_raise(text: str) -> None:
    header_links(text, base=URL)
    page_links(text, base=URL)


# Verification -----------------------------------------------------------------------------


def asked(**changes: str) -> dict[str, str]:
    query = {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.challenge": "abc",
        "hub.lease_seconds": "864000",
    }
    return {**query, **{f"hub.{name}": value for name, value in changes.items()}}


def test_a_pending_subscription_is_agreed_to_with_exactly_the_challenge() -> None:
    """SUB-03, SUB-04: text, and not to be sniffed as anything else."""
    verdict = verify(PENDING, asked(challenge="<script>alert(1)</script>"), now=NOW)

    assert (verdict.reply.status, verdict.reply.body) == (200, "<script>alert(1)</script>")
    assert dict(verdict.reply.headers) == {
        "content-type": "text/plain; charset=utf-8",
        "x-content-type-options": "nosniff",
    }
    assert verdict.subscription == replace(ACTIVE, lease_until=NOW + timedelta(seconds=864_000))


@pytest.mark.parametrize(
    ("subscription", "query"),
    [
        (PENDING, asked(topic="https://a.example/other")),
        (None, asked()),
        (ACTIVE, asked()),
        (replace(PENDING, state="denied"), asked()),
        (replace(PENDING, state="ended"), asked()),
        (PENDING, asked(mode="unsubscribe")),
        (ACTIVE, asked(mode="unsubscribe")),
        (PENDING, asked(mode="publish")),
        (PENDING, {}),
        (PENDING, asked(challenge="")),
        (PENDING, asked(challenge="x" * (MAX_CHALLENGE + 1))),
        (replace(PENDING, asked_at=NOW - timedelta(hours=2)), asked()),
    ],
)
def test_205_what_was_not_meant_is_not_found(
    subscription: HubSubscription | None, query: dict[str, str]
) -> None:
    """SUB-03, SUB-04: wrong topic, unsolicited, replayed, too long, too late: exactly 404."""
    verdict = verify(subscription, query, now=NOW)

    assert (verdict.reply.status, verdict.reply.body) == (404, "")
    assert verdict.subscription is None


def test_an_unsubscription_that_was_asked_for_ends_it() -> None:
    """SUB-03."""
    leaving = replace(ACTIVE, mode="unsubscribe", state="pending")

    verdict = verify(leaving, asked(mode="unsubscribe"), now=NOW)

    assert verdict.reply.status == 200
    assert verdict.subscription is not None
    assert verdict.subscription.state == "ended"


@pytest.mark.parametrize("subscription", [PENDING, ACTIVE])
def test_a_hub_may_deny_at_any_time(subscription: HubSubscription) -> None:
    """SUB-09: after that the feed is polled as before."""
    verdict = verify(
        subscription, {"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "no"}, now=NOW
    )

    assert verdict.reply.status == 200
    assert verdict.subscription is not None
    assert verdict.subscription.state == "denied"
    assert (
        verify(
            verdict.subscription, {"hub.mode": "denied", "hub.topic": TOPIC}, now=NOW
        ).subscription
        is None
    )


@pytest.mark.parametrize(
    ("seconds", "lease"),
    [
        ("60", timedelta(minutes=1)),
        ("", timedelta(days=10)),
        ("-1", timedelta(days=10)),
        ("9" * 30, timedelta(days=10)),
        ("999999999", timedelta(days=90)),
    ],
)
def test_the_hub_sets_the_lease_within_reason(seconds: str, lease: timedelta) -> None:
    verdict = verify(PENDING, asked(lease_seconds=seconds), now=NOW)

    assert verdict.subscription is not None
    assert verdict.subscription.lease_until == NOW + lease


# Deliveries -------------------------------------------------------------------------------

BODY = "<rss>Ålesund 釜山</rss>".encode()


def signature(body: bytes = BODY, method: str = "sha256", secret: str = "s3cret") -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, method).hexdigest()
    return {"x-hub-signature": f"{method}={digest}"}


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("body", [BODY, b"", b"\x1f\x8b\x00gzip"])
def test_300_a_signed_delivery_is_accepted(method: str, body: bytes) -> None:
    """SUB-06: over the bytes as they came, whatever they hold."""
    verdict = receive(ACTIVE, signature(body, method), body, now=NOW)

    assert (verdict.reply.status, verdict.accepted) == (202, True)
    assert verdict.subscription == replace(ACTIVE, pushed_at=NOW)


@pytest.mark.parametrize(
    "headers",
    [
        signature(secret="other"),
        signature(b"other body"),
        {"x-hub-signature": "sha256=" + "0" * 64},
        {"x-hub-signature": "md5=900150983cd24fb0d6963f7d28e17f72"},
        {"x-hub-signature": "sha256"},
        {"x-hub-signature": "sha256=é\udcff"},
    ],
)
def test_301_an_invalid_signature_is_not_accepted(headers: dict[str, str]) -> None:
    """SUB-06."""
    verdict = receive(ACTIVE, headers, BODY, now=NOW)

    assert not verdict.accepted
    assert verdict.subscription is None


def test_302_a_missing_signature_is_forbidden() -> None:
    """SUB-06."""
    assert receive(ACTIVE, {}, BODY, now=NOW).reply.status == 403


def test_sha1_can_be_switched_off() -> None:
    """SUB-06."""
    signed = signature(method="sha1")

    assert receive(ACTIVE, signed, BODY, now=NOW).accepted
    assert not receive(ACTIVE, signed, BODY, now=NOW, allow_sha1=False).accepted
    assert is_signed(
        BODY, signature()["x-hub-signature"].upper().replace("SHA256", "SHA256"), "s3cret"
    )


def test_unknown_pending_dead_and_oversized_deliveries_are_refused() -> None:
    """SUB-08."""
    big = b"x" * (MAX_PUSH_BYTES + 1)
    late = NOW + timedelta(days=11)

    assert receive(None, signature(), BODY, now=NOW).reply.status == 404
    assert receive(PENDING, signature(), BODY, now=NOW).reply.status == 404
    assert receive(replace(ACTIVE, state="ended"), signature(), BODY, now=NOW).reply.status == 410
    assert receive(replace(ACTIVE, state="denied"), signature(), BODY, now=NOW).reply.status == 410
    assert receive(ACTIVE, signature(), BODY, now=late).reply.status == 410
    assert receive(ACTIVE, signature(big), big, now=NOW).reply.status == 413


def test_only_the_path_ties_a_delivery_to_its_subscription() -> None:
    """SUB-12: a forged Link header is nothing."""
    forged = signature() | {"link": '<https://evil.example/>; rel="self"'}

    verdict = receive(ACTIVE, forged, BODY, now=NOW)

    assert verdict.accepted
    assert verdict.subscription is not None
    assert verdict.subscription.topic == TOPIC


# Life -------------------------------------------------------------------------------------


def test_two_subscriptions_share_nothing_that_can_be_guessed() -> None:
    """SUB-05: at least 128 bits in the path, a secret under 200 bytes."""
    tokens, secrets = {new_token() for _ in range(50)}, {new_secret() for _ in range(50)}

    assert len(tokens) == len(secrets) == 50
    assert all(len(token) * 6 >= 128 for token in tokens)
    assert all(32 <= len(secret.encode()) < 200 for secret in secrets)


def test_the_form_says_what_is_wanted() -> None:
    """SUB-02."""
    fields = request_fields(PENDING, callback="https://bot.example/websub/t")

    assert fields == {
        "hub.callback": "https://bot.example/websub/t",
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.lease_seconds": "864000",
        "hub.secret": "s3cret",
    }
    assert "hub.secret" not in request_fields(replace(PENDING, mode="unsubscribe"), callback="x")


def test_a_subscription_is_renewed_before_it_ends() -> None:
    """SUB-09."""
    assert renew_at(ACTIVE) == NOW + timedelta(days=8)
    assert renew_at(PENDING) is None
    assert renew_at(replace(ACTIVE, lease_until=NOW + timedelta(seconds=10))) == NOW + timedelta(
        seconds=30
    )


def test_polling_is_slow_while_the_hub_is_alive_and_normal_when_it_is_not() -> None:
    """SUB-09: denied, expired, or silent for longer than the feed's rhythm explains."""
    hour = timedelta(hours=1)
    later = NOW + timedelta(days=2)

    assert poll_interval(ACTIVE, rhythm=hour, now=NOW + hour) == timedelta(hours=3)
    assert poll_interval(None, rhythm=hour, now=NOW) is None
    assert poll_interval(PENDING, rhythm=hour, now=NOW) is None
    assert poll_interval(replace(ACTIVE, state="denied"), rhythm=hour, now=NOW) is None
    assert poll_interval(ACTIVE, rhythm=hour, now=later) is None
    assert poll_interval(
        replace(ACTIVE, pushed_at=later - hour), rhythm=hour, now=later
    ) == timedelta(hours=3)
    assert poll_interval(ACTIVE, rhythm=timedelta(days=1), now=later) == timedelta(hours=3)
    assert not is_alive(ACTIVE, now=NOW + timedelta(days=11))
