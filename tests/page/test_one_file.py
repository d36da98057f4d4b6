"""The page in one file is the same, whether the page or the command line wrote it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli import app
from tests.page.conftest import OpenPage
from tests.page.services import SmallService
from tests.page.stories import ONE_FILE, export, load_example

pytestmark = pytest.mark.slow

STORY = Path(__file__).resolve().parents[2] / "service" / "api" / "page" / "examples" / "ferry-fire.jsonl"
TYPED = {"pasted": "", "asked": "", "answered": None}
"""What is typed and not sent yet, which the command line has nothing of; the page begins with these."""


def take_apart(page: str) -> tuple[str, dict[str, Any]]:
    """The page without what it carries, and that without how long it took."""
    opening, carried, rest = re.split(r'(?<=id="reading">)(.*?)(?=</script>)', page.rstrip("\n"), maxsplit=1)
    reading: dict[str, Any] = {**TYPED, **json.loads(carried)}
    assert reading["answer"].pop("timings_ms")
    return opening + rest, reading


def test_the_page_and_the_command_line_write_the_same_file(
    small: SmallService, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(small.url)
    load_example(page, "A fire at sea")
    file = export(page, ONE_FILE, tmp_path)
    command = ["summarize", str(STORY), "--words", "150", "--format", "html", "--url", small.url]
    printed = CliRunner().invoke(app, command)
    assert printed.exit_code == 0, printed.output
    assert take_apart(printed.stdout) == take_apart(file.read_text(encoding="utf-8"))
