"""What the processes that this one has started use, and those that they have. Needs Linux' /proc."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_BYTES_PER_KIB = 1024
_PARENT, _USER, _SYSTEM = 1, 11, 12
"""Fields of proc(5)'s stat behind the name of the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeUse:
    """processor_seconds: of those that live. own_bytes: of memory, what several share divided among them."""

    processes: int
    processor_seconds: float
    own_bytes: int


def read_tree_use() -> TreeUse:
    """The use of all descendants of this process that live."""
    processes = set(_list_descendants(os.getpid()))
    return TreeUse(
        processes=len(processes),
        processor_seconds=sum(_read_seconds(pid) for pid in processes),
        own_bytes=sum(_read_own_bytes(pid) for pid in processes),
    )


def _list_descendants(parent: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for path in _PROC.glob("[0-9]*"):
        if fields := _read_stat(int(path.name)):
            children.setdefault(int(fields[_PARENT]), []).append(int(path.name))
    waiting = list(children.get(parent, ()))
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting.extend(children.get(pid, ()))


def _read_stat(pid: int) -> list[str]:
    """The fields behind the name; none of a process that is gone."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _read_seconds(pid: int) -> float:
    fields = _read_stat(pid)
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _read_own_bytes(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) * _BYTES_PER_KIB for line in lines if line.startswith("Pss:"))
