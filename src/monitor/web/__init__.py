"""Pages and endpoints over HTTP."""

from __future__ import annotations
