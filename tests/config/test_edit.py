"""Feeds are added to feeds.yaml as a person would add them."""

from __future__ import annotations

import stat

import pytest

from monitor.config.edit import NewFeed, refusal, replace_file, with_feeds
from monitor.config.watchlist import read_watchlist
from monitor.errors import ConfigError

NEW = NewFeed(url="https://b.example/rss", name="Bee", lang="en-GB", tags=("x",))
LINE = '{url: "https://b.example/rss", name: Bee, lang: en, tags: [x]}'
FILE = """\
# mine
settings: {poll_floor: 5m}   # keep

feeds:
  # the first
  - {url: "https://a.example/rss", name: A}  # note

  # after the list
chats:
  desk: {chat: "@desk"}
"""


def added(text: str, *feeds: NewFeed) -> str:
    return with_feeds(text.encode(), feeds or (NEW,)).decode()


def test_a_flow_entry_is_added_and_every_other_line_stays():
    expected = FILE.replace("# note\n", f"# note\n  - {LINE}\n")
    assert added(FILE) == expected


def test_a_block_list_gets_a_block_entry():
    text = "feeds:\n- url: https://a.example/rss\n  name: |\n    A\n# end\nwatches: []\n"
    assert added(text) == text.replace(
        "# end",
        '- url: "https://b.example/rss"\n  name: Bee\n  lang: en\n  tags: [x]\n# end',
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("feeds: []\n", f"feeds: [{LINE}]\n"),
        ("feeds: [ ] # none\n", f"feeds: [{LINE} ] # none\n"),
        (
            'feeds: [{url: "https://a.example/"}]\n',
            f'feeds: [{{url: "https://a.example/"}}, {LINE}]\n',
        ),
        ("feeds: [\n  {url: https://a.example/},\n]\n",
         f"feeds: [\n  {{url: https://a.example/}}, {LINE},\n]\n"),
        ("{feeds: []}", f"{{feeds: [{LINE}]}}"),
        ("feeds:\nchats: {}\n", f"feeds:\n  - {LINE}\nchats: {{}}\n"),
        ("feeds: # none yet\n", f"feeds: # none yet\n  - {LINE}\n"),
        ("chats: {}\n", f"chats: {{}}\nfeeds:\n  - {LINE}\n"),
        ("chats: {}", f"chats: {{}}\nfeeds:\n  - {LINE}\n"),
        ("", f"feeds:\n  - {LINE}\n"),
        ("feeds:\n  - {url: https://a.example/}",
         f"feeds:\n  - {{url: https://a.example/}}\n  - {LINE}\n"),
        ("feeds:\r\n  - {url: https://a.example/}\r\n",
         f"feeds:\r\n  - {{url: https://a.example/}}\r\n  - {LINE}\r\n"),
    ],
)  # fmt: skip
def test_every_form_of_the_list_is_kept(before, after):
    assert added(before) == after


def test_what_could_be_read_otherwise_is_quoted():
    odd = NewFeed(
        url="https://b.example/a#b", name='No: "yes" # {x}\n', tags=("No", "1:30", "null")
    )
    watchlist, problems = read_watchlist(with_feeds(b"feeds: []", (odd,)))
    assert watchlist is not None, problems
    assert watchlist.feeds[0].name == 'No: "yes" # {x}'
    assert watchlist.feeds[0].tags == ("No", "1:30", "null")


@pytest.mark.parametrize(
    "text", ["feeds: [", "feeds: []\n...\nx", "{chats: {}}", "x: 1", "feeds: 3"]
)
def test_a_file_that_is_wrong_or_odd_is_left_to_its_owner(text):
    with pytest.raises(ConfigError):
        added(text)


def test_a_feed_that_stands_there_already_is_refused():
    with pytest.raises(ConfigError, match="already"):
        added(FILE, NewFeed(url="https://a.example/rss"))


def test_what_the_file_could_not_hold_is_named():
    assert refusal(NEW) is None
    assert "address" in (refusal(NewFeed(url="ftp://a.example/")) or "")


def test_the_file_is_replaced_whole_with_its_permissions_and_through_a_link(tmp_path):
    file, link = tmp_path / "real.yaml", tmp_path / "feeds.yaml"
    file.write_bytes(b"feeds: []")
    file.chmod(0o640)
    link.symlink_to(file)
    replace_file(link, b"feeds: []\n")
    assert link.is_symlink()
    assert file.read_bytes() == b"feeds: []\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(one.name for one in tmp_path.iterdir()) == ["feeds.yaml", "real.yaml"]
