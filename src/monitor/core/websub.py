"""WebSub for subscribers (W3C Recommendation, 2018): every rule, as functions of values. Pure.

Discovery, verification of intent, signatures, and when a subscription is to be renewed. Whoever
serves the callback asks `verify` for a GET and `receive` for a POST, sends the reply, and keeps
the subscription that comes back.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.links import Link, header_links, page_links
from monitor.model import HubOffer, HubSubscription, ParsedFeed

LEASE = timedelta(days=10)  # asked for; hubs decide (WebSub 5.1 suggests ten days)
SOONEST_RENEWAL = timedelta(seconds=30)  # whatever lease a hub gives, it is not asked more often
LONGEST_LEASE = timedelta(days=90)  # a longer one is renewed as if it ended then
RENEW_AT = 0.8  # share of the lease after which a new subscription is asked for (SUB-09)
PENDING_FOR = timedelta(hours=1)  # for which a hub may take to verify what was asked
GRACE = timedelta(hours=1)  # after the lease in which a late delivery still counts
MAX_PUSH_BYTES = 3_000_000  # SUB-08
MAX_CHALLENGE = 2_048  # characters (SUB-04)
MAX_TOPIC = 2_000  # characters, as of any link
SILENCE_GAPS = 10  # usual gaps of a feed without a push, after which its hub counts as silent
MIN_SILENCE = timedelta(hours=6)
SLOW_POLL = timedelta(hours=3)  # between two polls of a feed whose hub is alive

_DIGESTS = {"sha1": "sha1", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512"}
_PLAIN = (("content-type", "text/plain; charset=utf-8"), ("x-content-type-options", "nosniff"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the callback answers."""

    status: int
    body: str = ""
    headers: tuple[tuple[str, str], ...] = _PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to a hub, and what it changes: None changes nothing."""

    reply: Reply
    subscription: HubSubscription | None = None
    accepted: bool = False  # a delivery whose body is to be parsed


_NOT_FOUND = Verdict(reply=Reply(status=404))


# Discovery (WebSub 4) ----------------------------------------------------------------------


def discover(
    headers: Mapping[str, str], *, url: str, feed: ParsedFeed | None = None, page: str = ""
) -> HubOffer | None:
    """Return the hubs and the topic of a resource; None if it offers none (SUB-01).

    The Link header, then the feed, then the HTML page; the first that names both a hub and a
    topic counts, and nothing of a later one is mixed in. `url` is where the resource was found
    in the end; addresses that are not http(s) are left out (SUB-11).
    """
    of_feed = feed and _links_of(feed)
    for links in (
        header_links(headers.get("link", ""), base=url),
        of_feed,
        page_links(page, base=url),
    ):
        if links and (offer := _offer(links)):
            return offer
    return None


def _links_of(feed: ParsedFeed) -> list[Link]:
    own = [Link(("self",), feed.self_link)] if feed.self_link else []
    return [*(Link(("hub",), hub) for hub in feed.hubs), *own]


def _offer(links: Iterable[Link]) -> HubOffer | None:
    web = [link for link in links if _is_web(link.target)]
    hubs = dict.fromkeys(link.target for link in web if "hub" in link.rels)
    topic = next((link.target for link in web if "self" in link.rels), None)
    if not hubs or topic is None:
        return None
    secure_first = sorted(hubs, key=lambda hub: not hub.startswith("https:"))
    return HubOffer(hubs=tuple(secure_first), topic=topic)


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(url) <= MAX_TOPIC


# Asking a hub (WebSub 5.1) -----------------------------------------------------------------


def request_fields(subscription: HubSubscription, *, callback: str) -> dict[str, str]:
    """Return the form that asks the hub for what the subscription is pending for (SUB-02)."""
    fields = {
        "hub.callback": callback,
        "hub.mode": subscription.mode,
        "hub.topic": subscription.topic,
    }
    if subscription.mode == "subscribe":
        fields["hub.lease_seconds"] = str(int(LEASE.total_seconds()))
        fields["hub.secret"] = subscription.secret
    return fields


# Verification of intent (WebSub 5.3) -------------------------------------------------------


def verify(
    subscription: HubSubscription | None, query: Mapping[str, str], *, now: datetime
) -> Verdict:
    """Answer a hub that asks whether we meant it; 404 to whatever we did not mean (SUB-03).

    `subscription` is the one whose token stands in the path, None if there is none.
    """
    if subscription is None or query.get("hub.topic") != subscription.topic:
        return _NOT_FOUND
    mode = query.get("hub.mode")
    if mode == "denied":
        return _denied(subscription)
    challenge = query.get("hub.challenge", "")
    pending = subscription.state == "pending" and now - subscription.asked_at <= PENDING_FOR
    if not pending or mode != subscription.mode or not 0 < len(challenge) <= MAX_CHALLENGE:
        return _NOT_FOUND
    agreed = Reply(status=200, body=challenge)
    if mode == "unsubscribe":
        return Verdict(reply=agreed, subscription=replace(subscription, state="ended"))
    lease_until = now + _lease(query.get("hub.lease_seconds", ""))
    return Verdict(
        reply=agreed, subscription=replace(subscription, state="active", lease_until=lease_until)
    )


def _denied(subscription: HubSubscription) -> Verdict:
    """The hub may deny at any time (WebSub 5.2); the feed is polled as if there were no hub."""
    if subscription.state in {"denied", "ended"}:
        return Verdict(reply=Reply(status=200))
    return Verdict(reply=Reply(status=200), subscription=replace(subscription, state="denied"))


def _lease(seconds: str) -> timedelta:
    sound = seconds.isascii() and seconds.isdigit() and len(seconds) < 10  # noqa: PLR2004 - 30 years
    return min(timedelta(seconds=int(seconds)) if sound else LEASE, LONGEST_LEASE)


# Content distribution (WebSub 7) -----------------------------------------------------------


def receive(
    subscription: HubSubscription | None,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: datetime,
    allow_sha1: bool = True,
) -> Verdict:
    """Answer a delivery: 202 if its body counts, and it is the caller's then to keep it first.

    Only the callback's path ties a delivery to a subscription, never its headers (SUB-12).
    `headers` have names in lower case; `body` is as it came over the wire.
    """
    if subscription is None or subscription.state == "pending":
        return _NOT_FOUND
    if not is_alive(subscription, now=now):
        return Verdict(reply=Reply(status=410))
    if len(body) > MAX_PUSH_BYTES:
        return Verdict(reply=Reply(status=413))
    if not is_signed(
        body, headers.get("x-hub-signature", ""), subscription.secret, allow_sha1=allow_sha1
    ):
        return Verdict(reply=Reply(status=403))
    kept = replace(subscription, pushed_at=now)
    return Verdict(reply=Reply(status=202), subscription=kept, accepted=True)


def is_signed(body: bytes, signature: str, secret: str, *, allow_sha1: bool = True) -> bool:
    """Tell whether the signature is the secret's HMAC of these very bytes (SUB-06)."""
    method, _, given = signature.strip().partition("=")
    digest = _DIGESTS.get(method.lower())
    if digest is None or (digest == "sha1" and not allow_sha1):
        return False
    right = hmac.new(secret.encode(), body, digest).hexdigest()
    return hmac.compare_digest(right.encode(), given.strip().lower().encode("utf-8", "replace"))


# Life of a subscription --------------------------------------------------------------------


def is_alive(subscription: HubSubscription, *, now: datetime) -> bool:
    """Tell whether deliveries to this callback still count."""
    until = subscription.lease_until
    return subscription.state == "active" and until is not None and now <= until + GRACE


def renew_at(subscription: HubSubscription) -> datetime | None:
    """Return when to subscribe anew, well before the lease ends; None if it is not active."""
    until = subscription.lease_until
    if subscription.state != "active" or until is None:
        return None
    wait = (until - subscription.asked_at) * RENEW_AT
    return subscription.asked_at + max(wait, SOONEST_RENEWAL)


def poll_interval(
    subscription: HubSubscription | None, *, rhythm: timedelta | None, now: datetime
) -> timedelta | None:
    """Return the interval that suffices while the hub is alive; None: poll as without a hub (SUB-09).

    A hub is alive while its lease holds and it pushed, or was subscribed to, within the time
    in which this feed would have had news several times over.
    """
    if subscription is None or not is_alive(subscription, now=now):
        return None
    last = subscription.pushed_at or subscription.asked_at
    patience = max((rhythm or timedelta()) * SILENCE_GAPS, MIN_SILENCE)
    return SLOW_POLL if now - last <= patience else None
