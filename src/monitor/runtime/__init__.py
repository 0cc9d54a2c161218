"""Clock, queue and parser processes: what drives the stages."""

from __future__ import annotations
