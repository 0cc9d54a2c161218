"""`monitor demo` shows the main job on real input, offline, and ends by itself."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> subprocess.CompletedProcess[str]:
    """Run the demonstration once, with a folder of its own for all it might write."""
    home = tmp_path_factory.mktemp("home")
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "monitor", "demo"],
        cwd=home,
        env={
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "TMPDIR": str(home),
            "HOME": str(home),
            "TELEGRAM_BOT_TOKEN": "1:must-not-be-used",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert time.monotonic() - began < 60
    assert list(home.iterdir()) == [], "something was left behind"
    return done


def test_the_demo_succeeds_and_has_nothing_to_complain_of(shown):
    assert shown.stderr == ""
    assert shown.returncode == 0, shown.stdout
    assert "wrong:" not in shown.stdout


def test_both_seed_stories_arrive_as_messages(shown):
    assert "South Korea, Japan launch joint research on chip and battery materials" in shown.stdout
    assert "🇯🇵🤝🇰🇷 Japan – South Korea" in shown.stdout
    assert "South Korea discusses AI and chip research with Israel and Japan" in shown.stdout


def test_figures_and_organisations_stand_below_the_summary(shown):
    seed = shown.stdout.partition("joint research on chip and battery")[2].partition("╰─")[0]
    assert "▸ 15 percent" in seed
    assert "Osaka University" in seed.partition("▸ 15 percent")[2]


def test_a_story_told_by_more_newsrooms_is_edited_and_a_next_step_is_a_reply(shown):
    assert "message 1, edited" in shown.stdout
    assert "한강일보" in shown.stdout
    assert ", in reply to 1" in shown.stdout
    assert "now signed" in shown.stdout


def test_a_hostile_title_is_harmless(shown):
    told = shown.stdout.partition("UAE and Singapore sign hydrogen agreement")[2].partition("╰─")[0]
    assert told
    assert "<script>" not in told
    assert "\u202e" not in told
    assert "@everyone" not in told


def test_what_was_not_told_is_listed_with_its_reason(shown):
    untold = shown.stdout.partition("Not told, and why")[2].partition("── Feeds")[0].splitlines()
    titles = [line for line in untold if line.startswith("✗")]
    assert len(titles) == 7
    assert any("blacklist" in line for line in titles)
    for place, line in enumerate(untold):
        if line.startswith("✗"):
            assert untold[place + 1].strip(), f"no reason for {line}"


def test_a_pipe_gets_plain_text(shown):
    assert "\x1b" not in shown.stdout
    assert all(len(line) <= 100 for line in shown.stdout.splitlines())


def test_the_next_steps_are_named(shown):
    assert "TELEGRAM_BOT_TOKEN" in shown.stdout
    assert "monitor run" in shown.stdout


def test_a_later_story_says_what_the_pair_did_before(shown):
    later = shown.stdout.partition("South Korea discusses AI and chip research")[2]
    assert "↺ before: Japan – South Korea launched, " in later.partition("╰─")[0]
