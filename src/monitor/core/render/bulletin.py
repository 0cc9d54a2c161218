"""Messages for programs: what a webhook is posted, as JSON (pure)."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from monitor.core.render.hygiene import plain, safe_link
from monitor.core.render.notice import render_plain
from monitor.model import Bulletin, DeliveryKind, Source, Story


def render_bulletin(
    html: str, stories: tuple[Story, ...], *, key: str, chat: str, kind: DeliveryKind
) -> Bulletin:
    """Return one message for an exit that is not Telegram.

    Args:
        html: The message as Telegram would show it.
        stories: What it tells of; in a digest any number, in a notice none.
        key: What the receiver tells a repetition by.
        chat: The exit's name in feeds.yaml.
        kind: `new`, `edit`, `stage`, `stalled`, `digest` or `notice`.
    """
    text = render_plain(html)
    alone = stories[0] if len(stories) == 1 and kind != "digest" else None
    content = {
        "delivery": key,
        "chat": chat,
        "kind": kind,
        "revision": alone.revision if alone else None,
        "story": _story(alone) if alone else None,
        "stories": [_story(each) for each in stories] if alone is None else [],
        "html": html,
        "plain": text,
    }
    return Bulletin(id=key, plain=text, body=json.dumps(content, ensure_ascii=False).encode())


def _story(story: Story) -> dict[str, Any]:
    return {
        "id": story.id,
        "revision": story.revision,
        "pairs": list(story.pairs),
        "sectors": list(story.sectors),
        "type": story.type.value,
        "stage": story.stage.value,
        "mode": story.mode.value,
        "title": plain(story.title),
        "summary": plain(story.summary),
        "lang": story.lang,
        "link": safe_link(story.link),
        "organisations": list(story.organisations),
        "figures": [asdict(each) for each in story.figures],
        "sources": [_source(each) for each in story.sources],
        "first_seen_at": _stamp(story.first_seen_at),
        "updated_at": _stamp(story.updated_at),
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "name": plain(source.name),
        "family": plain(source.family),
        "link": safe_link(source.link),
        "published_at": _stamp(source.published_at),
    }


def _stamp(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
