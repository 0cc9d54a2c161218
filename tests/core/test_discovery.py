"""Feeds that a page offers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.discovery import feeds_of_page

URL = "https://paper.example/world/"
PAGE = b"""<!doctype html><html><head>
<link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" type="application/json" href="/wp-json/1">
<LINK REL='alternate home' TYPE='application/rss+xml; charset=utf-8' TITLE='World &amp; more' HREF='rss.xml'>
<link rel="alternate" hreflang="de" href="/de/">
<link rel="alternate" type="application/atom+xml" href="//cdn.paper.example/atom">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/feed+json" href="feed.json">
</head><body><link rel="alternate" type="application/rss+xml" href="https://evil.example/"></body></html>"""


def test_feeds_are_found_in_order_and_comments_last() -> None:
    """POLL-04 needs no second guess: the likeliest feed stands first."""
    found = feeds_of_page(PAGE, "text/html", url=URL)

    assert [feed.url for feed in found] == [
        "https://paper.example/world/rss.xml",
        "https://cdn.paper.example/atom",
        "https://paper.example/world/feed.json",
        "https://paper.example/comments/feed/",
    ]
    assert found[0].title == "World & more"


def test_a_page_without_feeds_offers_none() -> None:
    assert feeds_of_page(b"<html><body>x</body></html>", "", url=URL) == ()


@given(st.binary(max_size=200))
def test_no_page_makes_it_raise(body: bytes) -> None:
    feeds_of_page(
        b"<link rel=alternate type=application/rss+xml href=" + body, "text/html", url=URL
    )
