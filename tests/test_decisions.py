"""The index of decisions lists every one, and says which numbers have none."""

from __future__ import annotations

import re
from pathlib import Path

RECORDS = Path(__file__).parents[1] / "docs" / "decisions"


def test_the_index_links_every_record() -> None:
    linked = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (RECORDS / "README.md").read_text())

    assert linked == sorted(path.name for path in RECORDS.glob("[0-9]*.md"))


def test_numbers_without_a_record_are_named() -> None:
    numbers = {int(path.name[:4]) for path in RECORDS.glob("[0-9]*.md")}
    missing = [f"{number:04}" for number in range(1, max(numbers) + 1) if number not in numbers]

    assert missing == re.findall(r"There is no (\d{4})", (RECORDS / "README.md").read_text())
