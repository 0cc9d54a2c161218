"""Which countries a text names: forms that must be found, false friends, places, masks, cost."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.core.detect.actor_suite import FALSE_FRIENDS, FORMS, PLACES

from monitor.core.detect.actors import MAX_MENTIONS, blocs_of, countries_of, find_actors, mask
from monitor.model import NewsText
from monitor.vocab.countries import LANGUAGES, display_name, flag, forms, is_country

ROOT = Path(__file__).parents[3]


def countries(text: str, lang: str | None = None) -> tuple[str, ...]:
    return countries_of(find_actors(NewsText(title=text, lang=lang)))


@pytest.mark.parametrize(
    ("case", "text", "expected"), FALSE_FRIENDS, ids=[row[0] for row in FALSE_FRIENDS]
)
def test_a_false_friend_is_no_country(case, text, expected):
    declared = case.split(":")[0] if ":" in case else None

    assert sorted(countries(text, declared)) == expected.split()


@pytest.mark.parametrize(("case", "text", "expected"), FORMS, ids=[row[0] for row in FORMS])
def test_a_form_is_found_in_order_of_appearance(case, text, expected):
    declared = case.split(":")[0] if ":" in case else None

    assert countries(text, declared) == tuple(expected.split())


@pytest.mark.parametrize(
    ("case", "title", "summary", "kind"), PLACES, ids=[row[0] for row in PLACES]
)
def test_surroundings_tell_an_actor_from_a_place(case, title, summary, kind):
    found = [m for m in find_actors(NewsText(title=title, summary=summary)) if m.field == "summary"]

    assert found[0].kind == kind


def test_a_mention_quotes_its_place():
    news = NewsText(
        title="Polsko-ukraińskie porozumienie",
        summary="z Ukrainą, 日韓",
        text="Norway's king in Oslo",
    )

    found = find_actors(news)

    assert found
    assert all(getattr(news, m.field)[m.start : m.end] == m.text for m in found)


def test_fields_are_read_in_order_and_each_country_counts_once():
    news = NewsText(title="Chile and Peru", summary="Peru, then Brazil", text="Chile")

    assert countries_of(find_actors(news)) == ("CL", "PE", "BR")


def test_blocs_are_kept_as_a_list_and_not_taken_apart():
    found = find_actors(NewsText(title="ASEAN and NATO meet Norway"))

    assert blocs_of(found) == ("ASEAN", "NATO")
    assert countries_of(found) == ("NO",)


def test_the_mask_hides_who_and_keeps_what():
    news = NewsText(title="Modi and Samsung visit Oslo", summary="NATO and India agree")

    hidden = mask(news, find_actors(news))

    assert hidden.title == "Qxl and Qxf visit Qxc"
    assert hidden.summary == "Qxb and Qxc agree"


def test_the_mask_hides_a_phrase_that_names_two_once():
    news = NewsText(title="Russia-Ukraine war drags on")

    assert mask(news, find_actors(news)).title == "Qxc drags on"


def test_the_mask_leaves_a_text_without_actors_alone():
    news = NewsText(title="Rain in spring", summary="More rain")

    assert mask(news, ()) == news


@pytest.mark.parametrize(
    "unit", ["US", "日米", "한·", "в Р", "the war in ", "Georgia, ", "中", "-", "Polsko-"]
)
def test_hostile_text_costs_linear_time(unit):
    """IN-20: ten times the text takes about ten times as long."""
    find_actors(NewsText(title=unit))

    def seconds(size: int) -> float:
        news = NewsText(title="", text=(unit * size)[:size])
        begin = time.process_time()
        find_actors(news)
        return time.process_time() - begin

    small, large = seconds(200_000), seconds(2_000_000)
    assert large < 30 * small + 0.5


def test_a_language_without_a_table_is_read_with_all_of_them():
    assert countries("Norwegen, Norvège, Noruega", "sr") == ("NO",)
    assert countries_of(find_actors(NewsText(title="Norwegen und Chile"), "xx")) == ("NO", "CL")


def test_a_field_yields_a_bounded_number_of_mentions():
    assert len(find_actors(NewsText(title="", text="Norway " * 10_000))) <= MAX_MENTIONS


def test_every_table_names_known_codes_only():
    for lang in LANGUAGES:
        for form in forms(lang):
            assert form.kind == "block" or all(is_country(c) or c == "" for c in form.countries), (
                form
            )


def test_names_and_flags_are_shown_in_the_reader_s_language():
    assert display_name("JP", "ko") == "일본"
    assert display_name("JP", "xx") == "Japan"
    assert display_name("ZZ") == "ZZ"
    assert flag("JP") == "🇯🇵"


def test_an_unknown_table_is_empty():
    assert forms("xx") == ()


def test_the_shipped_tables_are_those_that_the_sources_give(tmp_path):
    pytest.importorskip("babel")
    script = ROOT / "tools" / "build_names.py"
    shipped = ROOT / "src" / "monitor" / "vocab" / "names"

    subprocess.run([sys.executable, script, tmp_path], check=True)

    for built in tmp_path.iterdir():
        body = built.read_text(encoding="utf-8").splitlines()[1:]
        assert body == (shipped / built.name).read_text(encoding="utf-8").splitlines()[1:], (
            built.name
        )
