"""The reader for plain feeds gives what feedparser gives, field for field, or steps aside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.core.parse.documents import NOW, URL, item, rss
from tests.core.parse.test_cut import CORPUS, DOCUMENTS
from tests.core.parse.test_parse import ATOM, RDF

from monitor.core.parse import feed, simple
from monitor.core.parse.decode import text_of
from monitor.core.parse.drafts import Reading
from monitor.core.parse.markup import without_unused
from monitor.core.parse.simple import Simple, plain_date
from monitor.core.parse.sound import sound

READING = Reading(url=URL, lang=None, now=NOW, skew=timedelta())
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def both(text: str, reading: Reading = READING) -> tuple[Simple | None, Simple | None]:
    markup = without_unused(sound(text))
    return simple.read(markup, reading), feed.read(markup, reading)


def atom(entry: str, *, head: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{head}<entry>{entry}</entry></feed>'


PLAIN = {
    "rss": rss(item("A &amp;amp; B", more="<pubDate>Sun, 01 Mar 2026 10:00:00 +0900</pubDate><description>&lt;p&gt;x&lt;/p&gt;</description><author>a@b.example</author><source url='http://c.example/'>C</source>")),
    "rss guid as link": rss("<item><title>x</title><guid>https://a.example/1</guid></item>"),
    "rss content": rss(item(more="<content:encoded><![CDATA[<p>long &amp; text</p>]]></content:encoded><description>short</description>")).replace("<rss ", f"<rss {CONTENT} "),
    "rss dates": rss(item(more="<dc:date>2026-03-01T10:00:00+09:00</dc:date><dc:creator>x</dc:creator>")).replace("<rss ", f"<rss {CONTENT} "),
    "rss feed": rss(item(), head="<language>ko-kr</language><ttl>30</ttl><image><title>i</title><link>l</link></image><description>d</description>"),
    "rss entities": rss(item("caf\u00e9 &#233; &nbsp;x", link="https://a.example/?a=1&amp;b=2")),
    "atom": atom('<id>tag:x,1</id><title type="html">a &amp;lt;b&amp;gt;</title><link href="https://a.example/1"/><link rel="replies" href="https://a.example/r"/><updated>2026-03-01T10:00:00Z</updated><author><name>n</name></author><summary>s</summary>'),
    "atom content": atom('<id>https://a.example/1</id><title>t</title><content type="html">&lt;p&gt;c&lt;/p&gt;</content><published>2026-03-01T10:00:00Z</published>', head='<link rel="self" href="/self"/><link rel="hub" href="https://hub.example/"/>'),
    "rdf": RDF,
}  # fmt: skip
NOT_PLAIN = {
    "xhtml": ATOM,
    "title with markup": rss(item("<b>x</b>")),
    "two titles": rss(item(more="<title>y</title>")),
    "base": rss(item()).replace("<channel>", '<channel xml:base="https://b.example/">'),
    "odd date": rss(item(more="<pubDate>yesterday</pubDate>")),
    "relative link": rss(item(link="/1")),
    "media title": rss(item(more="<media:title>m</media:title>")).replace("<rss ", '<rss xmlns:media="http://search.yahoo.com/mrss/" '),
    "undeclared": rss(item(more="<foo:bar>x</foo:bar>")),
    "broken": rss(item(more="<b>")),
    "itunes": rss(item(more="<itunes:summary>m</itunes:summary>")),
    "upper case": rss(item(more="<PUBDATE>x</PUBDATE>")),
    "language of an entry": rss(item().replace("<title>", '<title xml:lang="fr">')),
    "empty link": rss(item(link="")),
    "two names of a date": rss(item(more="<pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate><published>2026-03-01T10:00:00Z</published>")),
    "two names of a change": rss(item(more="<updated>2026-03-01T10:00:00Z</updated><dc:date>2026-03-01T10:00:00Z</dc:date>")).replace("<rss ", f"<rss {CONTENT} "),
    "two names of a summary": rss(item(more="<summary>a</summary><description>b</description>")),
    "two names of a text": rss(item(more="<content>a</content><content:encoded>b</content:encoded>")).replace("<rss ", f"<rss {CONTENT} "),
    "id in rss": rss(item(guid=None, more="<id>x</id>")),
    "guid in rdf": RDF.replace("<title>One</title>", "<title>One</title><guid>g</guid>"),
    "image in an entry": rss(item(more="<image><title>i</title></image>")),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_plain_feeds_are_read_as_feedparser_reads_them(name: str) -> None:
    mine, theirs = both(PLAIN[name])

    assert mine is not None
    assert mine == theirs


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_is_not_plain_is_left_to_feedparser(name: str) -> None:
    assert both(NOT_PLAIN[name])[0] is None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_of_the_cut_are_read_alike(name: str) -> None:
    mine, theirs = both(DOCUMENTS[name])

    assert mine is None or mine == theirs


def test_a_servers_language_is_the_feeds() -> None:
    reading = Reading(url=URL, lang="fr-FR", now=NOW, skew=timedelta())

    for text in (PLAIN["rss"], PLAIN["rss feed"], PLAIN["atom"]):
        mine, theirs = both(text, reading)
        assert mine is not None
        assert mine == theirs


NAMES = ["title", "link", "guid", "pubDate", "description", "content:encoded", "dc:date", "author", "source", "id", "updated", "summary", "content", "published", "foo:x", "atom:link", "image", "comments", "dc:title", "language", "media:description", "ttl"]  # fmt: skip
VALUES = ["", " ", "x", "<b>x</b>", "https://a.example/1", "https://a.example/1?a=1&amp;b=2", "/1", "tag:a,1", "Sun, 01 Mar 2026 10:00:00 GMT", "2026-03-01T10:00:00+09:00", "2026-03-01", "caf\u00c3\u00a9", "caf\u00e9 \u0093q\u0094", "<![CDATA[<p>a & b</p>]]>", "&lt;p&gt;x&lt;/p&gt;", "a &amp;amp; b", "<name>n</name>", "\u00e9&copy;x"]  # fmt: skip
ATTRIBUTES = ["", "", "", "", ' type="html"', ' type="xhtml"', ' type="text"', ' isPermaLink="false"', ' isPermaLink="true"', ' href="https://a.example/2"', ' rel="alternate" href="https://a.example/3"', ' rel="self" href="/4"', ' xml:lang="de"', ' xml:base="https://b.example/"', ' url="x"', ' foo:y="z"']  # fmt: skip
ELEMENTS = st.builds("<{0}{1}>{2}</{0}>".format, st.sampled_from(NAMES), st.sampled_from(ATTRIBUTES), st.sampled_from(VALUES))  # fmt: skip
SPACES = f'{CONTENT} xmlns:foo="urn:foo" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'
SHAPES = [
    f'<rss version="2.0" {SPACES}><channel>{{0}}<item>{{1}}</item><item>{{2}}</item></channel></rss>',
    f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}>{{0}}<entry>{{1}}</entry><entry>{{2}}</entry></feed>',
    f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-US" {SPACES}>{{0}}<entry>{{1}}</entry><entry>{{2}}</entry></feed>',
    f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {SPACES}><channel>{{0}}</channel><item rdf:about="u">{{1}}</item><item>{{2}}</item></rdf:RDF>',
    f"<rss {SPACES}>{{0}}<channel><item>{{1}}</item></channel><item>{{2}}</item></rss>",
]  # fmt: skip
TAME_NAMES = ["title", "link", "guid", "pubDate", "description", "content:encoded", "dc:date", "author", "id", "updated", "summary", "published", "foo:x"]  # fmt: skip
TAME_VALUES = ["", "x", "https://a.example/1?a=1&amp;b=2", "Sun, 01 Mar 2026 10:00:00 GMT", "2026-03-01T10:00:00+09:00", "caf\u00c3\u00a9", "<![CDATA[<p>a & b</p>]]>", "a &amp;amp; b"]  # fmt: skip
TAME = st.lists(st.sampled_from(TAME_NAMES), max_size=5, unique=True).flatmap(
    lambda names: st.tuples(*(st.sampled_from(TAME_VALUES).map(f"<{name}>{{}}</{name}>".format) for name in names))
).map("".join)  # fmt: skip
FIELDS = TAME | TAME | TAME | st.lists(ELEMENTS, max_size=4).map("".join)


@settings(max_examples=150)
@given(st.sampled_from(SHAPES), FIELDS, FIELDS, FIELDS)
@example(
    SHAPES[0], "", "<guid>g</guid><link></link>", "<link>x</link><guid>https://a.example/1</guid>"
)
@example(
    SHAPES[1],
    "",
    '<content>c</content><link href="https://a.example/2"></link><summary></summary>',
    "<id>tag:a,1</id>",
)
def test_any_mixture_of_fields_is_read_as_feedparser_reads_it(
    shape: str, head: str, first: str, second: str
) -> None:
    mine, theirs = both(shape.format(head, first, second))

    assert mine is None or mine == theirs


@pytest.mark.skipif(not CORPUS.exists(), reason="the public feeds are not here")
def test_real_feeds_are_read_alike_and_many_are_plain() -> None:
    plain = 0
    for path in sorted(Path(CORPUS).glob("[0-9]*")):
        text = text_of(path.read_bytes()).strip("\ufeff \r\n\t")
        if text.startswith("{") or len(text) > 200_000:
            continue
        markup = without_unused(sound(text))
        if (mine := simple.read(markup, READING)) is not None:
            assert mine == feed.read(markup, READING), path.name
            plain += 1
    assert plain > 30


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 1 Mar 2026 10:00:00 GMT",
        "01 Mar 2026 10:00:00 +0000",
        "Sun, 01 Mar 2026 19:00:00 +0900",
        "2026-03-01T10:00:00Z",
        "2026-03-01T05:00:00-05:00",
    ],
)
def test_the_usual_dates_need_no_feedparser(text: str) -> None:
    date = plain_date(text)

    assert date is not None
    assert date.isoformat() == "2026-03-01T10:00:00+00:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-01",
        "Sun, 01 Mar 26 10:00:00 GMT",
        "Sun, 01 Mar 2026 10:00 GMT",
        "Sun, 31 Feb 2026 10:00:00 GMT",
        "Sun, 01 Foo 2026 10:00:00 GMT",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_other_dates_are_feedparsers(text: str) -> None:
    assert plain_date(text) is None
