"""The trainer of pairing: the same rows give the same weights, and like entries share a fold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COUNTRIES = ("Norway", "Chile", "Kenya", "Japan", "Peru", "Malta", "Fiji", "Nepal")
CODES = ("NO", "CL", "KE", "JP", "PE", "MT", "FJ", "NP")

pytest.importorskip("sklearn")

pytestmark = pytest.mark.slow  # starts a process that loads scikit-learn


def rows() -> list[dict[str, object]]:
    out: list[dict[str, object]] = []
    for i, one in enumerate(COUNTRIES):
        for j, two in enumerate(COUNTRIES):
            if i != j:
                third = COUNTRIES[(j + 1) % 8] if (j + 1) % 8 != i else COUNTRIES[(j + 2) % 8]
                title = f"{one} signs pact with {two} as {third} watches talks number {i}{j}"
                out.append(
                    {
                        "title": title, "summary": "", "lang": "en", "cooperation": True, "uncertain": False,
                        "pairs": ["-".join(sorted((CODES[i], CODES[j])))],
                    }
                )  # fmt: skip
    return out


def train(folder: Path, *words: str) -> str:
    data = folder / "rows.jsonl"
    data.write_text("\n".join(json.dumps(row) for row in rows()), encoding="utf-8")
    command = [sys.executable, str(ROOT / "tools" / "train_pairs.py"), str(data), *words]
    run = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=folder,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""},
    )  # fmt: skip
    return run.stdout


def test_cross_validation_tells_partner_from_onlooker(tmp_path):
    assert "all: n 56 P 1.000 R 1.000 F1 1.000 exact 1.000" in train(tmp_path, "--check")


def test_the_same_rows_give_the_same_weights(tmp_path):
    out = tmp_path / "src" / "monitor" / "core" / "detect"
    out.mkdir(parents=True)

    train(tmp_path)
    first = (out / "pair_weights.tsv").read_text(encoding="utf-8")
    train(tmp_path)

    assert (out / "pair_weights.tsv").read_text(encoding="utf-8") == first
    assert any(line.startswith("bias\t") for line in first.splitlines())
