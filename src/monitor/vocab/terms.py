"""Event types, stages, modes, roles and sectors.

Sources: PLOVER manual (event types, auxiliary modes), CAMEO codebook 1.1b3 (roots 03-07),
ISO 3166-1 alpha-2 for countries, and this project's own sector list.
"""

from __future__ import annotations

from enum import StrEnum


class EventType(StrEnum):
    """PLOVER's cooperative event types; everything else is `NONE` for us."""

    CONSULT = "CONSULT"  # talks, meetings, visits
    AGREE = "AGREE"  # intent, and anything cooperative in the future tense
    SUPPORT = "SUPPORT"  # signed, ratified, diplomatic upgrade
    COOPERATE = "COOPERATE"  # joint work under way
    AID = "AID"  # benefit to the recipient only
    NONE = "none"


class Stage(StrEnum):
    """How far a cooperation has come: the furthest step that the text asserts."""

    PROPOSED = "proposed"
    DISCUSSED = "discussed"
    AGREED = "agreed"
    SIGNED = "signed"
    LAUNCHED = "launched"
    EXPANDED = "expanded"
    COMPLETED = "completed"
    NONE = "none"


class Mode(StrEnum):
    """PLOVER's auxiliary modes, and the two ends off the ladder."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    REQUESTED = "requested"
    HISTORICAL = "historical"
    STALLED = "stalled"
    ENDED = "ended"


class Role(StrEnum):
    """What a country is to the event."""

    PARTNER = "partner"
    HUB = "hub"
    BYSTANDER = "bystander"
    MEDIATOR = "mediator"
    VENUE = "venue"
    TARGET = "target"


LADDER: tuple[Stage, ...] = (
    Stage.PROPOSED,
    Stage.DISCUSSED,
    Stage.AGREED,
    Stage.SIGNED,
    Stage.LAUNCHED,
    Stage.EXPANDED,
    Stage.COMPLETED,
)

SECTORS: tuple[str, ...] = (
    "semiconductors",
    "ai",
    "batteries",
    "displays",
    "materials",
    "energy",
    "nuclear",
    "hydrogen",
    "space",
    "defence",
    "cyber",
    "telecom",
    "biotech-health",
    "mobility-automotive",
    "shipping",
    "agriculture-food",
    "climate-environment",
    "trade-finance",
    "education-research",
    "infrastructure",
    "critical-minerals",
    "quantum",
    "robotics",
    "culture-tourism",
    "other",
)


def stage_rank(stage: Stage) -> int:
    """Return the step's place on the ladder, 0 for `PROPOSED`; -1 for `NONE`."""
    return LADDER.index(stage) if stage in LADDER else -1
