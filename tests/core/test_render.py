"""Messages: layout, languages, limits, and what hostile text can not do."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.core.render import (
    languages,
    render_alert,
    render_digest,
    render_notice,
    render_plain,
    render_why,
)
from monitor.core.render.hygiene import plain, quiet, safe_link
from monitor.core.render.language import language
from monitor.core.render.limits import Size, clusters, measure, shorten, units
from monitor.demo.botapi.live import live_entities
from monitor.demo.botapi.markup import parse_html
from monitor.demo.botapi.markup import units as telegram_units
from monitor.model import Figure, Finding, Source, Span, Story, StoryId
from monitor.vocab import SECTORS, EventType, Mode, Stage

NOW = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
TOLD_AT = datetime(2023, 6, 16, 2, 53, tzinfo=UTC)
PAYLOADS = Path(__file__).parents[2] / "../shared/data/payloads"


def source(name: str, **more: Any) -> Source:
    details: dict[str, Any] = {
        "family": name,
        "link": f"https://news.example/{name}",
        "published_at": TOLD_AT,
    }
    return Source(name=name, **details | more)


STORY = Story(
    id=StoryId(1),
    pairs=("JP-KR",),
    sectors=("semiconductors", "displays", "batteries"),
    type=EventType.COOPERATE,
    stage=Stage.LAUNCHED,
    mode=Mode.ASSERTED,
    title="Seoul and Tokyo begin joint work on chip materials",
    summary="Two institutes began a joint project. It lasts until 2031.",
    lang="en",
    first_seen_at=TOLD_AT,
    updated_at=TOLD_AT,
    sources=(source("Morning", zone="Asia/Seoul"),),
    organisations=("Institute A", "Institute B"),
    figures=(Figure(kind="percent", value=15, unit="percent", text="15 percent"),),
    memory="Before: agreed, 2 May 2022",
)


def told(story: Story = STORY, **how: Any) -> str:
    return render_alert(story, now=NOW, **how)


def text_of(html: str) -> str:
    return parse_html(html)[0]


# Layout ------------------------------------------------------------------------------------


def test_an_alert_tells_who_what_how_far_and_where_from():
    assert told() == (
        "🇯🇵🤝🇰🇷 Japan – South Korea · semiconductors, displays, batteries\n"
        '<b><a href="https://news.example/Morning">'
        "Seoul and Tokyo begin joint work on chip materials</a></b>\n"
        "● launched · joint work\n"
        "Two institutes began a joint project. It lasts until 2031.\n"
        "▸ 15 percent\n"
        "▸ Institute A; Institute B\n"
        '<a href="https://news.example/Morning">Morning</a> · 16 Jun 2023, 11:53 KST\n'
        "↺ Before: agreed, 2 May 2022"
    )


def test_what_is_not_known_leaves_no_line():
    bare = replace(
        STORY, sectors=(), summary="", sources=(), organisations=(), figures=(), memory=""
    )

    assert told(bare).splitlines() == [
        "🇯🇵🤝🇰🇷 Japan – South Korea",
        "<b>Seoul and Tokyo begin joint work on chip materials</b>",
        "● launched · joint work",
        "16 Jun 2023, 02:53 UTC",
    ]


@pytest.mark.parametrize(
    ("pairs", "line"),
    [
        (("IL-KR", "JP-KR"), "🇰🇷🤝🇮🇱🇯🇵 South Korea – Israel, Japan"),
        (("GB-IT", "GB-JP", "IT-JP"), "🇬🇧🤝🇮🇹🤝🇯🇵 United Kingdom – Italy – Japan"),
        (("DE-FR", "JP-KR"), "🇩🇪🤝🇫🇷 🇯🇵🤝🇰🇷 Germany – France, Japan – South Korea"),
        (("EU-TW",), "🇪🇺🤝🇹🇼 EU – Taiwan"),
        (("AE-PS",), "🇦🇪🤝🇵🇸 United Arab Emirates – Palestine"),
    ],
)
def test_hubs_and_triangles_are_told_as_such(pairs, line):
    assert told(replace(STORY, pairs=pairs, sectors=())).startswith(line + "\n")


def test_many_pairs_end_in_a_number():
    pairs = tuple(f"{code}-US" for code in ("CA", "DE", "FR", "GB", "IT", "JP"))

    assert "Canada, Germany, France, United Kingdom +2" in told(replace(STORY, pairs=pairs))


def test_a_story_without_pairs_is_still_told():
    assert told(replace(STORY, pairs=())).startswith("semiconductors, displays")


def test_two_publishers_share_a_line():
    html = told(replace(STORY, sources=(source("Morning"), source("Evening"))))

    assert "Morning, Evening · 16 Jun 2023, 02:53 UTC" in text_of(html)


def test_more_publishers_are_counted_by_family():
    names = ("Morning", "Evening", "Noon", "Dawn", "Dusk", "Night", "Morning")
    sources = (*map(source, names), source("Morning 2", family="Morning"))

    lines = text_of(told(replace(STORY, sources=sources))).splitlines()

    assert "Morning · 16 Jun 2023, 02:53 UTC" in lines
    assert "also: Evening, Noon, Dawn, Dusk +1 (6 publishers)" in lines


def test_a_new_stage_and_a_stalled_story_say_so_first():
    assert told(kind="stage").startswith("<b>▲ now launched</b>\n🇯🇵")
    stalled = replace(STORY, mode=Mode.STALLED, stage=Stage.NONE)
    assert told(stalled, kind="stalled").startswith("<b>■ stalled</b>\n🇯🇵")
    assert "\n■ stalled · joint work\n" in told(stalled)


def test_an_edit_says_when_the_story_grew():
    grown = replace(STORY, updated_at=TOLD_AT.replace(hour=4))

    assert "11:53 KST · updated 13:00" in told(
        replace(grown, updated_at=grown.updated_at.replace(minute=0)), kind="edit"
    )


def test_the_year_is_left_out_when_it_is_this_one():
    assert "16 Jun, 11:53 KST" in render_alert(STORY, now=TOLD_AT)


def test_the_readers_zone_wins():
    assert "16 Jun 2023, 05:53 EEST" in told(zone="Europe/Kyiv")
    assert "16 Jun 2023, 06:53 UTC+04" in told(zone="Asia/Dubai")


def test_an_undated_entry_is_dated_by_when_we_saw_it():
    undated = replace(STORY, sources=(source("Morning", published_at=None),))

    assert "16 Jun 2023, 02:53 UTC" in told(undated)


def test_an_empty_headline_gets_words_of_ours():
    assert "<b>(no title)</b>" in told(replace(STORY, title="\u202e\u200b ", sources=()))


# Languages ---------------------------------------------------------------------------------


def test_korean_and_japanese_name_countries_sectors_and_stages():
    korean, japanese = told(language="ko"), told(language="ja")

    assert korean.startswith("🇯🇵🤝🇰🇷 일본 – 한국 · 반도체, 디스플레이, 배터리\n")
    assert "● 착수 · 공동 사업" in korean
    assert "2023. 6월 16일 11:53 KST" in korean
    assert japanese.startswith("🇯🇵🤝🇰🇷 日本 – 韓国 · 半導体, ディスプレー, 電池\n")
    assert "● 開始 · 共同事業" in japanese
    assert "2023年6月16日 11:53 KST" in japanese


def test_a_language_that_nobody_wrote_is_told_in_english():
    assert told(language="tlh") == told()


@pytest.mark.parametrize("code", sorted(languages()))
def test_every_language_has_every_word(code):
    words = language(code)

    assert all(words.sector(sector) != "" for sector in SECTORS)
    if code != "en":
        same = {s for s in SECTORS if words.sector(s) == s}
        assert not same
        assert not {s for s in Stage if s != "none" and words.stage(s) == s.value}
        assert not {t for t in EventType if t != "none" and words.type(t) == t.value}
    assert words.country("KR") != "KR"
    assert words.country("XK") != "XK"
    assert words.word("also", names="A, B")


# Digests, notices, plain text --------------------------------------------------------------


def test_a_digest_groups_by_pair_in_order_of_time():
    first = replace(STORY, id=StoryId(2), title="First", first_seen_at=TOLD_AT.replace(hour=1))
    other = replace(STORY, id=StoryId(3), pairs=("IL-KR",), title="Other")

    [html] = render_digest((STORY, other, first), now=NOW, zone="Asia/Seoul")

    assert text_of(html).splitlines() == [
        "Digest · 3 alerts · 3 Feb, 13:05 KST",
        "",
        "🇮🇱🤝🇰🇷 Israel – South Korea",
        "▸ Other · launched",
        "",
        "🇯🇵🤝🇰🇷 Japan – South Korea",
        "▸ First · launched",
        "▸ Seoul and Tokyo begin joint work on chip materials · launched",
    ]


def test_no_stories_make_no_digest():
    assert render_digest((), now=NOW) == ()


def test_a_long_digest_becomes_several_messages_and_loses_none():
    """TG-06."""
    many = tuple(
        replace(STORY, id=StoryId(n), title=f"Story {n:03} " + "long " * 30) for n in range(230)
    )

    pages = render_digest(many, now=NOW)

    assert all(measure(page).fits for page in pages)
    assert f"(1/{len(pages)})" in pages[0]
    found = re.findall(r"Story (\d{3})", "".join(pages))
    assert found == [f"{n:03}" for n in range(230)]


def test_a_notice_has_a_head_and_says_what_to_do():
    html = render_notice("A feed is gone", ("https://f.example/rss answered 410", "@someone"))

    assert text_of(html).splitlines()[0] == "⚠ A feed is gone"
    assert not live_entities(text_of(html))


def test_an_explanation_names_the_verdict_and_the_words_it_rests_on():
    finding = Finding(
        cooperation=True,
        score=0.93,
        reason="",
        pairs=("JP-KR",),
        sectors=("energy",),
        type=EventType.SUPPORT,
        stage=Stage.SIGNED,
        evidence=(
            Span(field="title", start=0, end=5, kind="actor", text="Seoul"),
            Span(field="title", start=10, end=15, kind="actor", text="Tokyo"),
            Span(field="title", start=16, end=21, kind="act", text="sign"),
        ),
    )

    html = render_why("Seoul and Tokyo sign", finding, verdict="told", reason="told to desk")

    assert text_of(html).splitlines() == [
        "Seoul and Tokyo sign",
        "told · told to desk",
        "🇯🇵🤝🇰🇷 Japan – South Korea · energy · formal agreement · signed · 93%",
        "▸ actor: Seoul, Tokyo",
        "▸ act: sign",
    ]


def test_plain_text_keeps_the_first_link():
    """TG-07: what is sent when Telegram cannot read the markup."""
    text = render_plain(told(replace(STORY, title="A < B & C")))

    assert "A < B & C" in text
    assert text.endswith("\nhttps://news.example/Morning")
    assert "<b>" not in text


# Hostile text ------------------------------------------------------------------------------

SIGILS = st.sampled_from(
    ["@durov", "#tag", "$USD", "/start", "tg://resolve?domain=x", "evil.com", "http://1.2.3.4/x",
     "a@b.org", "ton://x", "<b>", "</a>", "&amp;", "&#x3C;", "'", '"', "<", "&", "\u202e", "\u200b",
     "\u200d", "\u2066", "\x00", "\ud800", "👨‍👩‍👧‍👦", "🏴\U000e0067\U000e007f", "👍🏽", "e\u0301" * 3, "Z" + "\u0353" * 50,
     "🇰🇷🇯🇵", "각", "\u1100\u1161\u11a8", "क्ष", "\r\n", "\u2028", "ﷺ", "x" * 300, "🙂" * 200]
)  # fmt: skip
HOSTILE = st.lists(st.one_of(SIGILS, st.text(max_size=20)), max_size=40).map("".join)
LINKS = st.one_of(
    st.none(),
    st.sampled_from(
        ["javascript:alert(1)", "tg://user?id=1", "https://ok.example/?a=1&b='\"<>", "data:x",
         "http://", "https://h.example/" + "p" * 3000, "//x.example", "http://[::1", "file:///etc",
         "HTTPS://UP.example/", "https://x.example/\u202egpj", "https://x.example/a b"]
    ),
)  # fmt: skip


def hostile_story(text: str, link: str | None, count: int) -> Story:
    each = Source(name=text, family=text, link=link, published_at=None)
    others = tuple(replace(each, family=f"f{n}") for n in range(count))
    return replace(
        STORY,
        title=text,
        summary=text,
        sources=(each, *others),
        organisations=(text,) * count,
        figures=tuple(
            Figure(kind="count", value=1, unit="x", text=text + str(n)) for n in range(count)
        ),
        memory=text,
    )


def assert_harmless(html: str) -> None:
    """The message is valid, balanced, within every limit, and nothing foreign in it is alive."""
    text, entities = parse_html(html)  # raises what Telegram would answer
    size = measure(html)
    assert size.fits
    assert telegram_units(text) == size.units <= 4096
    assert len(entities) <= size.entities
    assert live_entities(text) == ()
    assert {each.type for each in entities} <= {"bold", "italic", "text_link"}
    links = [each.url or "" for each in entities if each.type == "text_link"]
    assert all(re.match(r"https?://[^/]", link, re.IGNORECASE) for link in links)
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} and c != "\n" for c in text)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]", text)
    html.encode()


@given(HOSTILE, LINKS, st.integers(0, 9), st.sampled_from(["new", "edit", "stage", "stalled"]))
@example("'" * 10_000, "https://x.example/", 9, "new")
@example('&<>"' * 2_500, "https://x.example/", 9, "new")
@example("👨‍👩‍👧‍👦" * 1_000, None, 9, "stage")
@example("🙂" * 10_000, None, 9, "edit")
@example("a\u0301" * 5_000, None, 1, "new")
@example("👩\u200d" * 5_000, None, 1, "new")
def test_no_title_can_break_a_message(text, link, count, kind):
    """TG-06, TG-07, TG-08."""
    html = render_alert(hostile_story(text, link, count), now=NOW, kind=kind)

    assert_harmless(html)


@given(st.lists(st.tuples(HOSTILE, LINKS), min_size=1, max_size=8))
def test_no_title_can_break_a_digest(stories):
    """TG-06, TG-07, TG-08."""
    pages = render_digest(tuple(hostile_story(text, link, 2) for text, link in stories), now=NOW)

    for page in pages:
        assert_harmless(page)


@given(HOSTILE)
def test_no_text_can_break_a_notice(text):
    """TG-06, TG-07, TG-08: feeds speak in notices too, by their names and errors."""
    assert_harmless(render_notice(text or "x", (text,) * 12))


@given(HOSTILE, LINKS)
def test_no_text_can_break_an_explanation(text, link):
    """TG-06, TG-07, TG-08."""
    spans = tuple(
        Span(field="title", start=0, end=1, kind=f"kind{n % 3}", text=text + str(n))
        for n in range(20)
    )
    finding = Finding(cooperation=True, score=0.9, reason=text, pairs=("JP-KR",), evidence=spans)

    assert_harmless(render_why(text, finding, verdict="told", reason=text, link=link))


@given(HOSTILE)
def test_plain_text_is_as_tame(text):
    """TG-07, TG-08: in the fallback as well, save for the one link that is ours."""
    said = render_plain(told(hostile_story(text, None, 1)))

    assert units(said) <= 4096
    assert live_entities(said) == ()


@given(HOSTILE, st.integers(1, 400))
def test_shortening_cuts_between_graphemes_only(text, limit):
    """TG-06."""
    clean = plain(text)
    cut = shorten(clean, limit)

    assert units(cut) <= limit
    body = cut.removesuffix("…")
    assert clean.startswith(body)
    ends = {0}
    for cluster in clusters(clean):
        ends.add(max(ends) + len(cluster))
    assert cut == clean or not body or len(body) in ends or clean[len(body)] in " ,;:-–—"


@given(st.text(max_size=60))
@example("👨‍👩‍👧‍👦👍🏽🇰🇷🇯🇵🇺🇸e\u0301\u1100\u1161\u11a8क्षि\r\nกำ")
def test_no_cluster_is_cut_where_unicode_forbids_it(text):
    """TG-06: our clusters end only where ICU's extended grapheme clusters end."""
    icu = pytest.importorskip("icu")
    breaks = icu.BreakIterator.createCharacterInstance(icu.Locale.getRoot())
    clean = plain(text)
    breaks.setText(clean)
    allowed = {0, *breaks}
    position = 0
    for cluster in clusters(clean):
        position += units(cluster)
        assert position in allowed


@pytest.mark.skipif(not PAYLOADS.exists(), reason="hostile files are not here")
def test_hostile_feeds_make_harmless_messages():
    """TG-06, TG-07, TG-08."""
    names = ("tg_markup_title.xml", "bidi_title.xml", "utf16_surrogates.xml", "script_title.xml")
    entries = [
        entry
        for name in names
        for entry in feedparser.parse((PAYLOADS / name).read_bytes()).entries
    ]

    assert entries
    for entry in entries:
        assert_harmless(told(hostile_story(entry.get("title", ""), entry.get("link"), 3)))


# Small parts -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["U.S. and/or 5.7 percent, $8 million, 3-4, A & B", "11:53", "C#"])
def test_what_is_not_alive_is_left_as_it_is(text):
    assert quiet(text) == text


@pytest.mark.parametrize("text", ["@name", "#tag", "$NVDA", "/go", "x.com", "tg://x", "1.2.3.4"])
def test_what_is_alive_is_put_to_sleep_and_reads_the_same(text):
    """TG-08: and the finder of live text is no dummy."""
    assert live_entities(text)
    assert not live_entities(quiet(text))
    assert quiet(text).replace("\u2060", "") == text


def test_joiners_stay_where_they_have_a_meaning():
    assert (
        plain("👨\u200d👩\u200d👧 می\u200cخواهم a\u200db") == "👨\u200d👩\u200d👧 می\u200cخواهم ab"
    )


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://x.example/a?b=c", True),
        ("HTTP://x.example", True),
        ("javascript:alert(1)", False),
        ("tg://user?id=1", False),
        ("https:///x", False),
        ("https://x.example/" + "a" * 2000, False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(link, kept):
    """TG-08, IN-12."""
    assert (safe_link(link) is not None) is kept


def test_what_telegram_does_not_take_does_not_fit():
    """TG-06."""
    assert Size(units=4096, entities=100, markup_bytes=8_999).fits
    assert not Size(units=4097).fits
    assert not Size(entities=101).fits
    assert not Size(markup_bytes=9_000).fits
