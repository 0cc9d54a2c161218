"""Draw real messages as a phone shows them: docs/pictures/*.png.

    PYTHONPATH=src python tools/pictures.py

The messages come from the program's own renderer and go through the stand-in's reading of
Telegram's HTML; only the frame around them is drawn here. The news are invented. Needs Chromium,
and fonts with flags, Korean and Japanese (Debian: chromium fonts-noto-color-emoji
fonts-noto-cjk).
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.core.detect import detect
from monitor.core.render import render_alert, render_digest, render_why
from monitor.demo.botapi.markup import Entity, parse_html
from monitor.model import Figure, NewsText, Source, Story, StoryId
from monitor.vocab import EventType, Mode, Stage

OUT = Path(__file__).parents[1] / "docs/pictures"
WIDTH = 400  # CSS pixels, a phone held upright
SCALE = 1.5
NOW = datetime(2026, 3, 4, 2, 20, tzinfo=UTC)

STYLE = """
* { box-sizing: border-box; margin: 0 }
body { width: 400px; background: #a9c39b; font: 15.5px/1.36 "Noto Sans", "Noto Sans CJK KR",
  "DejaVu Sans", "Noto Color Emoji", sans-serif; color: #000 }
header { background: #fff; padding: 9px 14px; display: flex; gap: 11px; align-items: center }
.face { width: 40px; height: 40px; border-radius: 50%; background: #4a90c9; color: #fff;
  display: grid; place-items: center; font-size: 19px }
header b { display: block; font-size: 16px } header span { color: #8a8f94; font-size: 13px }
main { padding: 10px 8px 12px }
.day { text-align: center; margin: 0 0 8px } .day span { background: #7d9b70; color: #fff;
  border-radius: 12px; padding: 2px 10px; font-size: 13px }
.bubble { background: #fff; border-radius: 14px 14px 14px 5px; padding: 7px 11px 6px;
  margin: 0 30px 8px 0; white-space: pre-wrap; overflow-wrap: anywhere; display: flow-root }
.bubble a { color: #2678b6; text-decoration: none } .bubble b a { color: #1a6aa8 }
.mine { background: #e3fbcf; margin: 0 0 8px 150px; border-radius: 14px 14px 5px 14px }
.reply { border-left: 3px solid #4a90c9; background: #eaf3fa; border-radius: 5px; font-size: 13.5px;
  padding: 2px 8px; margin-bottom: 4px; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; color: #1a6aa8 }
.meta { float: right; margin: 6px 0 0 10px; color: #8a9aa6; font-size: 12px }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message in a chat. `seen` counts views in a channel."""

    html: str
    time: str
    edited: bool = False
    seen: str = ""
    reply: str = ""
    mine: bool = False


def page(title: str, below: str, day: str, bubbles: tuple[Bubble, ...]) -> str:
    """Return the whole chat as a page."""
    body = "".join(map(_bubble, bubbles))
    return (
        f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>"
        f"<header><div class=face>🤝</div><div><b>{title}</b><span>{below}</span></div></header>"
        f"<main><div class=day><span>{day}</span></div>{body}</main>"
    )


def _bubble(bubble: Bubble) -> str:
    text, entities = parse_html(bubble.html)
    meta = " ".join(
        filter(None, (bubble.seen and f"👁\ufe0e {bubble.seen}", _edited(bubble), bubble.time))
    )
    reply = f"<div class=reply>{html.escape(bubble.reply)}</div>" if bubble.reply else ""
    kind = "bubble mine" if bubble.mine else "bubble"
    shown = _styled(text, entities)
    return f"<div class='{kind}'>{reply}{shown}<span class=meta>{meta}</span></div>"


def _edited(bubble: Bubble) -> str:
    return "edited" if bubble.edited else ""


def _styled(text: str, entities: tuple[Entity, ...]) -> str:
    """Return the text with its entities as HTML again, from their offsets."""
    units = text.encode("utf-16-le")
    marks: list[tuple[int, int, str]] = []
    for order, entity in enumerate(entities):
        tag, extra = ("a", " href=#") if entity.type == "text_link" else (entity.type[0], "")
        marks.append((entity.offset, order, f"<{tag}{extra}>"))
        marks.append((entity.offset + entity.length, -order - 1, f"</{tag}>"))
    written, last = "", 0
    for offset, _, mark in sorted(marks, key=lambda each: (each[0], each[1])):
        written += html.escape(units[2 * last : 2 * offset].decode("utf-16-le")) + mark
        last = offset
    return written + html.escape(units[2 * last :].decode("utf-16-le"))


# The news ----------------------------------------------------------------------------------


def source(name: str, minutes: int, zone: str = "Asia/Seoul") -> Source:
    """Return a telling some minutes before now."""
    return Source(
        name=name,
        family=name,
        link=f"https://{name.lower().replace(' ', '')}.example/news",
        published_at=NOW - timedelta(minutes=minutes),
        zone=zone,
    )


BATTERY = Story(
    id=StoryId(1),
    pairs=("JP-KR",),
    sectors=("batteries", "materials"),
    type=EventType.SUPPORT,
    stage=Stage.SIGNED,
    mode=Mode.ASSERTED,
    title="Seoul and Tokyo sign accord on recycling battery metals",
    summary=(
        "The industry ministries of South Korea and Japan signed an accord to build a shared plant"
        " for used battery metals. It will take in 40,000 tons a year from 2028."
    ),
    lang="en",
    first_seen_at=NOW - timedelta(minutes=6),
    updated_at=NOW - timedelta(minutes=6),
    sources=(source("Han River Daily", 8),),
    organisations=("Ministry of Trade, Industry and Energy", "METI", "Hanul Materials"),
    figures=(
        Figure(kind="money", value=310e6, unit="USD", text="$310 million"),
        Figure(kind="count", value=40_000, unit="tons", text="40,000 tons a year"),
    ),
    memory="Before: agreed, 18 Nov 2025 · discussed, 2 Sep 2025",
)
GROWN = replace(
    BATTERY,
    updated_at=NOW + timedelta(minutes=34),
    sources=(
        *BATTERY.sources,
        source("Kanda Shimbun", 2, "Asia/Tokyo"),
        source("Pacific Wire", -9, "UTC"),
        source("Gulf Ledger", -20, "Asia/Dubai"),
    ),
)
LAUNCHED = replace(
    GROWN,
    stage=Stage.LAUNCHED,
    type=EventType.COOPERATE,
    title="Work begins on Korea-Japan battery metals plant",
    summary="Ground was broken for the plant in Pohang on Tuesday.",
    sources=(source("Han River Daily", 0),),
    figures=BATTERY.figures[:1],
    organisations=("Hanul Materials",),
    memory="Before: signed, 4 Mar 2026",
)
OTHERS = (
    ("IL-KR", "ai", Stage.DISCUSSED, "Israel and South Korea discuss a joint AI chip fund", 2),
    ("IL-KR", "cyber", Stage.SIGNED, "Korean bank, Israeli firm sign cyber defence contract", 1),
    ("IN-JP", "shipping", Stage.AGREED, "Japan to help India build two green shipyards", 3),
    ("DE-TW", "semiconductors", Stage.EXPANDED, "Dresden chip plant adds a Taiwanese partner", 1),
    ("AE-FR", "nuclear", Stage.PROPOSED, "France offers the Emirates a small reactor study", 1),
)


def digest_stories() -> tuple[Story, ...]:
    """Return the stories of a morning."""
    told = [
        replace(
            BATTERY,
            id=StoryId(10 + number),
            pairs=(pair,),
            sectors=(sector,),
            stage=stage,
            title=title,
            sources=tuple(source(f"Outlet {n}", 60 * n) for n in range(1, count + 1)),
        )
        for number, (pair, sector, stage, title, count) in enumerate(OTHERS)
    ]
    return (*told, GROWN)


def why() -> str:
    """Return the explanation of the first alert, from detection itself."""
    news = NewsText(title=BATTERY.title, summary=BATTERY.summary, lang="en", published_at=NOW)
    return render_why(
        BATTERY.title,
        detect(news),
        verdict="told",
        reason="watch “batteries”: JP-KR, min_stage discussed",
        link=BATTERY.sources[0].link,
    )


def pictures() -> dict[str, str]:
    """Return each picture's page by its name."""
    channel = ("Korea Desk", "2 418 subscribers", "March 4")
    alert = Bubble(html=render_alert(BATTERY, now=NOW), time="11:20", seen="37")
    edited = Bubble(
        html=render_alert(GROWN, now=NOW, kind="edit"), time="11:20", seen="611", edited=True
    )
    stage = Bubble(
        html=render_alert(LAUNCHED, now=NOW, kind="stage"),
        time="09:05",
        seen="118",
        reply=BATTERY.title,
    )
    morning = NOW.replace(hour=23, minute=0)
    [digest] = render_digest(digest_stories(), now=morning, zone="Asia/Seoul")
    korean = Bubble(html=render_alert(BATTERY, now=NOW, language="ko"), time="11:20", seen="54")
    japanese = Bubble(html=render_alert(BATTERY, now=NOW, language="ja"), time="11:20", seen="61")
    asked = Bubble(html="/why", time="11:31", reply=BATTERY.title, mine=True)
    return {
        "alert": page(*channel, (alert,)),
        "edited": page(*channel, (edited, stage)),
        "digest": page("Morning Brief", "806 subscribers", "March 5", (Bubble(html=digest, time="08:00", seen="92"),)),
        "languages": page("협력 소식", "구독자 1 204명", "3월 4일", (korean, japanese)),
        "why": page("Monitor", "bot", "March 4", (replace(alert, seen=""), asked, Bubble(html=why(), time="11:31"))),
    }  # fmt: skip


# Chromium ----------------------------------------------------------------------------------


def draw(name: str, content: str, folder: Path) -> None:
    """Write docs/pictures/NAME.png, as high as its content."""
    file = folder / f"{name}.html"
    file.write_text(
        content + "<script>document.title=document.documentElement.scrollHeight</script>",
        encoding="utf-8",
    )
    dom = _chromium(folder, "--dump-dom", f"--window-size={WIDTH},100", file.as_uri())
    found = re.search(r"<title>(\d+)</title>", dom)
    height = int(found[1]) if found else 900
    _chromium(
        folder,
        f"--screenshot={OUT / f'{name}.png'}",
        f"--window-size={WIDTH},{height}",
        f"--force-device-scale-factor={SCALE}",
        file.as_uri(),
    )


def _chromium(folder: Path, *options: str) -> str:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit("Chromium is needed to draw; on Debian: apt install chromium")
    base = ("--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu")
    run = subprocess.run(
        [program, *base, f"--user-data-dir={folder / 'profile'}", *options],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return run.stdout


def main() -> None:
    """Draw all pictures, or those that are named."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in pictures().items():
            if not sys.argv[1:] or name in sys.argv[1:]:
                draw(name, content, Path(folder))
                print(OUT / f"{name}.png", (OUT / f"{name}.png").stat().st_size)


if __name__ == "__main__":
    main()
