"""The pages that say where things are name files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PIPELINE = ROOT / "service" / "pipeline"
HEADINGS = re.findall(r"^### .*\((.+)\)$", (ROOT / "docs" / "pipeline.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_of_the_pipeline_name_rooms_and_their_modules(heading: str) -> None:
    for part in heading.split("; "):
        room, colon, modules = part.rpartition(": ")
        folder = PIPELINE / room.strip("`") if colon else PIPELINE
        named = [name for name in re.findall(r"`(\w+)`", modules) if name != "check_"]
        assert named
        assert [name for name in named if not (folder / f"{name}.py").is_file()] == []


def test_the_table_of_changes_names_files_that_are_there() -> None:
    rows = [line for line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    paths = {path for row in rows for path in re.findall(r"`([\w.-]+/[\w./-]*)`", row)}
    assert len(paths) > 30
    bases = (ROOT, ROOT / "service", PIPELINE)
    assert [path for path in sorted(paths) if not any((base / path).exists() for base in bases)] == []
