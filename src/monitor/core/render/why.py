"""Why something was told, or was not: the verdict, what was found, and the words that it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core.render.actors import actors
from monitor.core.render.language import Language, language
from monitor.core.render.pieces import Line, Piece, ours, size_of, theirs, to_html
from monitor.model import Finding, Span

MAX_TITLE = 300  # UTF-16 units
MAX_REASON = 400
MAX_WORD = 60
MAX_EVIDENCE = 14  # spans


def render_why(
    title: str,
    finding: Finding,
    *,
    verdict: str,
    reason: str,
    link: str | None = None,
    language_code: str = "en",
) -> str:
    """Return the explanation of one entry as Telegram HTML, within Telegram's limits.

    Args:
        title: The entry's.
        finding: What detection said of it.
        verdict: What became of it: "told", "merged", "rejected" ...
        reason: Why, in the words of whoever decided.
        link: The entry's.
        language_code: As in `render_alert`; the kinds of evidence keep their English names.
    """
    words = language(language_code)
    lines: list[Line] = [
        (theirs(title, limit=MAX_TITLE, style="b", link=link),),
        (ours(f"{verdict} · "), theirs(reason, limit=MAX_REASON)),
        _found(finding, words),
        *_evidence(finding.evidence),
    ]
    while not size_of(lines).fits:
        lines.pop()
    return to_html(lines)


def _found(finding: Finding, words: Language) -> Line:
    said = (
        actors(finding.pairs, words),
        ", ".join(map(words.sector, finding.sectors)),
        words.type(finding.type),
        words.stage(finding.stage),
    )
    joined = " · ".join(filter(None, said))
    score = f"{finding.score:.0%}"
    return (ours(f"{joined} · {score}" if joined else score),)


def _evidence(spans: Iterable[Span]) -> list[Line]:
    """Return one line for each kind of evidence: its name, and the words."""
    kinds: dict[str, list[str]] = {}
    for span in list(spans)[:MAX_EVIDENCE]:
        found = kinds.setdefault(span.kind, [])
        if span.text not in found:
            found.append(span.text)
    return [_kind(kind, found) for kind, found in kinds.items()]


def _kind(kind: str, found: list[str]) -> Line:
    row: list[Piece] = [ours(f"▸ {kind}: ")]
    for number, text in enumerate(found):
        row += [ours(", " if number else ""), theirs(text, limit=MAX_WORD, style="i")]
    return tuple(row)
