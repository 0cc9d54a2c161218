"""Environment and feeds.yaml -> frozen values; every problem at once, with its line."""

from __future__ import annotations

from monitor.config.settings import Settings, read_secret, read_settings
from monitor.config.watchlist import load_watchlist

__all__ = ["Settings", "load_watchlist", "read_secret", "read_settings"]
