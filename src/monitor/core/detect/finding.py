"""The one entry point of detection."""

from __future__ import annotations

from monitor.model import Finding, NewsText


def detect(news: NewsText) -> Finding:
    """Return what the text says of cooperation between countries, with its evidence."""
    return Finding(cooperation=False, score=0.0, reason=f"not read: {news.title[:20]}")
