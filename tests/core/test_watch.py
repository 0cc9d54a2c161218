"""Why a story is told to nobody."""

from __future__ import annotations

import pytest

from monitor.core.watch import verdicts, why_untold
from monitor.model import Finding, PairPattern, Watch
from monitor.vocab import EventType, Mode, Stage


def watch(**rules) -> Watch:
    pattern = PairPattern(text="KR-*", left=frozenset({"KR"}), right=None)
    return Watch(name="korea", pairs=(pattern,), chats=("desk",), **rules)


def finding(**facts) -> Finding:
    known = {"pairs": ("JP-KR",), "stage": Stage.AGREED, "type": EventType.AGREE} | facts
    return Finding(cooperation=True, score=1.0, reason="", **known)


@pytest.mark.parametrize(
    ("facts", "rules", "why"),
    [
        ({"pairs": ("BR-FR",)}, {}, "watch 'korea': it asks for KR-*, this is BR-FR"),
        ({"pairs": ()}, {}, "watch 'korea': no pair of countries is known"),
        (
            {"sectors": ("space",)},
            {"sectors": frozenset({"ai"})},
            "watch 'korea': none of its sectors; this is space",
        ),
        (
            {"stage": Stage.DISCUSSED},
            {"min_stage": Stage.SIGNED},
            "watch 'korea': stage discussed is below signed",
        ),
        ({}, {"require": ("chip",)}, "watch 'korea': none of the required words occurs"),
        ({}, {"forbid": ("pact",)}, "watch 'korea': the forbidden word 'pact' occurs"),
        ({"mode": Mode.STALLED}, {}, "stalled, and no chat was told of what it undoes"),
        (
            {},
            {"on": frozenset({"stage"})},
            "what is new of it is not among what its watches tell (`on`)",
        ),
    ],
)
def test_the_reason_names_what_stands_in_the_way(facts, rules, why):
    told = finding(**facts)
    assert why_untold(told, verdicts(told, "A pact of two", (watch(**rules),))) == why


def test_without_watches_the_reason_says_so():
    assert why_untold(finding(), ()) == "no watches"
