"""The cut reads what a full parse reads, field for field, or steps aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.core.parse.documents import NOW, URL, feed, item, rss
from tests.core.parse.test_parse import ATOM, RDF

from monitor.core.parse import cut, parse
from monitor.model import Entry, ParsedFeed

CORPUS = Path(__file__).parents[4] / "shared" / "data" / "feeds"


def entry_of(n: int, *, more: str = "") -> str:
    return item(f"Story {n}", guid=f"id-{n}", link=f"https://a.example/{n}", more=more)


def again(body: str, known: ParsedFeed) -> ParsedFeed:
    answer = parse(body.encode(), (), URL, NOW, known.cut)
    assert isinstance(answer, ParsedFeed)
    return answer


TEN = "".join(entry_of(n) for n in range(10))


def test_a_body_with_a_new_build_date_holds_nothing_new() -> None:
    """POLL-17 in spirit: the bytes changed, the entries did not; feedparser is not asked at all."""
    first = feed(
        rss(TEN, head="<ttl>30</ttl><lastBuildDate>Sun, 01 Mar 2026 10:00:00 GMT</lastBuildDate>")
    )
    second = again(
        rss(TEN, head="<ttl>30</ttl><lastBuildDate>Sun, 01 Mar 2026 11:00:00 GMT</lastBuildDate>"),
        first,
    )

    assert second.entries == ()
    assert second.unchanged == 10
    assert (second.title, second.ttl, second.cut) == (first.title, first.ttl, first.cut)


def test_only_unseen_entries_are_read() -> None:
    first = feed(rss(TEN))
    second = again(rss(entry_of(11) + TEN), first)

    assert second.entries == (feed(rss(entry_of(11) + TEN)).entries[0],)
    assert second.unchanged == 10
    assert again(rss(entry_of(11) + TEN), second).unchanged == 11


def test_an_edited_entry_is_read_again() -> None:
    first = feed(rss(TEN))
    second = again(rss(TEN.replace("Story 4", "Story 4, corrected")), first)

    assert [entry.title for entry in second.entries] == ["Story 4, corrected"]


def test_what_the_feed_says_of_itself_is_read_again_when_it_changed() -> None:
    first = feed(rss(TEN, head="<ttl>30</ttl>"))
    second = again(rss(TEN, head="<ttl>90</ttl>"), first)

    assert second.ttl == feed(rss(TEN, head="<ttl>90</ttl>")).ttl
    assert second.unchanged == 10


def test_the_rhythm_is_known_although_old_entries_are_not_read() -> None:
    def body(newest: int) -> str:
        dates = (
            f"<pubDate>Sat, 28 Feb 2026 {n:02}:00:00 GMT</pubDate>" for n in range(newest, 0, -1)
        )
        return rss("".join(entry_of(n, more=date) for n, date in enumerate(dates)))

    first = feed(body(10))
    edited = body(10).replace("Story 0", "Story 0, edited")
    second = again(edited, first)
    third = again(edited + " ", second)

    assert first.rhythm == second.rhythm == third.rhythm == timedelta(hours=1)
    assert (len(second.entries), len(third.entries)) == (1, 0)


def test_many_unseen_entries_are_read_with_all_the_others() -> None:
    first = feed(rss("".join(entry_of(n) for n in range(2))))
    second = again(rss(TEN), first)

    assert len(second.entries) == 10
    assert second.unchanged == 0


@pytest.mark.parametrize(
    "new",
    [
        item("Other", guid="id-3", link="https://a.example/x"),
        item("Other", guid="new", link="https://a.example/3"),
    ],
)
def test_an_unseen_entry_with_the_name_of_a_seen_one_is_not_hidden(new: str) -> None:
    """STORM-05: which guids are shared shows only when all entries are read together."""
    first = feed(rss(TEN))
    second = again(rss(new + TEN), first)

    assert second.entries == feed(rss(new + TEN)).entries
    assert second.unchanged == 0


@pytest.mark.parametrize(
    "odd",
    [
        "<item>" + item("inner"),
        "<!-- " + item("hidden") + " -->",
        item("x", more="<description><![CDATA[ </item> ]]></description>"),
        item("x", more="<!-- </item> -->"),
        item("x").replace("</item>", "</item >"),
        item("x").replace("<item>", "<ITEM>").replace("</item>", "</ITEM>"),
        "<x:item xmlns:x='http://purl.org/rss/1.0/'><title>x</title></x:item>",
        item("x").replace("</item>", ""),
        "<item/>",
        "<items><li/></items>" + item("x"),
    ],
)  # fmt: skip
def test_what_cannot_be_cut_safely_is_parsed_whole(odd: str) -> None:
    """Whatever hides or nests entries, the cut never loses one that a full parse finds."""
    known = feed(rss(TEN))
    body = rss(odd + TEN)

    found = again(body, known).entries

    old = {entry.key for entry in known.entries}
    assert [e for e in found if e.key not in old] == [
        e for e in feed(body).entries if e.key not in old
    ]


def test_a_cut_of_another_version_or_a_broken_one_is_no_cut() -> None:
    first = feed(rss(TEN))

    for known in (
        "",
        "nonsense",
        "[]",
        "[0, 1]",
        "{}",
        "null",
        first.cut.replace("[1,", "[99,", 1),
        first.cut[:40],
    ):
        assert len(again(rss(TEN), replace(first, cut=known)).entries) == 10


def test_entries_beyond_the_limit_are_not_cut_away() -> None:
    """IN-10: what was never read must not count as seen."""
    many = rss("".join(entry_of(n) for n in range(520)))

    assert feed(many).cut == ""


DOCUMENTS = {
    "atom": ATOM,
    "rdf": RDF,
    "rss": rss(TEN),
    "html": rss("".join(entry_of(n, more=f"<description>&lt;p&gt;A &amp;amp; {n}&lt;/p&gt;</description>") for n in range(4))),
    "cdata": rss("".join(entry_of(n, more=f"<description><![CDATA[<p>A <!-- x --> & {n}]]></description>") for n in range(4))),
    "language": rss(TEN, head="<language>ko-kr</language>"),
    "namespace": rss("".join(entry_of(n, more=f"<dc:date>2026-02-2{n}T10:00:00+09:00</dc:date>") for n in range(5))).replace("<rss ", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" '),
    "undeclared": rss("".join(entry_of(n, more="<foo:bar>x</foo:bar>") for n in range(4))),
    "loose": rss("".join(entry_of(n, more="<description>a <b> c</description>") for n in range(4))),
    "entity": rss("".join(entry_of(n, more="<description>&co;&nbsp;x</description>") for n in range(4)), before='<!DOCTYPE rss [<!ENTITY co "Company">]>'),
    "tail": rss(TEN).replace("</channel>", "<image><title>i</title><url>https://a.example/i</url></image></channel>"),
}  # fmt: skip


def entries_one_by_one(body: bytes) -> tuple[Entry, ...] | None:
    """Read each entry as if it alone were new; None if the body cannot be cut."""
    whole = parse(body, (), URL, NOW)
    if not isinstance(whole, ParsedFeed) or not whole.cut or len(whole.entries) < 3:
        return None
    known = cut.read(whole.cut)
    assert known is not None
    names = sorted(known.hashes)
    found: dict[str, Entry] = {}
    for name in names:
        others = cut.written(replace_hashes(known), (other for other in names if other != name))
        answer = parse(body, (), URL, NOW, others)
        assert isinstance(answer, ParsedFeed)
        found.update((entry.key, entry) for entry in answer.entries)
    return tuple(found[entry.key] for entry in whole.entries if entry.key in found)


def replace_hashes(known: cut.Known) -> cut.Known:
    return cut.Known(known.shell_hash, frozenset(), known.about)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_entry_read_alone_is_the_entry_read_with_all(name: str) -> None:
    body = DOCUMENTS[name].encode()

    alone = entries_one_by_one(body)

    assert alone in (None, feed(body).entries)


def test_most_kinds_can_be_cut() -> None:
    """The equality above must not hold by never cutting."""
    cuttable = [name for name, text in DOCUMENTS.items() if feed(text).cut]

    assert len(cuttable) >= len(DOCUMENTS) - 2


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="the public feeds are not here")
def test_real_feeds_are_cut_as_they_are_parsed() -> None:
    cuttable = 0
    for path in sorted(CORPUS.glob("[0-9]*")):
        body = path.read_bytes()
        if len(body) > 80_000 or (alone := entries_one_by_one(body)) is None:
            continue
        cuttable += 1
        assert alone == feed(body).entries, path.name
    assert cuttable > 40
