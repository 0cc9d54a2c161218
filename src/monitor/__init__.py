"""A news bot that alerts on new cooperation announcements between countries."""

from __future__ import annotations

__version__ = "0.1.0"
