"""feeds.yaml -> Watchlist."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from monitor.config import load_watchlist, read_settings
from monitor.config.schema import EventTypeName, StageName, json_schema
from monitor.config.watchlist import read_watchlist
from monitor.errors import ConfigError
from monitor.vocab import LADDER, EventType, Stage

WHOLE = b"""\
settings: {poll_floor: 5m, first_poll: silent}
feeds:
  - {url: "https://en.example.kr/rss.xml", name: Example Daily, family: example, lang: en, interval: auto, tags: [korea]}
  - {url: "https://www.example.no/rss", interval: 90s}
groups:
  east-asia: [KR, JP, TW]
chats:
  korea-desk: {chat: "@korea_desk", language: en}
  archive: {chat: "-1001234567890", topic: 7}
watches:
  - {name: chips, pairs: [KR-JP, IL-*, "east-asia x US"], sectors: [semiconductors, ai], types: [AGREE, SUPPORT, COOPERATE], min_stage: discussed, chats: [korea-desk]}
  - {name: everything, pairs: ["*-*"], chats: [archive]}
"""


def told(text: bytes):
    watchlist, problems = read_watchlist(text)
    assert problems == []
    assert watchlist is not None
    return watchlist


def problems_of(text: bytes) -> list[str]:
    watchlist, problems = read_watchlist(text)
    assert watchlist is None
    return [f"{line}: {what}" for line, what in sorted(problems)]


def test_the_documented_shape_is_understood():
    watchlist = told(WHOLE)

    first, second = watchlist.feeds
    assert (first.name, first.family, first.lang, first.interval) == (
        "Example Daily",
        "example",
        "en",
        None,
    )
    assert (second.name, second.family, second.interval) == (
        "example.no",
        "example.no",
        timedelta(seconds=90),
    )
    assert watchlist.chat("archive").chat == -1001234567890
    assert watchlist.chat("korea-desk").chat == "@korea_desk"
    assert watchlist.watches[0].min_stage == Stage.DISCUSSED
    assert watchlist.watches[0].types == {EventType.AGREE, EventType.SUPPORT, EventType.COOPERATE}


@pytest.mark.parametrize(
    ("pattern", "pair", "matches"),
    [
        ("KR-JP", "JP-KR", True),
        ("KR-JP", "KR-US", False),
        ("IL-*", "IL-KR", True),
        ("IL-*", "DE-IL", True),
        ("*-*", "AA-ZZ", True),
        ("east-asia x US", "TW-US", True),
        ("east-asia x US", "JP-KR", False),
        ("east-asia x il", "IL-JP", True),
        ("NO-SE", "NO-SE", True),
    ],
)
def test_a_pair_pattern_matches_either_way_round(pattern, pair, matches):
    """IN-22: NO is Norway."""
    text = WHOLE.replace(b"[KR-JP,", f'["{pattern}",'.encode())

    assert told(text).watches[0].pairs[0].matches(pair) is matches


def test_every_problem_is_reported_at_once_with_its_line():
    text = b"""\
settings: {poll_floor: 5x, colour: red}
feeds:
  - {url: "https://a.example/rss"}
  - {url: "https://a.example/rss", intervall: 3m}
  - {name: no address}
groups:
  west: [UK, XX]
chats:
  desk: {chat: "@desk", mode: digest}
watches:
  - {name: one, pairs: [KR+JP, "nowhere x KR"], sectors: [chips], chats: [desk, dask]}
  - {name: one, pairs: [KR-JP], chats: [desk]}
"""
    found = problems_of(text)

    for line, part in [
        (1, "poll_floor: not a duration"),
        (1, "colour: unknown key"),
        (4, "stands on line 3 already"),
        (4, "intervall: unknown key"),
        (5, "url: this key is required"),
        (7, "write GB"),
        (7, "'XX' is neither"),
        (9, "mode digest needs a time"),
        (11, "'KR+JP' is not a pair"),
        (11, "'nowhere'"),
        (11, "sectors[1]"),
        (11, "no chat 'dask'"),
        (12, "a second watch 'one'"),
    ]:
        assert any(one.startswith(f"{line}: ") and part in one for one in found), (part, found)


def test_a_problem_says_file_line_what_and_what_to_do(tmp_path):
    path = tmp_path / "feeds.yaml"
    path.write_text("feeds:\n  - {url: ftp://x}\n")

    with pytest.raises(ConfigError) as caught:
        load_watchlist(path)

    assert caught.value.problems == (
        f"{path}:2: feeds[1].url: not an http(s) address; write the feed's full URL",
    )


def test_an_absent_file_is_a_problem_that_says_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match="create it or set MONITOR_CONFIG"):
        load_watchlist(tmp_path / "none.yaml")


def test_an_empty_file_and_empty_parts_are_well_formed():
    assert told(b"").feeds == ()
    assert told(b"feeds:\nwatches:\n").watches == ()


def test_problems_never_quote_what_the_file_says_in_a_secret_place():
    """Values are not repeated unless they are codes or names that must be mended."""
    (problem,) = problems_of(b"settings: {contact: [sesame]}")

    assert "sesame" not in problem


def test_the_schema_and_the_vocabulary_name_the_same_terms():
    assert set(get_args(StageName)) == {stage.value for stage in LADDER}
    assert set(get_args(EventTypeName)) == {kind.value for kind in EventType} - {"none"}


def test_the_schema_refuses_unknown_keys_everywhere():
    schema = json_schema()

    assert schema["additionalProperties"] is False
    for part in schema["$defs"].values():
        assert part["additionalProperties"] is False


def test_an_unknown_time_zone_is_named():
    text = b"chats:\n  a: {chat: 1, quiet_hours: '22:00-07:00 Asia/Soul'}\n"

    assert problems_of(text) == [
        "2: chats.a.quiet_hours: no time zone 'Asia/Soul'; write an IANA name such as Asia/Seoul"
    ]


def test_settings_come_from_the_environment_with_defaults():
    settings = read_settings({})

    assert str(settings.config) == "feeds.yaml"
    assert settings.database_url == "sqlite:///data/monitor.db"
    assert settings.telegram_token is None
    assert settings.telegram_api == "https://api.telegram.org"


def test_every_wrong_variable_is_named_at_once(tmp_path):
    with pytest.raises(ConfigError) as caught:
        read_settings(
            {
                "MONITOR_LOG_LEVEL": "loud",
                "MONITOR_LOG_FORMAT": "xml",
                "MONITOR_ALLOW_NETWORKS": "127.0.0.0/8, here",
                "MONITOR_DATABASE_URL": "mysql://x",
                "MONITOR_TELEGRAM_API": "api.telegram.org",
                "TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "none"),
            }
        )

    assert [one.partition(":")[0] for one in caught.value.problems] == [
        "MONITOR_DATABASE_URL",
        "TELEGRAM_BOT_TOKEN_FILE",
        "MONITOR_TELEGRAM_API",
        "MONITOR_ALLOW_NETWORKS",
        "MONITOR_LOG_LEVEL",
        "MONITOR_LOG_FORMAT",
    ]


def test_a_token_never_shows_itself_in_a_repr(tmp_path):
    """TG-01."""
    file = tmp_path / "token"
    file.write_text("123456:AAEhBOweik6ad6PsVM\n")

    settings = read_settings({"TELEGRAM_BOT_TOKEN_FILE": str(file)})

    assert settings.telegram_token == "123456:AAEhBOweik6ad6PsVM"
    assert "AAEh" not in repr(settings)


HOOK = (
    b'{webhook: "https://hook.example/in", secret_env: HOOK_SECRET}',
    b"{apprise_env: SLACK_ADDRESS}",
)


@pytest.mark.parametrize("exit_", HOOK)
def test_a_chat_may_be_another_exit(exit_):
    watchlist = told(WHOLE.replace(b'{chat: "@korea_desk", language: en}', exit_))

    assert watchlist.chat("korea-desk").exit is not None
    assert watchlist.elsewhere == {"korea-desk"}


@pytest.mark.parametrize(
    ("chat", "problem"),
    [
        (b"{language: en}", "needs exactly one of chat, webhook, apprise_env"),
        (
            b'{chat: "@a", webhook: "https://h.example/", secret_env: HOOK_SECRET}',
            "needs exactly one of chat, webhook, apprise_env",
        ),
        (b'{webhook: "https://h.example/"}', "webhook and secret_env go together"),
        (b'{chat: "@a", secret_env: HOOK_SECRET}', "webhook and secret_env go together"),
        (b'{webhook: "ftp://h.example/", secret_env: HOOK_SECRET}', "not an http(s) address"),
        (b'{webhook: "https://h.example/", secret_env: "hunter two"}', "secret_env"),
    ],
)
def test_a_chat_has_exactly_one_exit(chat, problem):
    (found,) = problems_of(WHOLE.replace(b'{chat: "@korea_desk", language: en}', chat))

    assert found.startswith("8: chats.korea-desk")
    assert problem in found


@pytest.mark.parametrize("again", [b"korea-desk", b"same-place"])
def test_notices_never_go_where_subscribers_read(again):
    """The admin chat is no chat of a watch, also not under another name."""
    text = WHOLE.replace(b"first_poll: silent", b"first_poll: silent, admin_chat: " + again)
    text = text.replace(b"  archive:", b'  same-place: {chat: "@korea_desk"}\n  archive:')

    (found,) = problems_of(text)

    assert found.startswith("1: settings.admin_chat: watches tell chat 'korea-desk' too")


def test_an_admin_chat_of_its_own_is_well():
    text = WHOLE.replace(b"first_poll: silent", b"first_poll: silent, admin_chat: ops")

    assert told(text.replace(b"  archive:", b"  ops: {chat: 77}\n  archive:")).rules.admin_chat
