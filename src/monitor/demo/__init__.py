"""The whole bot, offline: a feed server, a Bot API stand-in, and what it told."""

from __future__ import annotations
