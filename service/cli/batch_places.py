"""Where a batch is read and written: a file of this machine, or an object in a store that fsspec knows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import fsspec

from service.cli.failures import InputError, UsageError

_PARQUET = ".parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file or an object. system: of fsspec, which knows it as `path`. shown: as its user calls it."""

    system: Any
    path: str
    shown: str

    def __str__(self) -> str:
        return self.shown

    @property
    def is_parquet(self) -> bool:
        return self.path.endswith(_PARQUET)

    @property
    def local(self) -> Path | None:
        """The file of this machine; None where it is an object elsewhere."""
        return Path(self.path) if "file" in _list_protocols(self.system) else None

    def is_same(self, other: Place) -> bool:
        """Whether both are one file, or one object."""
        if self.local and other.local:
            return self.local.resolve() == other.local.resolve()
        return (self.system, self.path) == (other.system, other.path)

    @contextmanager
    def open(self, mode: str) -> Iterator[IO[bytes]]:
        """A context with its content, to be read ("rb") or written whole ("wb"). Raises: InputError."""
        with _translating(self.shown), self.system.open(self.path, mode) as content:
            yield content

    def below(self, name: str) -> Place:
        """What is called so in this folder."""
        return Place(system=self.system, path=f"{self.path}/{name}", shown=f"{self.shown}/{name}")

    def make_folder(self) -> None:
        """Makes it, where it is not there. Raises: InputError."""
        with _translating(self.shown):
            self.system.makedirs(self.path, exist_ok=True)

    def list_names(self) -> list[str]:
        """What is in this folder, by name; nothing where there is none. Raises: InputError."""
        with _translating(self.shown):
            if not self.system.exists(self.path):
                return []
            return sorted(name.rstrip("/").rpartition("/")[2] for name in self.system.ls(self.path, detail=False))


def find_place(name: str | os.PathLike[str]) -> Place:
    """The place of that name: a path, or an address such as `s3://bucket/requests.jsonl`.

    Raises: UsageError if fsspec knows no such store, or what it asks with is not installed.
    """
    shown = os.fspath(name)
    try:
        system, path = fsspec.core.url_to_fs(shown)
    except (ImportError, ValueError) as error:
        raise UsageError(f"cannot reach {shown}: {error}") from error
    return Place(system=system, path=path, shown=shown)


def import_pyarrow() -> tuple[Any, Any]:
    """pyarrow, and what it has for Parquet. Raises: UsageError if it is not installed."""
    try:
        # Imported here because it is an extra that JSON Lines need not wait for.
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow: pip install 'chorus-summarizer[parquet]'") from error


def _list_protocols(system: Any) -> tuple[str, ...]:
    protocol = system.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


@contextmanager
def _translating(shown: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot use {shown}: {error.strerror or error}") from error
