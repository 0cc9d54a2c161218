"""How the stand-in misbehaves: every row of the requirements' table 2.3, by name, on order."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """What happens instead of an honest answer. `ACCEPT_*`: the message exists afterwards."""

    ACCEPT_SILENT = "accept_silent"  # no answer at all
    ACCEPT_CLOSE = "accept_close"  # the connection is cut instead
    ACCEPT_HALF = "accept_half"  # half of the answer, then cut
    ACCEPT_DRIP = "accept_drip"  # the answer, a byte at a time
    ACCEPT_HTML = "accept_html"  # 200 and a web page
    ACCEPT_OK_FALSE = "accept_ok_false"  # 200 and {"ok": false}
    ACCEPT_NULL = "accept_null"  # 200 and {"ok": true, "result": null}
    ACCEPT_500 = "accept_500"
    ACCEPT_502 = "accept_502"
    CLOSE = "close"  # cut before anything happened
    SILENT = "silent"
    INTERNAL = "internal"  # 500
    BAD_GATEWAY = "bad_gateway"  # 502 and a web page
    FLOOD = "flood"  # 429 with retry_after
    FLOOD_ZERO = "flood_zero"  # 429 with retry_after 0
    FLOOD_BARE = "flood_bare"  # 429 without parameters
    CHAT_NOT_FOUND = "chat_not_found"
    THREAD_NOT_FOUND = "thread_not_found"
    TOPIC_CLOSED = "topic_closed"
    NO_RIGHTS = "no_rights"
    CANT_PARSE = "cant_parse"
    TOO_LONG = "too_long"
    NOT_MODIFIED = "not_modified"
    EDIT_NOT_FOUND = "edit_not_found"
    BLOCKED = "blocked"  # 403
    KICKED = "kicked"  # 403
    MIGRATED = "migrated"  # 400 with migrate_to_chat_id
    UNAUTHORIZED = "unauthorized"  # 401
    NOT_FOUND = "not_found"  # 404

    @property
    def accepts(self) -> bool:
        """Whether the message exists although the answer does not say so."""
        return self.value.startswith("accept_")


@dataclass(frozen=True, slots=True)
class Refusal(Exception):  # noqa: N818 - an answer of the API, not a mishap of ours
    """An answer with `ok: false`."""

    code: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Rule:
    """Misbehave so at the next `times` calls that fit."""

    fault: Fault
    method: str | None = None  # None: any method that sends or edits
    chat: str | None = None  # as the caller writes it; None: any
    times: int = 1
    skip: int = 0  # honest answers first
    retry_after: int = 3  # seconds, for FLOOD
    new_chat_id: int = -1009999999999  # for MIGRATED


UNCHANGED = (
    "Bad Request: message is not modified: specified new message content and reply markup are"
    " exactly the same as a current content and reply markup of the message"
)
_REFUSALS = {
    Fault.INTERNAL: (500, "Internal Server Error"),
    Fault.FLOOD_BARE: (429, "Too Many Requests"),
    Fault.CHAT_NOT_FOUND: (400, "Bad Request: chat not found"),
    Fault.THREAD_NOT_FOUND: (400, "Bad Request: message thread not found"),
    Fault.TOPIC_CLOSED: (400, "Bad Request: TOPIC_CLOSED"),
    Fault.NO_RIGHTS: (400, "Bad Request: not enough rights to send text messages to the chat"),
    Fault.CANT_PARSE: (
        400,
        "Bad Request: can't parse entities: Unexpected end tag at byte offset 17",
    ),
    Fault.TOO_LONG: (400, "Bad Request: message is too long"),
    Fault.NOT_MODIFIED: (
        400,
        UNCHANGED,
    ),
    Fault.EDIT_NOT_FOUND: (400, "Bad Request: message to edit not found"),
    Fault.BLOCKED: (403, "Forbidden: bot was blocked by the user"),
    Fault.KICKED: (403, "Forbidden: bot was kicked from the supergroup chat"),
    Fault.UNAUTHORIZED: (401, "Unauthorized"),
    Fault.NOT_FOUND: (404, "Not Found"),
}


def refusal(rule: Rule) -> Refusal | None:
    """Return the refusal that the rule's fault answers with; None for those that cut or garble."""
    match rule.fault:
        case Fault.FLOOD:
            seconds = rule.retry_after
            description = f"Too Many Requests: retry after {seconds}"
            return Refusal(429, description, {"retry_after": seconds})
        case Fault.FLOOD_ZERO:
            return Refusal(429, "Too Many Requests: retry after 0", {"retry_after": 0})
        case Fault.MIGRATED:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            return Refusal(400, description, {"migrate_to_chat_id": rule.new_chat_id})
        case fault:
            known = _REFUSALS.get(fault)
            return Refusal(*known) if known else None
