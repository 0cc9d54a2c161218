"""`monitor analyse`: what detection says of texts, as JSON Lines."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from monitor.cli.lines import BadLine, read_lines
from monitor.core.detect import detect
from monitor.model import Finding


def add_to(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "analyse",
        help="say what texts tell of cooperation, as JSON Lines",
        description=(
            "Reads JSON Lines (id, title, summary, text?, lang?, published?, link?, outlet?) and "
            "writes one object a line, in the same order, as soon as it is known. A line that "
            "cannot be read is named on standard error, the others are still answered, and the "
            "exit status is 1."
        ),
    )
    parser.add_argument("file", nargs="?", help="default: standard input")
    parser.set_defaults(call=_call)


def _call(parsed: argparse.Namespace) -> int:
    status = 0
    for line in read_lines(parsed.file):
        if isinstance(line, BadLine):
            print(f"line {line.number}: {line.what}", file=sys.stderr)
            status = 1
        else:
            answer = {"id": line.id, **told(detect(line.news))}
            print(json.dumps(answer, ensure_ascii=False), flush=True)
    return status


def told(finding: Finding) -> dict[str, Any]:
    """Return the finding as the public JSON object; what is no cooperation has no pairs."""
    yes = finding.cooperation
    return {
        "cooperation": yes,
        "score": round(finding.score, 4),
        "pairs": list(finding.pairs) if yes else [],
        "roles": {country: role.value for country, role in finding.roles},
        "type": finding.type.value if yes else "none",
        "stage": finding.stage.value if yes else "none",
        "mode": finding.mode.value,
        "sectors": list(finding.sectors) if yes else [],
        "organisations": list(finding.organisations),
        "figures": [
            {"kind": one.kind, "value": one.value, "unit": one.unit, "text": one.text}
            for one in finding.figures
        ],
        "evidence": [
            {"field": s.field, "start": s.start, "end": s.end, "kind": s.kind, "text": s.text}
            for s in finding.evidence
        ],
        "lang": finding.lang,
        "reason": finding.reason,
    }
