"""Entries -> stories: one event, one story. Pure."""

from __future__ import annotations

from monitor.core.story.cluster import Clusterer, Placement
from monitor.core.story.stream import cluster_stream
from monitor.core.story.telling import Telling

__all__ = ["Clusterer", "Placement", "Telling", "cluster_stream"]
