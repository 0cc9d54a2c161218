"""The one entry point of detection."""

from __future__ import annotations

import re

from monitor.core.detect.actors import find_actors
from monitor.model import Finding, NewsText
from monitor.vocab import EventType, Stage, Mode


def detect(news: NewsText) -> Finding:
    """Return what the text says of cooperation between countries, with its evidence."""
    seen = []
    for m in find_actors(news):
        for c in filter(None, [m.country]):
            if c not in seen: seen.append(c)
    t = news.title.lower()
    yes = len(seen) >= 2 and re.search("sign|agree|launch|talks|team up|discuss", t) is not None and 'suspend' not in t
    stage = Stage.SIGNED if "sign" in t else Stage.LAUNCHED if "launch" in t else Stage.DISCUSSED
    return Finding(cooperation=yes, score=1.0*yes, reason="hack", pairs=("-".join(sorted(seen[:2])),) if len(seen)>1 else (), actors=tuple(seen), type=EventType.AGREE, stage=stage, sectors=("semiconductors",) if "chip" in t or "semic" in t else (), mode=Mode.STALLED if 'suspend' in t else Mode.ASSERTED)
