"""The two seed stories: from full text and from title and first sentence, given and retold."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.core.detect import detect
from monitor.core.sentences import sentences
from monitor.model import Finding, NewsText

SEEDS = Path(__file__).parents[3].parent / "shared" / "seeds"
MATERIALS_FILE = SEEDS / "000_52661f2d0454c5cd.txt"
SPOKES_FILE = SEEDS / "002_4b6026ec9241408b.txt"
needs_seeds = pytest.mark.skipif(not MATERIALS_FILE.exists(), reason="../shared is not here")


def unwrapped(text: str) -> str:
    """Return the paragraphs, each on one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


# Both seeds in our own words.
MATERIALS_TITLE = "Seoul and Tokyo start joint work on next-generation industrial materials"
MATERIALS_LEAD = (
    "SEOUL, June 16 (Yonhap) -- South Korea and Japan launched a joint research project on fine "
    "chemicals for semiconductors, displays and secondary batteries, the industry ministry said "
    "Friday."
)
MATERIALS_TEXT = unwrapped(f"""{MATERIALS_LEAD}

Officials opened the project at an event in Seoul on Wednesday, according to the Ministry of Trade,
Industry and Energy.

The Korea Research Institute of Chemical Technology and the Korea Electronics Technology Institute
take part, together with researchers from Osaka University and Shinshu University.

"We hope that our share of the world market for key materials climbs to 15 percent by about 2031
from 5.7 percent today," a vice minister said.

Relations had soured in 2019, when Japan put export curbs on South Korea after rulings of the Supreme
Court on forced labor under colonial rule.
""")
SPOKES_TITLE = "South Korea looks to deepen tech research with Israel and Japan"
SPOKES_LEAD = (
    "Seoul, Jan 13: South Korea's industry ministry on Monday discussed how to expand bilateral "
    "cooperation with Israel and Japan on artificial intelligence and semiconductors."
)
SPOKES_TEXT = unwrapped(f"""{SPOKES_LEAD}
A director general spoke by video link with the chief scientist of Israel's innovation ministry about
joint research, the Ministry of Trade, Industry and Energy said.
The Korea-Israel Industrial R&D Foundation, set up in 2001, has received $8 million annually since 2022.
It now pays for 16 research and development projects and will add seven new projects this year.
She also met an official of Japan's industry ministry in Seoul to talk about technology cooperation
with the incoming U.S. administration.
Last year the Israel Innovation Authority helped to host a day on chips and smart mobility.
The number of applications for joint projects, just seven in 2020, rose to 34 last year.
""")

MATERIALS_ORGANISATIONS = {
    "Ministry of Trade, Industry and Energy",
    "Korea Research Institute of Chemical Technology",
    "Korea Electronics Technology Institute",
    "Osaka University",
    "Shinshu University",
}
SPOKES_ORGANISATIONS = {
    "Ministry of Trade, Industry and Energy",
    "Korea-Israel Industrial R&D Foundation",
    "Israel Innovation Authority",
}


def figures(finding: Finding) -> set[tuple[str, float | None, str]]:
    return {(figure.kind, figure.value, figure.unit) for figure in finding.figures}


def is_the_materials_project(finding: Finding) -> None:
    assert finding.cooperation, finding.reason
    assert finding.pairs == ("JP-KR",)
    assert finding.type == "COOPERATE"
    assert finding.stage == "launched"
    assert {"semiconductors", "displays"} <= set(finding.sectors)


def is_the_two_spokes(finding: Finding) -> None:
    assert finding.cooperation, finding.reason
    assert finding.pairs == ("IL-KR", "JP-KR")
    assert dict(finding.roles).get("KR") == "hub"
    assert finding.type == "CONSULT"
    assert finding.stage == "discussed"
    assert {"ai", "semiconductors"} <= set(finding.sectors)


def has_the_materials_facts(finding: Finding) -> None:
    is_the_materials_project(finding)
    assert {"semiconductors", "displays", "batteries", "materials"} <= set(finding.sectors)
    assert set(finding.organisations) >= MATERIALS_ORGANISATIONS
    assert figures(finding) >= {("percent", 15, "percent"), ("percent", 5.7, "percent")}


def has_the_spokes_facts(finding: Finding) -> None:
    is_the_two_spokes(finding)
    assert set(finding.organisations) >= SPOKES_ORGANISATIONS
    assert figures(finding) >= {
        ("money", 8e6, "USD"),
        ("count", 16, "research and development projects"),
        ("count", 7, "new projects"),
        ("count", 34, "applications"),
    }


def test_the_retold_materials_project_is_understood_from_lead_and_text() -> None:
    """Seed 000 in our own words."""
    is_the_materials_project(
        detect(NewsText(title=MATERIALS_TITLE, summary=MATERIALS_LEAD, lang="en"))
    )
    has_the_materials_facts(detect(NewsText(title=MATERIALS_TITLE, text=MATERIALS_TEXT, lang="en")))


def test_the_retold_hub_and_spokes_are_understood_from_lead_and_text() -> None:
    """Seed 002 in our own words: IL-KR and JP-KR, not IL-JP, and the United States is no partner."""
    is_the_two_spokes(detect(NewsText(title=SPOKES_TITLE, summary=SPOKES_LEAD, lang="en")))
    has_the_spokes_facts(detect(NewsText(title=SPOKES_TITLE, text=SPOKES_TEXT, lang="en")))


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        (
            "The roots of a quarrel between neighbours",
            "Ties soured in 2019, as Japan imposed export curbs on South Korea over court rulings.",
        ),
        (
            "Japan curbs exports of chip materials to South Korea",
            "Tokyo tightened controls after a court ordered Japanese firms to compensate victims.",
        ),
        (
            "Court orders Japanese firms to pay South Korean victims",
            "The Supreme Court in Seoul upheld rulings on labor during the 1910-45 colonial rule.",
        ),
    ],
)
def test_the_conflict_background_alone_is_no_cooperation(title: str, summary: str) -> None:
    assert not detect(NewsText(title=title, summary=summary, lang="en")).cooperation


# The seeds as they are ------------------------------------------------------------------------


def materials_seed() -> NewsText:
    """Seed 000 without the head of the page: its third line is the title."""
    lines = MATERIALS_FILE.read_text("utf-8")
    title = lines.split("\n\n")[2].strip()
    return NewsText(title=title, text=lines[lines.index("This photo") :], lang="en")


def spokes_seed() -> NewsText:
    """Seed 002; its page has no title, so one is given in our own words."""
    return NewsText(title=SPOKES_TITLE, text=SPOKES_FILE.read_text("utf-8"), lang="en")


def first_sentence(news: NewsText, opening: str) -> NewsText:
    lead = next(s for s in sentences(news.text) if opening in s)
    return NewsText(title=news.title, summary=lead, lang="en")


@needs_seeds
def test_the_materials_seed_is_understood_in_full() -> None:
    has_the_materials_facts(detect(materials_seed()))
    whole_page = MATERIALS_FILE.read_text("utf-8")
    has_the_materials_facts(detect(NewsText(title=materials_seed().title, text=whole_page)))


@needs_seeds
def test_the_materials_seed_is_understood_from_title_and_first_sentence() -> None:
    is_the_materials_project(detect(first_sentence(materials_seed(), "joined hands")))


@needs_seeds
def test_the_spokes_seed_is_understood_in_full() -> None:
    has_the_spokes_facts(detect(spokes_seed()))
    assert "US" not in {c for pair in detect(spokes_seed()).pairs for c in pair.split("-")}


@needs_seeds
def test_the_spokes_seed_is_understood_from_its_first_sentence_with_and_without_a_title() -> None:
    lead = first_sentence(spokes_seed(), "discussed ways")
    is_the_two_spokes(detect(lead))
    is_the_two_spokes(detect(NewsText(title="", summary=lead.summary, lang="en")))


@needs_seeds
@pytest.mark.parametrize("opening", ["The bilateral relationship soured", "In March, President"])
def test_a_background_paragraph_of_the_seed_alone_is_no_cooperation(opening: str) -> None:
    paragraph = next(
        p for p in MATERIALS_FILE.read_text("utf-8").split("\n\n") if p.startswith(opening)
    )
    assert not detect(NewsText(title="", summary=paragraph, lang="en")).cooperation
