"""The one or two sentences under the headline: no dateline, no echo of the headline."""

from __future__ import annotations

import re
import unicodedata

from monitor.core.render.hygiene import plain

MAX_SENTENCES = 2
ROOMY = 300  # characters; with this much said, one sentence is enough

_DASH = r"(?:--+|[-–—―])"
_DATELINE = re.compile(
    rf"""^\s*(?:
        [\[［【(（][^\]］】)）]{{1,40}}[\]］】)）]\s*                  # 【東京共同】, [서울=뉴스] ...
            (?:[^\s=]{{2,12}}\s*(?:·\s*[^\s=]{{2,12}}\s*)*기자\s*)?  # ... 홍길동 기자 =
            [=＝:―—-]?\s*
      | (?-i:[A-Z][A-Z.'’\- ]{{2,30}})                               # SEOUL, TEL AVIV
            (?:,\s[^()\n]{{1,40}}?)?\s*                              # , June 16
            (?:\([^)]{{1,40}}\)\s*)?{_DASH}\s+                       # (Yonhap) --
      | (?-i:[A-Z][\w.'’\-]+(?:\s[A-Z][\w.'’\-]+){{0,2}})            # Tel Aviv
            (?:,\s[A-Z][^()\n]{{1,40}}?)?\s*\([^)]{{1,40}}\)\s*{_DASH}\s+
      | \([A-Z][\w ]{{1,20}}\)\s*{_DASH}\s+(?:[A-Z][A-Z .]+,[^-–—]{{1,30}}{_DASH}\s+)?
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?])[\"'”’»)]*\s+(?=[\"'“‘«(]*[^\W\d_a-z]|\d)|(?<=[。！？])[」』）]*")
_NO_END = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sen|Rep|Gov|Adm|St|No|Inc|Corp|Co|Ltd|vs|Jan|Feb"
    r"|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Za-z]\.[A-Za-z])\.$"
)


def brief(summary: str, *, title: str) -> str:
    """Return at most two sentences of the summary, without dateline; "" when they add nothing."""
    said = [
        sentence for sentence in sentences(without_dateline(plain(summary)))
        if not _echoes(sentence, title)
    ]  # fmt: skip
    kept = said[:1] if said and len(said[0]) >= ROOMY else said[:MAX_SENTENCES]
    return " ".join(kept)


def without_dateline(text: str) -> str:
    """Return the text after `SEOUL, June 16 (Yonhap) --` and its kin."""
    shorter = _DATELINE.sub("", text, count=1)
    return shorter or text


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences; an abbreviation's full stop ends none."""
    found, start = [], 0
    for end in _END.finditer(text):
        if not _NO_END.search(text[start : end.start()]):
            found.append(text[start : end.end()].strip())
            start = end.end()
    found.append(text[start:].strip())
    return tuple(sentence for sentence in found if sentence)


def _echoes(sentence: str, title: str) -> bool:
    """Tell whether the sentence is the headline again, give or take marks and case."""
    said, headline = _letters(sentence), _letters(title)
    return said == headline or (len(said) > 0 and said in headline)


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
