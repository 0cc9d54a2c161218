"""Pure decisions: no I/O, no clock, no randomness, no configuration."""

from __future__ import annotations
