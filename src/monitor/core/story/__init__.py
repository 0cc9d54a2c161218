"""Entries -> stories: one event, one story. Pure."""

from __future__ import annotations

from monitor.core.story.advance import Told, advance, open_with
from monitor.core.story.cluster import THREAD_WINDOW, Clusterer, Placement
from monitor.core.story.memory import pair_memory
from monitor.core.story.near import NearDuplicates
from monitor.core.story.stream import cluster_stream
from monitor.core.story.telling import Telling
from monitor.core.story.wires import credited, wire_of

__all__ = [
    "THREAD_WINDOW",
    "Clusterer",
    "NearDuplicates",
    "Placement",
    "Telling",
    "Told",
    "advance",
    "cluster_stream",
    "credited",
    "open_with",
    "pair_memory",
    "wire_of",
]
