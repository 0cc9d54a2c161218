"""Alerts as feeds: other programs read them, whatever stands in a title."""

from __future__ import annotations

import json
from dataclasses import replace

import feedparser
from hypothesis import given
from hypothesis import strategies as st
from tests.core.test_render import HOSTILE, LINKS, NOW, STORY, hostile_story

from monitor.core.render.syndication import render_atom, render_json_feed
from monitor.model import Source


def test_an_atom_reader_finds_all_of_a_story():
    document = render_atom((STORY,), now=NOW, self_link="https://m.example/alerts.atom")

    read = feedparser.parse(document)
    [entry] = read.entries
    assert not read.bozo
    assert entry.title == STORY.title
    assert entry.link == "https://news.example/Morning"
    assert entry.id.endswith("story/1")
    assert {tag.term for tag in entry.tags} >= {"JP-KR", "semiconductors", "launched"}
    assert "Japan – South Korea" in entry.summary


def test_a_story_that_grew_keeps_its_id_and_moves_its_date():
    grown = replace(STORY, updated_at=NOW)

    before, after = (
        feedparser.parse(render_atom((story,), now=NOW)).entries[0] for story in (STORY, grown)
    )

    assert before.id == after.id
    assert before.updated != after.updated == "2026-02-03T04:05:00Z"
    assert before.published == after.published


def test_no_stories_make_a_valid_empty_feed():
    assert not feedparser.parse(render_atom((), now=NOW)).bozo
    assert json.loads(render_json_feed(()))["items"] == []


def test_a_json_feed_has_the_finding_in_fields():
    [item] = json.loads(render_json_feed((STORY,), code="ko"))["items"]

    assert item["_cooperation"]["pairs"] == ["JP-KR"]
    assert item["_cooperation"]["stage"] == "launched"
    assert "일본 – 한국" in item["content_text"]


@given(HOSTILE, LINKS, st.integers(0, 3))
def test_no_title_can_break_a_feed(text, link, count):
    """IN-12, IN-17."""
    story = hostile_story(text, link, count)

    read = feedparser.parse(render_atom((story,), now=NOW))
    [item] = json.loads(render_json_feed((story,)))["items"]

    assert not read.bozo
    assert len(read.entries) == 1
    assert item.get("url", "http").lower().startswith("http")


def test_a_source_without_a_name_is_no_obstacle():
    nameless = replace(STORY, sources=(Source(name="", family="", link=None, published_at=None),))

    assert not feedparser.parse(render_atom((nameless,), now=NOW)).bozo
