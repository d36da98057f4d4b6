"""The evaluation data. The larger sets stay outside the repository; only figures come in.

What is open lies in the repository, and takes the place of sets that are not there: every question runs for everyone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.open_data import (
    STORIES,
    read_open_claims,
    read_open_clusters,
    read_open_summaries,
    read_open_topics,
)
from service.domain import Article

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT_FOLDER = REPOSITORY.parent / "shared" / "eval"
SMALL_ROWS = 2

Row = Mapping[str, Any]
"""A line of an evaluation file."""


class EvaluationMissingError(Exception):
    """A file of the evaluation data is not there; `path` is where it was looked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} is missing; CHORUS_EVAL names the folder that holds it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A folder of evaluation files (JSON lines). Where all that a question asks for are missing, open data stands in.

    rows: how many of a file are read at most, from its first on; None: all.

    Raises, where some of the files are there and others are not: EvaluationMissingError.
    """

    folder: Path
    rows: int | None = None

    def load_rows(self, file: str) -> tuple[Row, ...]:
        """The rows of `file`. Raises: EvaluationMissingError."""
        with self._require(file).open(encoding="utf-8") as lines:
            return tuple(json.loads(line) for line in islice(lines, self.rows))

    def has(self, *files: str) -> bool:
        """Whether any of `files` is there."""
        return any((self.folder / file).is_file() for file in files)

    def load_clusters(self, *files: str) -> Mapping[str, tuple[Row, ...]]:
        """By file, its rows: clusters with groups."""
        return self._load(files, read_open_clusters)

    def load_topics(self, *files: str) -> Mapping[str, tuple[Row, ...]]:
        """By file, its rows: articles, with what people wrote of them in `references` or `summary`."""
        return self._load(files, read_open_topics)

    def load_claims(self, file: str) -> tuple[str, tuple[Row, ...]]:
        """Articles and claims about them, and which file they are of."""
        (named,) = self._load((file,), read_open_claims).items()
        return named

    def load_summaries(self, file: str) -> tuple[str, tuple[Row, ...]]:
        """Texts with their evidence in articles, and which file they are of."""
        (named,) = self._load((file,), read_open_summaries).items()
        return named

    def _load(self, files: Sequence[str], read_open: Callable[[], tuple[Row, ...]]) -> Mapping[str, tuple[Row, ...]]:
        return (
            {file: self.load_rows(file) for file in files}
            if self.has(*files)
            else {STORIES.name: read_open()[: self.rows]}
        )

    def _require(self, file: str) -> Path:
        path = self.folder / file
        if not path.is_file():
            raise EvaluationMissingError(path)
        return path


def find_evaluation(*, small: bool = False) -> Evaluation:
    """The evaluation folder: what CHORUS_EVAL names, else `shared/eval` beside the repository; it may be absent.

    small: only the first rows of each file, to see that a question runs.
    """
    folder = Path(os.environ.get("CHORUS_EVAL") or DEFAULT_FOLDER)
    return Evaluation(folder=folder, rows=SMALL_ROWS if small else None)


def read_articles_of(row: Row) -> tuple[Article, ...]:
    """The articles of a row, in its order."""
    return tuple(
        Article(id=article["id"], index=index, text=article["text"]) for index, article in enumerate(row["articles"])
    )
