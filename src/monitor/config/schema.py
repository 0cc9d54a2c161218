"""The shape of feeds.yaml, and the JSON Schema that editors complete it with."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    TypeAdapter,
    model_validator,
)

from monitor.config import fields
from monitor.config.settings import VARIABLE_NAME
from monitor.vocab import SECTORS

_URL = TypeAdapter(HttpUrl)


def _duration(text: str) -> str:
    fields.duration(text)
    return text


def _interval(text: str) -> str:
    return text if text == "auto" else _duration(text)


def _listen(text: str) -> str:
    fields.listen(text)
    return text


def _url(text: str) -> str:
    try:
        _URL.validate_python(text)
    except ValueError:
        raise ValueError("not an http(s) address; write the feed's full URL") from None
    return text


Duration = Annotated[
    str,
    AfterValidator(_duration),
    Field(json_schema_extra={"pattern": "^[0-9]{1,6}[smhd]$"}, description="90s, 15m, 2h or 1d"),
]
Interval = Annotated[
    str,
    AfterValidator(_interval),
    Field(
        json_schema_extra={"pattern": "^(auto|[0-9]{1,6}[smhd])$"},
        description="auto: the feed's own rhythm between floor and ceiling; or a duration",
    ),
]
Url = Annotated[str, AfterValidator(_url), Field(json_schema_extra={"format": "uri"})]
EnvName = Annotated[str, Field(pattern=VARIABLE_NAME)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Zone = Annotated[str, Field(min_length=1, max_length=60, description="IANA name: Asia/Seoul")]
Sector = Literal[*SECTORS]  # type: ignore[valid-type]  # the closed list is the vocabulary's
EventTypeName = Literal["CONSULT", "AGREE", "SUPPORT", "COOPERATE", "AID"]
StageName = Literal[
    "proposed", "discussed", "agreed", "signed", "launched", "expanded", "completed"
]
LocalTime = Annotated[str, Field(pattern=r"^[0-2][0-9]:[0-5][0-9] [A-Za-z_+\-/0-9]+$")]
LocalSpan = Annotated[
    str, Field(pattern=r"^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9] [A-Za-z_+\-/0-9]+$")
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True)


class WebPart(_Part):
    """The bot's own web server: health, metrics, and where WebSub hubs push to."""

    listen: Annotated[str, AfterValidator(_listen)] = Field(
        "127.0.0.1:8080", description="host:port, or off. Counts from the next start."
    )
    public_url: Url | None = Field(
        None,
        description="Where hubs reach the server; with it, feeds that name a hub are subscribed to.",
    )


class SettingsPart(_Part):
    """Rules for all feeds and chats."""

    poll_floor: Duration = Field("5m", description="No feed is asked more often than this.")
    poll_ceiling: Duration = Field("24h", description="Every feed is asked at least this often.")
    first_poll: str = Field(
        "silent",
        pattern=r"^(silent|all|newest-[0-9]{1,3})$",
        description="What the first poll of a feed alerts on: nothing, all, or its newest N.",
    )
    on_unknown: Literal["hold", "resend_once"] = Field(
        "hold",
        description="When Telegram gave no usable answer: wait for the operator, or send once more.",
    )
    storm_share: float = Field(
        0.6, gt=0, le=1, description="Hold a poll when more than this share of a feed is new ..."
    )
    storm_count: int = Field(20, ge=1, description="... and more than this many entries.")
    retention: Duration = Field(
        "90d",
        description="Texts of entries are kept for so long, their keys for ever; at least 28d.",
    )
    contact: str = Field(
        "", max_length=200, description="Address in the User-Agent for publishers to write to."
    )
    admin_chat: str | None = Field(
        None, description="Name of the chat for notices to the operator."
    )
    commands: bool = Field(
        default=False, description="Answer commands, and show buttons under alerts."
    )
    admins: tuple[int, ...] = Field(
        (),
        description="Telegram user ids that may use /status and /mute, and decide on held storms.",
    )
    web: WebPart = WebPart()  # type: ignore[call-arg]  # every key has a default


class FeedPart(_Part):
    """One feed."""

    url: Url = Field(description="The feed's address.")
    name: Name | None = Field(None, description="Shown as the source; default: the host.")
    family: Name | None = Field(
        None, description="Newsroom or wire; feeds of one family count once. Default: the host."
    )
    lang: str | None = Field(None, pattern=r"^[a-z]{2,3}$", description="ISO 639-1 code.")
    interval: Interval = "auto"
    tags: tuple[Name, ...] = Field((), description="For your own order.")
    fulltext: bool = Field(default=False, description="Also fetch the article's page.")
    zone: Zone | None = Field(None, description="The newsroom's time zone, for the time shown.")


class ChatPart(_Part):
    """One Telegram chat, webhook or service. Exactly one of chat, webhook, apprise_env is given."""

    chat: int | str | None = Field(
        None, description="Telegram: @channel, or the numeric id (negative for groups)."
    )
    webhook: Url | None = Field(
        None, description="Address that every message is posted to as signed JSON."
    )
    secret_env: EnvName | None = Field(
        None, description="Environment variable with the secret that signs the webhook."
    )
    apprise_env: EnvName | None = Field(
        None, description="Environment variable with an Apprise address (other services)."
    )
    topic: int | None = Field(None, ge=1, description="message_thread_id of a forum topic.")
    language: str = Field(
        "en", pattern=r"^[a-z]{2,3}$", description="Of the bot's own words: en, ko or ja."
    )
    mode: Literal["instant", "digest"] = Field(
        "instant", description="instant: a message an event; digest: one message a day."
    )
    digest: LocalTime | None = Field(None, description="Time of the digest: 08:00 Asia/Seoul")
    quiet_hours: LocalSpan | None = Field(
        None, description="No message before their end: 22:00-07:00 Asia/Seoul"
    )
    silent: bool = Field(default=False, description="Without sound (disable_notification).")
    link_preview: bool = Field(default=False, description="Let Telegram show the article's card.")
    max_age: Duration = Field("24h", description="Older alerts are not sent as news any more.")

    @model_validator(mode="after")
    def _one_exit(self) -> ChatPart:
        given = [self.chat, self.webhook, self.apprise_env]
        if sum(each is not None for each in given) != 1:
            raise ValueError("needs exactly one of chat, webhook, apprise_env")
        if (self.webhook is None) != (self.secret_env is None):
            raise ValueError("webhook and secret_env go together; give both or neither")
        return self


class WatchPart(_Part):
    """What to alert on, and where."""

    name: Name = Field(description="What the ledger calls it.")
    pairs: Annotated[tuple[str, ...], Field(min_length=1)] = Field(
        description="KR-JP, KR-*, *-* or, with groups, 'east-asia x IL'; one of them must fit."
    )
    sectors: tuple[Sector, ...] = Field((), description="One of them must fit; none given: any.")
    types: tuple[EventTypeName, ...] = Field(
        (), description="PLOVER event types; one of them must fit; none given: any."
    )
    min_stage: StageName | None = Field(
        None, description="The least step that is told; what lies below waits until it gets there."
    )
    require: tuple[Name, ...] = Field((), description="At least one of these words must occur.")
    forbid: tuple[Name, ...] = Field((), description="None of these words may occur.")
    on: tuple[Literal["new", "stage", "stalled"], ...] = Field(
        ("new", "stage", "stalled"),
        description="What gets a message of its own: a new event, a higher stage, its end.",
    )
    chats: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="Names under `chats`."
    )


class FilePart(_Part):
    """feeds.yaml of monitor."""

    settings: SettingsPart = SettingsPart()  # type: ignore[call-arg]  # every key has a default
    feeds: tuple[FeedPart, ...] = Field((), description="What is read.")
    groups: dict[str, tuple[str, ...]] = Field(
        {}, description="Names for sets of countries (ISO 3166-1 alpha-2, and EU), for `pairs`."
    )
    chats: dict[str, ChatPart] = Field({}, description="Names for Telegram chats.")
    watches: tuple[WatchPart, ...] = Field((), description="What is looked for, and who is told.")

    @model_validator(mode="before")
    @classmethod
    def _absent_is_empty(cls, content: Any) -> Any:
        if isinstance(content, dict):
            return {key: part for key, part in content.items() if part is not None}
        return {} if content is None else content


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of feeds.yaml."""
    schema = FilePart.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
