"""Feeds of every kind to entries; whatever is no feed, or hostile, to a value."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.parse.documents import NOW, URL, entries, feed, item, only, read, rss

from monitor.core.parse import parse
from monitor.core.parse.drafts import MAX_ENTRIES, MAX_SUMMARY, MAX_TITLE
from monitor.model import ParsedFeed, ParseFailed

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko-KR"><title>t</title><id>f</id>
<link rel="self" href="https://a.example/feed"/><link rel="hub" href="https://hub.example/"/>
<entry><id>tag:a.example,2026:1</id><title type="html">One &amp;amp; two</title>
<link href="/news/1"/><published>2026-02-28T10:00:00+09:00</published><updated>2026-03-01T00:00:00Z</updated>
<summary>Short.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long.</p><p>Text.</p></div></content>
</entry></feed>"""
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://a.example/"><title>t</title></channel>
<item rdf:about="https://a.example/1"><title>One</title><link>https://a.example/1</link><dc:date>2026-02-28T10:00:00+09:00</dc:date></item>
</rdf:RDF>"""


def test_atom_is_read() -> None:
    found = feed(ATOM)

    (entry,) = found.entries
    assert (found.lang, found.hubs, found.self_link) == (
        "ko",
        ("https://hub.example/",),
        "https://a.example/feed",
    )
    assert (entry.key, entry.guid) == ("tag:a.example,2026:1", "tag:a.example,2026:1")
    assert (entry.title, entry.summary, entry.text) == ("One & two", "Short.", "Long.\nText.")
    assert entry.link == "https://feeds.example/news/1"
    assert entry.published_at == datetime(2026, 2, 28, 1, 0, tzinfo=UTC)
    assert entry.lang == "ko"


def test_rdf_is_read() -> None:
    entry = only(RDF)

    assert (entry.key, entry.title, entry.link) == (
        "https://a.example/1",
        "One",
        "https://a.example/1",
    )
    assert entry.published_at == datetime(2026, 2, 28, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0", ""])
def test_old_rss_is_read(version: str) -> None:
    body = f"<rss version='{version}'><channel><title>t</title>{item()}</channel></rss>"

    assert only(body).title == "Title"


def test_json_feed_is_read() -> None:
    body = json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": "t", "language": "en-GB",
        "feed_url": "https://a.example/f.json", "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [
            {"id": 7, "url": "https://a.example/7", "title": "Seven", "content_html": "<p>Long <b>text</b></p>",
             "date_published": "2026-02-28T10:00:00+09:00"},
            {"id": "8", "content_text": "A note without a title"}, "nonsense",
        ],
    })  # fmt: skip

    found = feed(body, content_type="application/feed+json")

    seven, eight = found.entries
    assert (seven.key, seven.title, seven.summary, seven.lang) == ("7", "Seven", "Long text", "en")
    assert seven.published_at == datetime(2026, 2, 28, 1, 0, tzinfo=UTC)
    assert (eight.key, eight.title, eight.summary) == ("8", "", "A note without a title")
    assert (found.hubs, found.self_link) == (("https://hub.example/",), "https://a.example/f.json")


@pytest.mark.parametrize(
    "body",
    [
        "", "  \n", "\x00\x00", "<html><head><title>Login</title></head><body><rss/></body></html>",
        "<!doctype html><p>captive portal", "plain words", "/etc/passwd", "http://127.0.0.1/", "{}", "[1]", "{", "null",
        '{"version": "https://jsonfeed.org/version/1.1", "items": [', rss(item() * 3)[:-8], rss(item() * 3)[:150],
        "<rss version='2.0'>", ATOM[:-9], '<opml version="2.0"><body/></opml>',
    ],
)  # fmt: skip
def test_what_is_not_a_whole_feed_is_a_failure(body: str) -> None:
    """POLL-18, IN-03: pages, nothing, half a feed, and strings that feedparser would open."""
    answer = read(body)

    assert isinstance(answer, ParseFailed)
    assert answer.reason == "not_a_feed"


def test_a_feed_without_entries_is_a_feed() -> None:
    assert feed(rss()).entries == ()


def test_what_stands_around_the_feed_does_not_matter() -> None:
    """IN-02: warnings of a broken blog before it, comments and scripts after it."""
    whole = rss(item())

    for body in (
        "\n\n<br />Warning: x in /y.php\n" + whole,
        whole + "<!-- 0.1s --><script>x</script>",
        "\ufeff\ufeff" + whole,
    ):
        assert only(body).title == "Title"


# Hostile input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reference",
    [
        "&#xD800;",
        "&#x110000;",
        "&#xFFFFFFFF;",
        "&#0;",
        "&#1;",
        "&#xFFFF;",
        "&#99999999999;",
        "&amp;#xD800;",
        "&amp;amp;#x110000;",
    ],
)
def test_references_to_no_character_go_and_the_rest_stays(reference: str) -> None:
    """IN-02, IN-17: feedparser raises for these and would lose the whole feed."""
    first, second = entries(
        rss(item(f"a{reference}b", guid="1") + item("good", guid="2", link="https://a.example/2"))
    )

    assert (first.title, second.title) == ("ab", "good")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY path "C:\\data">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9977/dtd"> %p;]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9977/dtd">',
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">',
    ],
)
def test_a_doctype_is_dropped(doctype: str) -> None:
    """IN-02, IN-04: nothing is resolved, nothing breaks."""
    assert only(rss(item("A&x;B"), before=doctype)).title in {"A&x;B", "AB"}


def test_plain_entities_of_a_doctype_are_kept() -> None:
    before = '<!DOCTYPE rss [\n<!ENTITY minister "Minister &#38;">\n<!ENTITY co "<b>">]>'

    assert (
        only(
            rss(item("&minister;&nbsp;of &rsquo;&bogus;"), before=before.replace(" &#38;", ""))
        ).title
        == "Minister of ’&bogus;"
    )


def test_entity_bombs_stay_small() -> None:
    """IN-04: neither nested nor quadratic expansion."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    nested = feed(rss(item("&l9;"), before=f'<!DOCTYPE rss [<!ENTITY l0 "lol">{laughs}]>'))
    quadratic = feed(
        rss(item("&a;" * 20_000), before=f'<!DOCTYPE rss [<!ENTITY a "{"A" * 200}">]>')
    )

    assert nested.entries[0].title == "&l9;"
    assert len(quadratic.entries[0].title) <= MAX_TITLE


@pytest.mark.parametrize(
    "body",
    [
        rss("<item " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/>"),
        rss("<item " + " ".join(f'xmlns:n{n}="u{n}"' for n in range(5_000)) + "/>"),
        rss(item("<" * 50_000)),
        rss(item("&" * 50_000)),
        rss(item("&lt;" * 50_000)),
        rss(item(more="<description>" + "&lt;!--" * 50_000 + "</description>")),
        rss(item(more="<description>" + "&lt;script&gt;" * 50_000 + "</description>")),
        rss(item(more="<description>" + "&lt;a " * 50_000 + "</description>")),
        rss(item(more="<description>" + "<![CDATA[" * 20_000 + "</description>")),
        rss(item(), before="<!DOCTYPE rss [" + "<!ENTITY " * 50_000),
        rss(item(), before="<!DOCTYPE " * 20_000),
        rss(item("z" + "\u0301" * 50_000)),
        rss(item(more="<description>" + "<![x" * 50_000 + "</description>")),
        rss(item(more="<description>" + "&amp;" * 100_000 + "</description>")),
    ],
    ids=[
        "attributes",
        "namespaces",
        "lt",
        "amp",
        "&lt;",
        "comments",
        "scripts",
        "tags",
        "cdata",
        "entities",
        "doctypes",
        "marks",
        "declarations",
        "escapes",
    ],
)
def test_floods_cost_linear_time(body: str) -> None:
    """IN-01, IN-20: what makes feedparser quadratic is gone before it, or ends soon."""
    before = time.process_time()

    read(body)

    assert time.process_time() - before < 2.0


def test_entries_are_bounded() -> None:
    """IN-10."""
    many = rss(
        "".join(
            item(f"T{n}", guid=str(n), link=f"https://a.example/{n}")
            for n in range(MAX_ENTRIES + 20)
        )
    )
    long = only(rss(item("T " * 5_000, more=f"<description>{'d ' * 90_000}</description>")))

    found = feed(many)
    assert (len(found.entries), found.skipped) == (MAX_ENTRIES, 20)
    assert len(long.title) <= MAX_TITLE
    assert len(long.summary) <= MAX_SUMMARY


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("&lt;script&gt;alert(1)&lt;/script&gt;hello &lt;b&gt;b&lt;/b&gt;", "hello b"),
        ("&lt;img src=x onerror=alert(1)&gt;news", "news"),
        ("&lt;img src=x onerror=alert(1)", ""),
        ("&lt;&lt;b&gt;script&gt;x", "x"),
        ("&lt;scr&lt;script&gt;&lt;/script&gt;ipt&gt;x", "x"),
        ("&amp;lt;script&amp;gt;x&amp;lt;/script&amp;gt;y", "y"),
        ("&lt;&#x200b;script&gt;x&lt;/script&gt;y", "y"),
        ("5 &lt; 6 &amp; 7 &gt; 2", "5 < 6 & 7 > 2"),
        ("I &lt;3 news", "I <3 news"),
        ("AT&amp;amp;T", "AT&T"),
        ("<![CDATA[<b>Bold</b> &amp; <i>brave</i>]]>", "Bold & brave"),
    ],
)
def test_titles_are_plain_text(markup: str, text: str) -> None:
    """IN-11: whatever the feed calls them, however often they were escaped."""
    assert only(rss(item(markup))).title == text


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,hi",
        "file:///etc/passwd",
        "tg://resolve?domain=x",
        "http://",
        "https://[",
        "mailto:a@b.example",
    ],
)
def test_links_are_web_links_or_none(link: str) -> None:
    """IN-12."""
    assert only(rss(item(link=link))).link is None


def test_text_is_visible_and_bounded_in_marks() -> None:
    """IN-13: no bidi overrides, controls, zero widths; NFC; a few marks on a letter."""
    entry = only(
        rss(
            item(
                "safe \u202egnp.exe\u202c \u2066iso\u2069 zero\u200bwidth\u200d\ufeff \u200e\u200fbell&#9; nb\u00a0sp e\u0301"
                "z" + "\u0301" * 50
            )
        )
    )

    assert entry.title.startswith("safe gnp.exe iso zerowidth bell nb sp é")
    assert entry.title.count("\u0301") <= 4


@pytest.mark.parametrize("title", ["\u200b", "\u3164\u2800", "&#8206;", " "])
def test_an_invisible_title_is_no_title(title: str) -> None:
    """IN-13: empty after cleaning; the entry stays for its link."""
    assert only(rss(item(title))).title == ""


def test_lookalike_hosts_show_their_punycode_and_share_a_key() -> None:
    """IN-14."""
    first, second = (
        only(rss(item(guid=None, link=link)))
        for link in ("http://\u0430pple.example/x", "http://xn--pple-43d.example/x")
    )

    assert first.link == second.link == "http://xn--pple-43d.example/x"
    assert first.key == second.key


TITLE = "café € 中文 Ж"


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (rss(item(TITLE), encoding="iso-8859-1").encode(), TITLE),
        (rss(item("café")).encode("latin-1"), "café"),
        (rss(item("“q” €"), encoding="iso-8859-1").encode("cp1252"), "“q” €"),
        (rss(item(TITLE), encoding="utf-16").encode("utf-16-le"), TITLE),
        (rss(item(TITLE), encoding="utf-16").encode("utf-16"), TITLE),
        (b"\xff\xfe" + rss(item(TITLE)).encode("utf-16-le"), TITLE),
        (rss(item(TITLE), encoding="utf-32").encode("utf-32"), TITLE),
        (rss(item(TITLE), encoding="x-klingon").encode(), TITLE),
        (rss(item("협력"), encoding="euc-kr").encode("euc-kr"), "협력"),
        (rss(item("協力"), encoding="shift_jis").encode("shift_jis"), "協力"),
        (rss(item("協力"), encoding="iso-2022-jp").encode("iso2022_jp"), "協力"),
        (rss(item("合作"), encoding="gb2312").encode("gb18030"), "合作"),
        (rss(item("союз"), encoding="windows-1251").encode("cp1251"), "союз"),
        (rss(item("ברית"), encoding="windows-1255").encode("cp1255"), "ברית"),
        (rss(item("a\x00b")).encode(), "ab"),
        (rss(item("ok é@@")).encode().replace(b"@@", b"caf\xe9"), "ok écafé"),
        (rss(item("+ADw-script+AD4-x"), encoding="utf-7").encode(), "+ADw-script+AD4-x"),
        (rss(item("\\ud800 \\x3cscript\\x3e"), encoding="unicode_escape").encode(), "\\ud800 \\x3cscript\\x3e"),
    ],
)  # fmt: skip
def test_encodings_are_read_or_survived(raw: bytes, title: str) -> None:
    """IN-15, IN-16, IN-17: wrong, lying and forbidden declarations; the same key on every poll."""
    first, second = only(raw), only(raw, content_type="text/xml")

    assert first.title == title
    assert first.key == second.key
    assert first.content_hash == second.content_hash


def test_the_servers_charset_counts_unless_it_is_the_default() -> None:
    body = rss(item("союз")).replace(' encoding="utf-8"', "").encode("cp1251")
    declared = rss(item("союз"), encoding="windows-1251").encode("cp1251")

    assert only(body, content_type="text/xml; charset=windows-1251").title == "союз"
    assert only(declared, content_type="text/xml; charset=ISO-8859-1").title == "союз"


# Dates ------------------------------------------------------------------------------------


def dated(text: str, **headers: str) -> datetime | None:
    return only(rss(item(more=f"<pubDate>{text}</pubDate>")), **headers).published_at


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Sun, 01 Mar 2026 09:30:00 GMT", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 18:30:00 +0900", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ("2026-03-01T18:30:00+09:00", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 23:00:00 GMT", NOW),
        ("2099-01-01T00:00:00Z", NOW),
        *((text, None) for text in (
            "", "garbage", "32 Foo 2025", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00+14:00",
            "Thu, 01 Jan 1970 00:00:00 GMT", "-1",
        )),
    ],
)  # fmt: skip
def test_dates_are_utc_not_in_the_future_or_none(text: str, date: datetime | None) -> None:
    """STORM-07: clamped to the poll; what no calendar has is no date."""
    assert dated(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31T23:59:59-14:00",
        "99999-01-01T00:00:00Z",
        "9" * 400,
        "Tue, 99 Jun 2025 99:99:99 GMT",
        "2016-12-31T23:59:60Z",
        "2025-02-30T00:00:00Z",
    ],
)
def test_odd_dates_do_no_harm(text: str) -> None:
    """STORM-07."""
    date = dated(text)

    assert date is None or date <= NOW


def test_a_clock_that_is_ahead_is_set_right() -> None:
    """STORM-08: entries of a server one day ahead are as old as they would be with a right clock."""
    ahead = dated("Mon, 02 Mar 2026 10:00:00 GMT", date="Mon, 02 Mar 2026 12:00:00 GMT")
    behind = dated("Sat, 28 Feb 2026 10:00:00 GMT", date="Sat, 28 Feb 2026 12:00:00 GMT")

    assert ahead == datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    assert behind == datetime(2026, 2, 28, 10, 0, tzinfo=UTC)


# Freshness --------------------------------------------------------------------------------

SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>99999999999999999999</ttl>", None),
        ("<ttl>often</ttl>", None),
        (f"<sy:updatePeriod {SY}>hourly</sy:updatePeriod><sy:updateFrequency {SY}>2</sy:updateFrequency>", timedelta(minutes=30)),
        (f"<sy:updatePeriod {SY}>daily</sy:updatePeriod>", timedelta(days=1)),
        (f"<sy:updatePeriod {SY}>hourly</sy:updatePeriod><sy:updateFrequency {SY}>0</sy:updateFrequency>", None),
        (f"<sy:updatePeriod {SY}>sometimes</sy:updatePeriod>", None),
        ("", None),
    ],
)  # fmt: skip
def test_ttl_is_what_makes_sense(head: str, ttl: timedelta | None) -> None:
    """POLL-06."""
    assert feed(rss(item(), head=head)).ttl == ttl


# Identity within one feed ------------------------------------------------------------------


def test_entries_without_a_guid_have_link_or_title_as_key() -> None:
    """STORM-05: missing and empty guids."""
    by_link = entries(
        rss(
            item("A", guid=None, link="https://a.example/1")
            + item("B", guid=" ", link="https://a.example/2")
        )
    )
    by_title = entries(rss(item("A", guid=None, link=None) + item("B", guid="", link=None)))

    assert [entry.key for entry in by_link] == ["a.example/1", "a.example/2"]
    assert len({entry.key for entry in by_title}) == 2


def test_two_entries_with_one_guid_do_not_hide_each_other() -> None:
    """STORM-05."""
    found = entries(
        rss(item("A", guid="same") + item("B", guid="same", link="https://a.example/2"))
    )

    assert [entry.title for entry in found] == ["A", "B"]
    assert len({entry.key for entry in found}) == 2


def test_two_entries_with_one_link_do_not_hide_each_other() -> None:
    """STORM-05: feeds that link every entry to the front page."""
    found = entries(rss(item("A", guid=None) + item("B", guid=None) + item("A", guid=None)))

    assert [entry.title for entry in found] == ["A", "B"]
    assert [entry.link for entry in found] == ["https://a.example/1"] * 2
    assert [entry.canonical_link for entry in found] == [None, None]


def test_any_error_of_a_parser_is_a_failure_of_the_feed() -> None:
    """IN-02: here, a clock without a zone."""
    broken = parse(
        rss(item(more="<pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate>")).encode(),
        (),
        URL,
        NOW.replace(tzinfo=None),
    )

    assert broken == ParseFailed(reason="not_a_feed", detail="the parser failed: TypeError")


# Properties -------------------------------------------------------------------------------

PIECES = st.sampled_from([
    b"<rss version='2.0'>", b"<channel>", b"<item>", b"<title>", b"</title>", b"</item>", b"</channel>", b"</rss>",
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&#", b"&#x", b"D800;", b"&amp;", b"&lt;", b"<!DOCTYPE", b"[", b"]>", b"<!ENTITY x 'y'>",
    b"<pubDate>", b"</pubDate>", b"<link>", b"javascript:", b"http://[", b"\xff\xfe", b"\x00", b"\xed\xa0\x80", b"<feed xmlns='http://www.w3.org/2005/Atom'>",
    b"</feed>", b"<entry>", b"<content type='xhtml'>", b"xml:base='http://['", b"{", b'"version": "https://jsonfeed.org/version/1"', b"<?xml encoding='utf-7'?>",
])  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=12), max_size=40).map(b"".join))
def test_no_bytes_make_the_parser_raise(body: bytes) -> None:
    """IN-02, IN-17: the answer is a value, and its texts can be stored anywhere."""
    answer = parse(body + b"</title></item></channel></rss>", (), URL, NOW)

    if isinstance(answer, ParsedFeed):
        for entry in answer.entries:
            for text in (entry.key, entry.title, entry.summary, entry.text, entry.link or ""):
                text.encode("utf-8")
                assert "\x00" not in text
