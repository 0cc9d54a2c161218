"""Canonical links, keys and the names under which an entry may be known."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.parse.documents import entries, item, rss

from monitor.core.identity import (
    canonical_link,
    content_hash,
    guid_key,
    identities,
    title_hash,
    web_link,
)
from monitor.model import Entry

SAME = "paper.example/world/2026/treaty-signed"


@pytest.mark.parametrize(
    "link",
    [
        "https://paper.example/world/2026/treaty-signed",
        "http://www.paper.example/world/2026/treaty-signed/",
        "HTTPS://Paper.Example:443/world/2026/treaty-signed#comments",
        "http://paper.example:80/world/2026/treaty-signed?utm_source=rss&utm_medium=feed",
        "https://m.paper.example/world/2026/treaty-signed?fbclid=x&gclid=y&ref=home&sid=99",
        "https://amp.paper.example/world/2026/treaty-signed/amp/",
        "https://paper.example/world/2026/treaty-signed.amp",
        "https://user:pw@paper.example/world/2026/treaty-signed",
        "https://paper.example/world/2026/treaty%2Dsigned",
        "https://paper.example/world/2026/treaty-signed;jsessionid=A1B2",
        "https://paper-example.cdn.ampproject.org/c/s/paper.example/world/2026/treaty-signed",
        "https://www.google.com/amp/s/www.paper.example/world/2026/treaty-signed",
        "https://www.google.com/url?rct=j&url=https://paper.example/world/2026/treaty-signed&usg=x",
    ],
)  # fmt: skip
def test_one_article_has_one_canonical_link(link: str) -> None:
    """STORM-03: scheme, www, tracking, AMP, fragments, ports, credentials, wrappers."""
    assert canonical_link(link) == SAME


def test_an_old_google_news_link_is_unwrapped_and_a_new_one_stays() -> None:
    url = b"https://paper.example/world/2026/treaty-signed"
    old = (
        base64.urlsafe_b64encode(b"\x08\x13\x22" + bytes([len(url)]) + url + b"\xd2\x01\x00")
        .decode()
        .rstrip("=")
    )

    assert canonical_link(f"https://news.google.com/rss/articles/{old}?oc=5") == SAME
    assert (
        canonical_link("https://news.google.com/rss/articles/CBMiAUFVX3lxTE1?oc=5")
        == "news.google.com/rss/articles/CBMiAUFVX3lxTE1"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/view.php?sid=1", "https://a.example/view.php?sid=2"),
        ("https://a.example/news?id=1", "https://a.example/news?id=2"),
        ("https://a.example/a", "https://a.example/A"),
        ("https://a.example/1", "https://b.example/1"),
        ("https://a.example:8080/1", "https://a.example/1"),
        ("https://news.a.example/1", "https://a.example/1"),
    ],
)
def test_different_articles_stay_different(one: str, other: str) -> None:
    """What may be the number of an article is not thrown away."""
    assert canonical_link(one) != canonical_link(other)


def test_wrappers_that_carry_nothing_or_each_other_stay() -> None:
    inner = "https://www.google.com/url?q=https://a.example/1"
    for _ in range(4):
        inner = "https://www.google.com/url?q=" + quote(inner, safe="")

    assert canonical_link("https://news.google.com/topics/x") == "news.google.com/topics/x"
    assert canonical_link("https://news.google.com/articles/A") == "news.google.com/articles/A"
    assert canonical_link("https://x.cdn.ampproject.org/c/") == "x.cdn.ampproject.org/c"
    assert canonical_link("https://www.google.com/search?q=words") == "google.com/search?q=words"
    assert (canonical_link(inner) or "").startswith("google.com/url?q=")


def test_addresses_of_version_six_are_links() -> None:
    assert web_link("http://[2001:DB8::1]:8080/x") == "http://[2001:db8::1]:8080/x"
    assert canonical_link("http://[2001:db8::1]/x") == "[2001:db8::1]/x"


def test_very_long_guids_are_kept_as_hashes() -> None:
    assert len(guid_key("x" * 500)) == 32
    assert guid_key("x") == "x"


def test_the_order_of_parameters_does_not_matter() -> None:
    assert canonical_link("http://a.example/v?b=2&a=1") == canonical_link(
        "http://a.example/v?a=1&b=2"
    )


WEIRD = st.text(st.characters(codec=None), max_size=60)
LINKS = st.builds("{}://{}{}/{}?{}#{}".format, st.sampled_from(["http", "https", "HTTP"]), st.sampled_from(["www.", "", "m.www.", "u:p@"]), WEIRD, WEIRD, WEIRD, WEIRD)  # fmt: skip
SEGMENTS = st.lists(st.sampled_from(["amp", "amp.html", "x.amp.html", "a-1", "%2F", "%25", "%61", ";jsessionid=1", "é", "..", "", "%E9", "+", "%20"]), max_size=6).map("/".join)  # fmt: skip
HONEST = st.builds("https://www.a.example/{}?{}".format, SEGMENTS, st.lists(st.sampled_from(["utm_a=1", "b=%20", "c", "sid=1", "d=é", "b=1", "amp=1"]), max_size=4).map("&".join))  # fmt: skip


@given(WEIRD | LINKS | HONEST)
def test_canonical_links_never_raise_and_are_idempotent(link: str) -> None:
    canonical = canonical_link(link)

    assert canonical is None or canonical_link("https://" + canonical) == canonical
    shown = web_link(link)
    assert shown is None or (shown.isascii() and shown.startswith(("http://", "https://")))
    assert shown is None or web_link(shown) == shown


@given(WEIRD, WEIRD)
def test_hashes_never_raise(title: str, summary: str) -> None:
    assert len(title_hash(title)) == len(content_hash(title, summary)) == 32


def test_title_hashes_ignore_how_a_title_is_set() -> None:
    assert title_hash("Seoul, Tokyo  AGREE") == title_hash("seoul: tokyo agree!")
    assert title_hash("ＡＢＣ１") == title_hash("abc1")
    assert title_hash("Seoul agrees") != title_hash("Tokyo agrees")


def same(before: Entry, after: Entry) -> bool:
    return bool(set(identities(before)) & set(identities(after)))


def one(title: str = "Ministers sign treaty", *, guid: str | None = "g1", link: str | None = "https://a.example/2026/treaty-1") -> Entry:  # fmt: skip
    (entry,) = entries(rss(item(title, guid=guid, link=link)))
    return entry


@pytest.mark.parametrize(
    "after",
    [
        one(guid="g2"),
        one(guid=None),
        one(link="http://www.a.example/2026/treaty-1?utm_source=x&sid=5"),
        one(guid="g2", link="http://www.a.example/2026/treaty-1?sid=7"),
        one(guid="g2", link="https://a.example/2026/treaty-1?rotating=1a2b"),
        one("Ministers sign treaty at last"),
        one(link="https://a.example/moved/elsewhere-9"),
    ],
)
def test_the_same_article_is_known_again(after: Entry) -> None:
    """STORM-02, STORM-03, STORM-06: guid, link or title changed, not all of them."""
    assert same(one(), after)


@pytest.mark.parametrize(
    "after",
    [
        one("Another title", guid="g2", link="https://a.example/2026/treaty-2"),
        one(guid="g2", link="https://a.example/2026/treaty-2"),
        one("Another title", guid="g2", link=None),
    ],
)
def test_another_article_is_not(after: Entry) -> None:
    assert not same(one(), after)


@pytest.mark.parametrize(
    "pair",
    [
        item("First news of the day", guid="same")
        + item("Other news of the day", guid="same", link="https://a.example/2026/b-2"),
        item("First news of the day", guid="1") + item("Other news of the day", guid="2"),
        item("News", guid="same") + item("Other news", guid="same"),
    ],
)
def test_entries_that_share_a_name_are_not_known_by_it(pair: str) -> None:
    """STORM-05: neither hides the other, in this poll or a later one."""
    first, second = entries(rss(pair))

    assert not same(first, second)


def test_recurring_headlines_of_numbered_pages_are_not_one() -> None:
    first = one("Morning briefing", guid="1", link="https://a.example/view.php?id=1")
    second = one("Morning briefing", guid="2", link="https://a.example/view.php?id=2")

    assert not same(first, second)


@pytest.mark.parametrize("change", ["guid", "guid and session", "scheme"])
def test_a_whole_feed_with_new_guids_is_known(change: str) -> None:
    """STORM-02, STORM-03: a hundred entries, no new one."""

    def version(n: int) -> tuple[Entry, ...]:
        tail = f"?sid={n}&utm_source=rss" if change == "guid and session" else ""
        scheme = "https" if change == "scheme" and n else "http"
        guid = "" if change == "scheme" else f"v{n}-"
        return entries(rss("".join(item(f"Story {i}", guid=f"{guid}{i}", link=f"{scheme}://127.0.0.1/{i}{tail}") for i in range(100))))  # fmt: skip

    known = {name for entry in version(0) for name in identities(entry)}
    assert all(known & set(identities(entry)) for entry in version(1))
