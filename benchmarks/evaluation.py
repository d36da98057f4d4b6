"""The evaluation data and its scorers. They stay outside the repository; only figures come in.

What is open lies in `benchmarks/data`, and takes the place of clusters that are not there.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.open_data import STORIES, read_open_claims, read_open_clusters, read_open_summaries
from service.domain import Article

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT_FOLDER = REPOSITORY.parent / "shared" / "eval"

Row = Mapping[str, Any]
"""A line of an evaluation file, as its scorer takes it."""


class EvaluationMissingError(Exception):
    """A file of the evaluation data is not there; `path` is where it was looked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} is missing; CHORUS_EVAL names the folder that holds it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A folder of evaluation files (JSON lines) and of the scorers that go with them."""

    folder: Path

    def load_rows(self, file: str) -> tuple[Row, ...]:
        """The rows of `file`. Raises: EvaluationMissingError."""
        with self._require(file).open(encoding="utf-8") as lines:
            return tuple(json.loads(line) for line in lines)

    def load_clusters(self, *files: str) -> Mapping[str, tuple[Row, ...]]:
        """The rows of each of `files`, clusters with groups; where all are missing, the open data in their place.

        Raises: EvaluationMissingError if some are there and others are not.
        """
        if not any((self.folder / file).is_file() for file in files):
            return {STORIES.name: read_open_clusters()}
        return {file: self.load_rows(file) for file in files}

    def load_claims(self, file: str) -> tuple[str, tuple[Row, ...]]:
        """Articles and claims about them, and which file they are of: `file`, or where it is missing the open data."""
        return (file, self.load_rows(file)) if (self.folder / file).is_file() else (STORIES.name, read_open_claims())

    def load_summaries(self, file: str) -> tuple[str, tuple[Row, ...]]:
        """Texts with their evidence in articles, and which file they are of, as `load_claims`."""
        return (file, self.load_rows(file)) if (self.folder / file).is_file() else (STORIES.name, read_open_summaries())

    def load_scorer(self, name: str) -> ModuleType:
        """The scorer `name`, imported from the folder, never from anywhere else. Raises: EvaluationMissingError."""
        self._require(f"{name}.py")
        sys.path.insert(0, str(self.folder))  # scorers import each other by bare names
        try:
            return importlib.import_module(name)
        finally:
            sys.path.remove(str(self.folder))

    def _require(self, file: str) -> Path:
        path = self.folder / file
        if not path.is_file():
            raise EvaluationMissingError(path)
        return path


def find_evaluation() -> Evaluation:
    """The evaluation folder: what CHORUS_EVAL names, else `shared/eval` beside the repository; it may be absent."""
    return Evaluation(folder=Path(os.environ.get("CHORUS_EVAL") or DEFAULT_FOLDER))


def read_articles_of(row: Row) -> tuple[Article, ...]:
    """The articles of a row, in its order."""
    return tuple(
        Article(id=article["id"], index=index, text=article["text"]) for index, article in enumerate(row["articles"])
    )
