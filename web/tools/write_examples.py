"""Writes the stories that the page offers to begin with, the seeds and invented ones, one article a line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

STORIES = ("brewery-takeover", "ferry-fire")
_ROOT = Path(__file__).resolve().parents[2]
_EXAMPLES = _ROOT / "web" / "public" / "examples"


def main() -> None:
    """Writes each story beside the page's other files."""
    lines = (_ROOT / "benchmarks" / "data" / "stories.jsonl").read_text(encoding="utf-8").splitlines()
    stories = {story["id"]: story["articles"] for story in map(json.loads, lines)}
    for name in STORIES:
        written = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in stories[name])
        (_EXAMPLES / f"{name}.jsonl").write_text(written, encoding="utf-8")
    shutil.copyfile(_ROOT / "seeds" / "articles.jsonl", _EXAMPLES / "seeds.jsonl")


if __name__ == "__main__":
    main()
