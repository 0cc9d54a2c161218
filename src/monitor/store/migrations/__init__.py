"""Alembic's folder: one file a schema change, oldest first."""

from __future__ import annotations
