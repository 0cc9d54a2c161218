"""Story + what changed + who wants it -> alerts. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from monitor.core.story.advance import Change
from monitor.core.watch import Verdict
from monitor.model import Alert, DeliveryKind, Story, Watch
from monitor.vocab import Mode

_OFF_LADDER = (Mode.STALLED, Mode.ENDED)


def alerts(
    story: Story, change: Change | None, said: Sequence[Verdict], told_before: frozenset[str]
) -> Iterator[Alert]:
    """Yield one alert a chat at most.

    A chat that was never told of the story gets it as new, whatever made it wanted now. A chat
    that was told gets a message of its own only when the stage rose or the cooperation ended,
    and only if a watch that wants it asks for that (`on`); otherwise its message is edited.
    """
    wanting = _by_chat(said)
    for chat in told_before | wanting.keys():
        watches = wanting.get(chat, ())
        kind = _kind(story, change, watches, told=chat in told_before)
        if kind is not None:
            yield Alert(
                story_id=story.id,
                chat=chat,
                kind=kind,
                revision=story.revision,
                detail=_detail(story, kind),
                watches=tuple(watch.name for watch in watches),
            )


def _by_chat(said: Sequence[Verdict]) -> dict[str, tuple[Watch, ...]]:
    wanting: defaultdict[str, tuple[Watch, ...]] = defaultdict(tuple)
    for verdict in said:
        if verdict.wants:
            for chat in verdict.watch.chats:
                wanting[chat] = (*wanting[chat], verdict.watch)
    return dict(wanting)


def _kind(
    story: Story, change: Change | None, watches: tuple[Watch, ...], *, told: bool
) -> DeliveryKind | None:
    asked = frozenset(event for watch in watches for event in watch.on)
    if not told:
        tellable = bool(watches) and story.mode not in _OFF_LADDER
        return "new" if tellable and "new" in asked else None
    match change:
        case None | "new":
            return None
        case "stage" | "stalled" if change in asked:
            return change
        case _:
            return "edit"


def _detail(story: Story, kind: DeliveryKind) -> str:
    match kind:
        case "stage":
            return story.stage.value
        case "stalled":
            return story.mode.value
        case _:
            return ""
