"""Two headlines of one cooperation on one day, in words that have little in common."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.story.tellings import telling

from monitor.core.story import Clusterer

DRILLS: dict[str, Any] = {"cooperation": True, "pairs": ("LK-OM",), "sectors": ("defence",)}
FIRST = (
    "Oman's fleet commander opens Sri Lanka sea drills",
    "Frigates left Muscat for a week of manoeuvres off Colombo.",
)
LATER = (
    "Sri Lanka, Oman hold maritime drills off Trincomalee",
    "Helicopters practised rescues with the coast guard.",
)


def joined(**known: Any) -> bool:
    """Tell whether the later telling, known to be so, joins the first."""
    clusterer = Clusterer()
    clusterer.add(telling(*FIRST, **DRILLS), 1)
    return clusterer.place(telling(*LATER, **{"hours": 3, **DRILLS, **known})).joined


def test_the_same_pair_in_the_same_sector_on_one_day_is_one_event():
    """A reader would call it the same news again: no second ping."""
    assert joined()


@pytest.mark.parametrize(
    "other", [{"sectors": ("space",)}, {"hours": 26}, {"cooperation": False}, {"pairs": ()}]
)
def test_another_sector_day_or_verdict_leaves_it_to_the_words(other: dict[str, Any]):
    assert not joined(**other)
