"""What `monitor demo` shows, start to end."""

from __future__ import annotations


def show() -> int:
    """Run the bot between a feed server and a Bot API stand-in; return the exit status."""
    return 1
