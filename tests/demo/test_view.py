"""The demonstration's view of messages: widths, styles and plain pipes."""

from __future__ import annotations

import pytest

from monitor.demo.botapi import Chat, Message
from monitor.demo.botapi.markup import parse_html
from monitor.demo.view import View, columns, fit, plain_chars, wrap

HTML = '🇯🇵🤝🇰🇷 pair\n<b><a href="https://a.example/1">Two agree</a></b> &amp; more'


def message(html: str) -> Message:
    text, entities = parse_html(html)
    chat = Chat(id=-1001, type="channel", username="desk")
    return Message(id=1, chat=chat, text=text, entities=entities, date=0)


def test_styles_follow_utf16_offsets_behind_flags():
    shown = View(width=60, styled=True).message(message(HTML), "@desk")
    assert "🇯🇵🤝🇰🇷 pair\n" in shown
    assert "\x1b[1m\x1b[4mTwo agree\x1b[0m & more" in shown


def test_a_plain_view_has_no_escapes_and_names_the_link_below_the_headline():
    lines = View(width=60).message(message(HTML), "@desk").splitlines()
    assert lines == [
        "╭─ @desk",
        "│ 🇯🇵🤝🇰🇷 pair",
        "│ Two agree & more",
        "│   https://a.example/1",
        "╰─",
    ]


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("한국", 4), ("日韓a", 5), ("e\u0301", 1), ("a\u2060b", 2), ("", 0)],
)
def test_wide_letters_take_two_columns_and_marks_none(text, width):
    assert columns(text) == width


@pytest.mark.parametrize("text", ["a long line of words", "긴 한국어 문장입니다", "x" * 30])
def test_wrapped_parts_fit_and_lose_nothing_but_spaces(text):
    parts = ["".join(char.text for char in part) for part in wrap(plain_chars(text), 8)]
    assert all(columns(part) <= 8 for part in parts)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["short", "much too long", "한국과 일본이"])
def test_a_cell_has_its_width_exactly(text):
    assert columns(fit(text, 8)) == 8
