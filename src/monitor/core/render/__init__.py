"""Stories -> Telegram HTML, always balanced, within the limits, and with no sigil alive (pure).

The functions here are the whole surface. Limits and how they are counted: `limits`; what
is done to foreign text: `hygiene`; languages: `language` and `languages/`.
"""

from __future__ import annotations

from datetime import datetime

from monitor.core.render import alert, digest
from monitor.core.render.bulletin import render_bulletin
from monitor.core.render.language import language as find_language
from monitor.core.render.language import languages
from monitor.core.render.notice import render_help, render_notice, render_plain
from monitor.core.render.why import render_why
from monitor.model import Button, Buttons, DeliveryKind, Story, StoryId

__all__ = [
    "languages",
    "render_alert",
    "render_bulletin",
    "render_buttons",
    "render_digest",
    "render_help",
    "render_notice",
    "render_plain",
    "render_storm_buttons",
    "render_why",
]


def render_alert(
    story: Story,
    *,
    now: datetime,
    language: str = "en",
    kind: DeliveryKind = "new",
    zone: str | None = None,
) -> str:
    """Return the message that tells the story as it is now.

    Args:
        story: What to tell.
        now: The moment of telling; the year of the news is left out when it is this one.
        language: ISO 639-1; one of `languages()`, anything else is told in English.
        kind: "stage" and "stalled" get a line of their own at the top, "edit" the time of it.
        zone: IANA time zone of the reader; None: that of the first source, else UTC.

    Returns:
        Telegram HTML within Telegram's limits.
    """
    return alert.render_alert(story, now=now, language_code=language, kind=kind, zone=zone)


def render_buttons(story_id: StoryId, *, language: str = "en") -> Buttons:
    """Return the buttons under an alert: useful, not for me, why."""
    words = find_language(language)
    kinds = (("useful", "up"), ("not_useful", "down"), ("why", "why"))
    return (tuple(Button(text=words.word(w), data=f"{kind}:{story_id}") for w, kind in kinds),)


def render_storm_buttons(feed_id: int, number: int) -> Buttons:
    """Return the buttons under the `number`-th notice of a held storm of this feed."""
    kinds = (("Release", "release"), ("Drop", "drop"))
    return (tuple(Button(text=t, data=f"{kind}:{feed_id}:{number}") for t, kind in kinds),)


def render_digest(
    stories: tuple[Story, ...],
    *,
    now: datetime,
    language: str = "en",
    zone: str | None = None,
) -> tuple[str, ...]:
    """Return the messages of a digest, in order; none for no stories.

    Args:
        stories: In any order; they are grouped by pair and told in order of time.
        now: The moment of telling.
        language: As in `render_alert`.
        zone: IANA time zone of the reader; None: UTC.
    """
    return digest.render_digest(stories, now=now, language_code=language, zone=zone)
