"""Text -> Finding: who cooperates, with whom, in what, how far, and why we think so."""

from __future__ import annotations

from monitor.core.detect.finding import detect

__all__ = ["detect"]
