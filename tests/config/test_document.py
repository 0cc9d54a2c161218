"""The YAML reader: what a file means, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.document import MAX_BYTES, read_document

PAYLOADS = Path(__file__).resolve().parents[3] / "shared" / "data" / "payloads"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a: NO", {"a": "NO"}),
        ("a: [NO, no, yes, on, off]", {"a": ["NO", "no", "yes", "on", "off"]}),
        ("a: 1:30", {"a": "1:30"}),
        ("a: true\nb: ~\nc: -12\nd: 1.5", {"a": True, "b": None, "c": -12, "d": 1.5}),
        ('a: "12"', {"a": "12"}),
        ("a: 0o14", {"a": "0o14"}),
        ("", None),
    ],
)
def test_plain_scalars_mean_what_yaml_1_2_says(text, content):
    """IN-22: Norway is text, and so is half past one."""
    document = read_document(text.encode())

    assert document.content == content
    assert document.problems == []


def test_a_second_equal_key_is_an_error_that_names_both_lines():
    """IN-21."""
    document = read_document(b"a: 1\nb: 2\na: 3\n")

    assert document.problems == [(3, "the key 'a' stands here twice (first on line 1)")]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (b"a: &x 1\nb: *x", 2, "alias"),
        (b"a: !!python/object/apply:os.system ['true']", 1, "tags"),
        (b"a: 1\n---\nb: 2", 2, "second document"),
        (b"a: [1\n", 2, "not valid YAML"),
        (b"a: b: c", 1, "not valid YAML"),
        (b"a: \xff", 1, "UTF-8"),
        (b"[" * 50 + b"]" * 50, 1, "nested deeper"),
        (b"a" * (MAX_BYTES + 1), 1, "larger than"),
        (b"? [1, 2]\n: 3", 1, "plain text"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text, line, part):
    """IN-21."""
    problems = read_document(text).problems

    assert problems
    assert problems[0][0] == line
    assert part in problems[0][1]


def test_every_key_knows_its_line():
    document = read_document(b"feeds:\n  - url: x\n    name: y\n  - url: z\n")

    assert document.line(("feeds", 1, "url")) == 4
    assert document.line(("feeds", 0, "name")) == 3
    assert document.line(("feeds", 0, "lang")) == 2


@pytest.mark.skipif(not PAYLOADS.exists(), reason="the hostile files are not here")
@pytest.mark.timeout(10)
def test_hostile_files_are_refused_at_once():
    """IN-21: each of these hangs or betrays a loader."""
    for path in PAYLOADS.glob("yaml_*.yaml"):
        document = read_document(path.read_bytes())

        assert document.problems or path.stem == "yaml_norway", path.name
