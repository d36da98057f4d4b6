"""What a batch reads and writes: a request, an answer or a problem a line, appended so that it can go on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from service.api.batch_lines import BatchResult
from service.cli.batch_places import Place, import_pyarrow
from service.cli.failures import InputError
from service.cli.reservations import reserve

_OPENING = b'{"id":'
"""How each line that a batch writes begins."""
_PARQUET_ROWS = 64
"""Read at once: stories are some ten kilobytes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """A line of the input. line: its number, 1-based, for Parquet that of its row. content: as it stands there."""

    line: int
    content: bytes


def count_lines(place: Place) -> int:
    """How many requests the input holds. Raises: InputError, UsageError, as `read_lines`."""
    if place.is_parquet:
        with _open_parquet(place) as table:
            return int(table.metadata.num_rows)
    return sum(1 for _ in read_lines(place))


def read_lines(place: Place) -> Iterator[BatchLine]:
    """The requests that stand there, JSON Lines or Parquet (`.parquet`, a column a field); empty lines are left out.

    Raises: InputError if it cannot be read; UsageError for Parquet without `pyarrow`.
    """
    if place.is_parquet:
        yield from _read_rows(place)
        return
    with place.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield BatchLine(line=number, content=line.strip())


def _read_rows(place: Place) -> Iterator[BatchLine]:
    number = 0
    with _open_parquet(place) as table:
        for batch in table.iter_batches(batch_size=_PARQUET_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield BatchLine(line=number, content=json.dumps(_without_nulls(row), default=_write_date).encode())


@contextmanager
def _open_parquet(place: Place) -> Iterator[Any]:
    arrow, parquet = import_pyarrow()
    with place.open("rb") as content:
        try:
            table = parquet.ParquetFile(content)
        except arrow.ArrowInvalid as error:
            raise InputError(f"{place} cannot be read as Parquet: {str(error).splitlines()[0]}") from error
        with table:
            yield table


def _without_nulls(value: Any) -> Any:
    """A column that a row has nothing in is a field that is not there."""
    match value:
        case dict():
            return {name: _without_nulls(own) for name, own in value.items() if own is not None}
        case list():
            return [_without_nulls(own) for own in value]
    return value


def _write_date(value: object) -> str:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    raise InputError(f"a Parquet column holds a {type(value).__name__}, which no request has")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOutput:
    """Files that results are appended to, a line each in one write: a killed batch leaves whole lines and one torn."""

    answers: Path
    problems: Path

    def reserve(self) -> AbstractContextManager[None]:
        """A context in which no other batch writes here. Raises: InputError if one does, or nobody can."""
        return reserve(self.answers, os.O_CREAT | os.O_RDWR, wait=False)

    def read_done(self) -> Done:
        """What was written by a batch that was stopped; what is torn at an end is cut off.

        Raises: InputError if a file cannot be read, or holds something else.
        """
        answered = [line["id"] for line in _mend(self.answers, "answer")]
        refused = [line["line"] for line in _mend(self.problems, "problem")]
        return Done(
            answered=frozenset(answered),
            refused=frozenset(refused),
        )

    def write(self, result: BatchResult) -> None:
        """Appends its line. Raises: InputError if it cannot be written."""
        file = self.problems if result.refused else self.answers
        try:
            with file.open("ab", buffering=0) as end:
                _write_whole(end, result.to_line())
        except OSError as error:
            raise InputError(f"cannot write {file}: {error.strerror or error}") from error

    def finish(self) -> None:
        """Nothing is held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What need not be asked again: ids that are answered, and the numbers of lines that were refused."""

    answered: frozenset[str]
    refused: frozenset[int]


def _write_whole(end: IO[bytes], line: bytes) -> None:
    while line:
        line = line[end.write(line) :]


def _mend(file: Path, field: str) -> Sequence[Mapping[str, Any]]:
    """The lines of `file`, which ends behind the last whole one from now on. field: beside `id`, what each holds."""
    if not file.exists():
        return ()
    found: list[Mapping[str, Any]] = []
    try:
        with closing(file.open("r+b")) as lines:
            whole = 0
            for number, line in enumerate(iter(lines.readline, b""), start=1):
                if line.endswith(b"\n"):
                    found.append(_parse(line, field, f"{file} line {number}"))
                    whole += len(line)
                elif not _is_torn(line, field):
                    raise _refuse(f"{file} line {number}")
            os.ftruncate(lines.fileno(), whole)
    except OSError as error:
        raise InputError(f"cannot go on in {file}: {error.strerror or error}") from error
    return found


def _parse(line: bytes, field: str, place: str) -> Mapping[str, Any]:
    known = _load(line)
    if not isinstance(known, dict) or not {"id", field} <= known.keys():
        raise _refuse(place)
    return {name: known.get(name) for name in ("id", "line")}


def _is_torn(line: bytes, field: str) -> bool:
    """Whether `line` is the beginning of one that a batch wrote: what somebody else wrote is not cut off."""
    known = _load(line)
    if known is not None:
        return isinstance(known, dict) and {"id", field} <= known.keys()
    return line.startswith(_OPENING) or _OPENING.startswith(line)


def _load(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _refuse(place: str) -> InputError:
    return InputError(f"{place} was not written by a batch; name another OUTPUT")
