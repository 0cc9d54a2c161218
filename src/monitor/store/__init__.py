"""Transaction functions; rows never leave this package."""

from __future__ import annotations
