"""Edges: one foreign protocol per file."""

from __future__ import annotations
