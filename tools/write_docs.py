"""Write the generated pages (`make docs`).

docs/configuration.md and docs/feeds.schema.json from the settings and the schema of feeds.yaml,
docs/commands.md from the parser of the command line.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.cli import build_parser
from monitor.config.schema import json_schema
from monitor.config.settings import VARIABLES

ROOT = Path(__file__).parents[1]
EXAMPLE = """\
settings: {poll_floor: 5m, first_poll: silent}
feeds:
  - {url: "https://news.example.kr/rss.xml", name: Example Daily, family: example, lang: en, zone: Asia/Seoul, tags: [korea]}
  - {url: "https://wire.example.jp/feed", name: Example Wire, interval: 15m}
groups:
  east-asia: [KR, JP, TW]
chats:
  korea-desk: {chat: "@korea_desk", language: en}
  morning-paper: {chat: "-1001234567890", topic: 7, mode: digest, digest: "08:00 Asia/Seoul"}
watches:
  - name: chips
    pairs: [KR-JP, IL-*, "east-asia x US"]
    sectors: [semiconductors, ai]
    min_stage: discussed
    chats: [korea-desk]
  - {name: everything, pairs: ["*-*"], chats: [morning-paper]}
"""

# Section of the file -> its definition in the schema, how many of it there are, and its rules.
SECTIONS: tuple[tuple[str, str, str, str], ...] = (
    ("settings", "SettingsPart", "one object", ""),
    ("feeds", "FeedPart", "a list", "A feed that leaves the file is kept in the database, asleep: should it come back, nothing is told twice."),
    ("groups", "", "names, each a list of countries", "A name may stand on either side of ` x ` in `pairs`. Countries are ISO 3166-1 alpha-2 codes; `EU` is one, too."),
    ("chats", "ChatPart", "names, each one object", "The bot must be a member of each, in channels an administrator. A chat that leaves the file gets nothing any more."),
    ("watches", "WatchPart", "a list", "An event is told to every chat of every watch that wants it, once a chat."),
)  # fmt: skip


def pages() -> dict[str, str]:
    """Return the path (from the repository's root) and text of every generated page."""
    schema = json_schema()
    return {
        "docs/commands.md": "\n".join(commands(build_parser())).rstrip() + "\n",
        "docs/configuration.md": "\n".join(configuration(schema)).rstrip() + "\n",
        "docs/feeds.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
    }


def verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parser of every verb by its name, in order."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            for name, verb in action.choices.items():
                found[name] = verb
                found |= {f"{name} {below}": one for below, one in verbs(verb).items()}
    return found


def commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the lines of docs/commands.md."""
    yield "# Commands"
    yield ""
    yield "<!-- Written by `make docs` from the code; changes belong there. -->"
    yield ""
    yield "`monitor VERB --help` says the same. The exit status is 0 when all went well, 1 when not,"
    yield "and 2 when the command was not understood."
    yield ""
    for name, verb in verbs(parser).items():
        yield from _command(name, verb)


def _command(name: str, verb: argparse.ArgumentParser) -> Iterator[str]:
    given = [
        one
        for one in verb._actions  # noqa: SLF001 - as above
        if "--help" not in one.option_strings and not isinstance(one, argparse._SubParsersAction)  # noqa: SLF001 - as above
    ]
    yield f"## monitor {name}"
    yield ""
    yield verb.description or "Prints the version and what it runs on."
    yield ""
    if given:
        yield "| argument | meaning |"
        yield "| --- | --- |"
        for one in given:
            default = f"default: {one.default}" if one.choices and one.default else ""
            yield f"| {_argument(one)} | {_cell(one.help or default)} |"
        yield ""


def _argument(one: argparse.Action) -> str:
    name = f"{{{','.join(map(str, one.choices))}}}" if one.choices else _value_name(one)
    if not one.option_strings:
        return f"`[{name}]`" if one.nargs == "?" else f"`{name}`"
    return f"`{', '.join(one.option_strings)}{f' {name}' if one.nargs != 0 else ''}`"


def _value_name(one: argparse.Action) -> str:
    return str(one.metavar or one.dest.upper())


def configuration(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of docs/configuration.md."""
    yield "# Configuration"
    yield ""
    yield "<!-- Written by `make docs` from the code; changes belong there. -->"
    yield ""
    yield "Secrets, paths and what depends on the machine come from the environment. Everything else"
    yield "is in one file, `feeds.yaml`. `monitor check` names every problem of both, with file and line."
    yield ""
    yield from _environment()
    yield from _file_rules()
    for section in SECTIONS:
        yield from _section(schema, *section)


def _environment() -> Iterator[str]:
    yield "## Environment"
    yield ""
    yield "| variable | default | meaning |"
    yield "| --- | --- | --- |"
    for name, (default, meaning) in VARIABLES.items():
        yield f"| `{name}` | {_code(default)} | {_cell(meaning)} |"
    yield ""


def _file_rules() -> Iterator[str]:
    yield "## feeds.yaml"
    yield ""
    yield "```yaml"
    yield from EXAMPLE.splitlines()
    yield "```"
    yield ""
    yield "- YAML 1.2: `NO` is Norway and `1:30` is text. Tags, aliases and merge keys are refused."
    yield "- An unknown key, a key that stands twice, and a name that is not defined are errors."
    yield "- Durations are a number and `s`, `m`, `h` or `d`: `90s`, `15m`, `2h`, `1d`."
    yield "- Start the file with `# yaml-language-server: $schema=docs/feeds.schema.json`, and editors"
    yield "  complete it. `monitor check --schema` prints that schema."
    yield "- The file may have 1 MB, which is room for several thousand feeds."
    yield ""


def _section(
    schema: Mapping[str, Any], name: str, definition: str, shape: str, rule: str
) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    about = (
        schema["properties"][name].get("description") or schema["$defs"][definition]["description"]
    )
    yield f"{about} ({shape})" + (f" {rule}" if rule else "")
    yield ""
    if definition:
        yield "| key | default | values | meaning |"
        yield "| --- | --- | --- | --- |"
        part = schema["$defs"][definition]
        for key, described in part["properties"].items():
            if "$ref" in described:
                below = schema["$defs"][described["$ref"].rpartition("/")[2]]["properties"]
                yield from (
                    _row(f"{key}.{name}", one, required=False) for name, one in below.items()
                )
            else:
                yield _row(key, described, required=key in part.get("required", ()))
        yield ""


def _row(key: str, described: Mapping[str, Any], *, required: bool) -> str:
    default = "**required**" if required else _default(described.get("default"))
    meaning = _cell(described.get("description", ""))
    return f"| `{key}` | {default} | {values(described)} | {meaning} |"


def values(described: Mapping[str, Any]) -> str:
    """Return what may stand there, in words."""
    choices = [one for one in described.get("anyOf", (described,)) if one.get("type") != "null"]
    return " or ".join(dict.fromkeys(_values_of(one) for one in choices))


def _values_of(one: Mapping[str, Any]) -> str:
    if "enum" in one:
        return ", ".join(f"`{value}`" for value in one["enum"])
    match one.get("type"):
        case "array":
            return f"list of {_values_of(one['items'])}"
        case "boolean":
            return "`true`, `false`"
        case "integer" | "number":
            return _number(one)
        case _:
            return _text(one)


def _number(one: Mapping[str, Any]) -> str:
    kind = "whole number" if one["type"] == "integer" else "number"
    least = one.get("minimum", one.get("exclusiveMinimum"))
    most = f" to {one['maximum']}" if "maximum" in one else ""
    return kind + (f" from {least}" if least is not None else "") + most


_FORMS = {
    "^[0-9]{1,6}[smhd]$": "duration",
    "^(auto|[0-9]{1,6}[smhd])$": "`auto` or duration",
    "^(silent|all|newest-[0-9]{1,3})$": "`silent`, `all`, `newest-N`",
    "^[a-z]{2,3}$": "ISO 639 code",
}


def _text(one: Mapping[str, Any]) -> str:
    if one.get("format") == "uri":
        return "http(s) address"
    pattern = one.get("pattern", "")
    if pattern.startswith("^[0-2][0-9]"):
        return (
            "local times and zone" if "]-[" in pattern.replace("\\-", "") else "local time and zone"
        )
    return _FORMS.get(pattern, "text")


def _default(value: object) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _code(str(value).lower())
    return _code(", ".join(map(str, value)) if isinstance(value, list) else str(value))


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        print(path)


if __name__ == "__main__":
    main()
