"""What a batch writes where nothing can be appended to, Parquet and object stores: folders of parts, each whole."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from service.api.batch_lines import BatchResult
from service.cli.batch_files import Done
from service.cli.batch_places import Place, import_pyarrow
from service.cli.failures import InputError
from service.cli.reservations import reserve

LINES_A_PART = 256
"""What a batch that is killed may have to ask again."""
_TEMPORARY = ".unfinished"


@dataclass(slots=True, kw_only=True)
class PartedOutput:
    """Folders that results are added to, a part of many lines at once, which is there whole or not at all.

    A part of Parquet has the columns `id` and `answer`, or `id`, `line` and `problem`, the last of them JSON; other
    parts are JSON Lines, as a file of a batch is.
    """

    answers: Place
    problems: Place
    _told: list[BatchResult] = field(default_factory=list)
    _parts: dict[str, int] = field(default_factory=dict)

    def reserve(self) -> AbstractContextManager[None]:
        """A context in which no other batch writes here; a store knows no such thing. Raises: InputError."""
        local = self.answers.local
        if not local:
            return nullcontext()
        self.answers.make_folder()
        return reserve(local, os.O_RDONLY, wait=False)

    def read_done(self) -> Done:
        """What was written by a batch that was stopped. Raises: InputError if it was written by something else."""
        answered = [line["id"] for line in self._read(self.answers, "answer")]
        refused = [line["line"] for line in self._read(self.problems, "problem")]
        return Done(answered=frozenset(answered), refused=frozenset(refused))

    def write(self, result: BatchResult) -> None:
        """Keeps it for the next part, which is written once it is full. Raises: InputError."""
        self._told.append(result)
        if len(self._told) >= LINES_A_PART:
            self.finish()

    def finish(self) -> None:
        """Writes what is kept. Raises: InputError."""
        for folder, refused in ((self.answers, False), (self.problems, True)):
            if lines := [result for result in self._told if result.refused is refused]:
                self._write_part(folder, lines)
        self._told.clear()

    def _write_part(self, folder: Place, lines: Sequence[BatchResult]) -> None:
        number = self._parts[folder.path] = self._parts.get(folder.path, 0) + 1
        part = folder.below(f"part-{number:06}{_suffix(folder)}")
        # On a disk a file grows; in a store an object is there at once, and its temporary name does no harm.
        unfinished = folder.below(f"{_TEMPORARY}-{number:06}")
        folder.make_folder()
        with unfinished.open("wb") as content:
            content.write(_to_parquet(lines) if folder.is_parquet else b"".join(line.to_line() for line in lines))
        folder.system.mv(unfinished.path, part.path)

    def _read(self, folder: Place, field_name: str) -> Iterator[Mapping[str, Any]]:
        """The ids, and the numbers of lines, of what the parts of `folder` hold."""
        names = [name for name in folder.list_names() if not name.startswith(_TEMPORARY)]
        self._parts[folder.path] = max([_read_number(folder, name) for name in names], default=0)
        for name in names:
            yield from _read_part(folder.below(name), field_name)


def _suffix(folder: Place) -> str:
    return ".parquet" if folder.is_parquet else ".jsonl"


def _read_number(folder: Place, name: str) -> int:
    number = name.removeprefix("part-").removesuffix(_suffix(folder))
    if not number.isdigit():
        raise InputError(f"{folder.below(name)} was not written by a batch; name another OUTPUT")
    return int(number)


def _read_part(part: Place, field_name: str) -> Iterator[Mapping[str, Any]]:
    with part.open("rb") as content:
        if part.is_parquet:
            _, parquet = import_pyarrow()
            columns = ["id"] if field_name == "answer" else ["id", "line"]
            yield from parquet.read_table(content, columns=columns).to_pylist()
            return
        for line in content:
            known = json.loads(line)
            yield {name: known.get(name) for name in ("id", "line")}


def _to_parquet(lines: Sequence[BatchResult]) -> bytes:
    arrow, parquet = import_pyarrow()
    refused = lines[0].refused
    columns = {
        "id": arrow.array([line.id for line in lines], arrow.string()),
        **({"line": arrow.array([line.line for line in lines], arrow.int64())} if refused else {}),
        "problem" if refused else "answer": arrow.array([line.body.decode() for line in lines], arrow.string()),
    }
    content = arrow.BufferOutputStream()
    parquet.write_table(arrow.table(columns), content)
    return bytes(content.getvalue().to_pybytes())
