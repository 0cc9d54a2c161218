"""Closed sets of the field's terms, each with its source. Pure data, no behaviour."""

from __future__ import annotations

from monitor.vocab.terms import (
    LADDER,
    SECTORS,
    EventType,
    Mode,
    Role,
    Stage,
    stage_rank,
)

__all__ = ["LADDER", "SECTORS", "EventType", "Mode", "Role", "Stage", "stage_rank"]
