"""Subscription lists: read whatever readers export, write what they read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.opml import OpmlError, Outline, read_opml, write_opml
from monitor.model import Feed

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>x</title></head><body>
<outline text="Asia"><outline text="Korea">
  <outline type="rss" text="Paper &amp; Post" xmlUrl="https://paper.example/rss?a=1&amp;b=2" htmlUrl="https://paper.example"/>
</outline><outline title="Wire" xmlUrl="http://wire.example/atom"/></outline>
<outline text="No feed" htmlUrl="https://page.example"/>
<outline text="Twice" xmlUrl="http://wire.example/atom"/>
<outline text="Odd" xmlUrl="javascript:alert(1)"/><outline text="File" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_feeds_come_with_their_folders_each_once() -> None:
    assert read_opml(LIST.encode()) == (
        Outline(
            url="https://paper.example/rss?a=1&b=2", name="Paper & Post", folders=("Asia", "Korea")
        ),
        Outline(url="http://wire.example/atom", name="Wire", folders=("Asia",)),
    )


@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", b"<opml><body>", b"plain", b"{}", b"<rss/>"]
)
def test_what_is_no_list_is_an_error_that_says_what_to_do(body: bytes) -> None:
    with pytest.raises(OpmlError, match="export"):
        read_opml(body)


def test_entities_are_not_expanded() -> None:
    """IN-04: lists come from strangers, too."""
    bomb = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]>'
    found = read_opml((bomb + LIST.replace("Wire", "&b;&x;")).encode())

    assert found[1].name == "&b;&x;"


NAMES = st.text(st.characters(codec="utf-8"), max_size=30)
FEEDS = st.lists(
    st.builds(
        Feed,
        url=st.integers(0, 99).map("https://a.example/{}?x=1&y='\"".format),
        name=NAMES,
        family=st.just("x"),
        tags=st.lists(NAMES, max_size=2).map(tuple),
    ),
    max_size=8,
)


@given(FEEDS)
def test_what_is_written_is_read_again(feeds: list[Feed]) -> None:
    found = read_opml(write_opml(feeds, title="Mine <&>").encode())

    assert {one.url.replace("%22", '"') for one in found} == {feed.url for feed in feeds}
    assert len(found) == len({feed.url for feed in feeds})
