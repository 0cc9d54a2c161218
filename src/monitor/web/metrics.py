"""Measures as Prometheus reads them (text format 0.0.4): base units, bounded labels. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor import __version__
from monitor.observe import Meters
from monitor.store.measures import Measures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
MAX_FEEDS = 1_000  # series by feed; those that were well longest ago come first (OPS-02)

Samples = Mapping[str, float]  # labels as they are written -> value


def exposition(found: Measures, meters: Meters) -> str:
    """Return the whole page."""
    lines = [line for family in _families(found, meters) for line in _written(*family)]
    return "\n".join(lines) + "\n"


Family = tuple[str, str, str, Samples]


def _families(found: Measures, meters: Meters) -> Iterator[Family]:
    yield "monitor_build_info", "gauge", "The running release.", {_label("version", __version__): 1}
    yield from _of_feeds(found)
    yield (
        "monitor_entries",
        "gauge",
        "Entries by what became of them.",
        _by("verdict", found.entries),
    )
    yield (
        "monitor_entries_held",
        "gauge",
        "Entries held as a storm.",
        _one(found.entries.get("held", 0)),
    )
    yield "monitor_deliveries", "gauge", "Messages by state.", _by("state", found.deliveries)
    yield (
        "monitor_outbox_oldest_age_seconds",
        "gauge",
        "How long the oldest message that could go out waits; 0: none does.",
        _one(found.outbox_age_seconds),
    )
    yield "monitor_chats_parked", "gauge", "Chats that refuse the bot.", _one(found.chats_parked)
    yield (
        "monitor_last_tick_timestamp_seconds",
        "gauge",
        "When the clock ticked last.",
        _one(found.tick_timestamp),
    )
    yield (
        "monitor_poll_outcomes_total",
        "counter",
        "Polls since the start by outcome.",
        _by("outcome", meters.polls),
    )
    yield "monitor_parses_total", "counter", "Bodies parsed since the start.", _one(meters.parses)
    yield (
        "monitor_parse_seconds_total",
        "counter",
        "Time spent on them, waiting for a parser included.",
        _one(meters.parse_seconds),
    )
    yield (
        "monitor_throttled_seconds_total",
        "counter",
        "Patience that servers asked for with 429 or 503.",
        _one(meters.throttled_seconds),
    )
    yield "monitor_ticks_missed_total", "counter", "Ticks that went wrong, by how.", _by("how", meters.misfires)  # fmt: skip


def _of_feeds(found: Measures) -> Iterator[Family]:
    yield "monitor_feeds", "gauge", "Feeds in feeds.yaml by state.", _by("state", found.feeds)
    yield "monitor_polls_total", "counter", "Polls of all feeds, ever.", _one(found.polls)
    yield (
        "monitor_polls_not_modified_total",
        "counter",
        "Those that needed no body.",
        _one(found.not_modified),
    )
    yield "monitor_feed_last_success_timestamp_seconds", "gauge", f"When a feed answered well last, of the {MAX_FEEDS} that wait longest.", {_label("feed", url): at for url, at in found.last_success[:MAX_FEEDS]}  # fmt: skip


def _written(name: str, kind: str, about: str, samples: Samples) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples.items():
        yield f"{name}{labels} {value:.17g}"


def _one(value: float) -> Samples:
    return {"": value}


def _by(label: str, counts: Mapping[str, float]) -> Samples:
    return {_label(label, name): count for name, count in sorted(counts.items())}


def _label(name: str, value: str) -> str:
    escaped = value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'{{{name}="{escaped}"}}'
