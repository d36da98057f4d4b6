"""Processor time of a process and of all that it has started. Needs Linux' /proc."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PARENT, _TIMES = 1, slice(11, 15)
"""Fields of proc(5)'s `stat` behind the name: the parent; user and system time, own and of children that ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """seconds: of processor time, that of its children which have ended included. bytes: resident."""

    pid: int
    parent: int
    command: str
    seconds: float
    resident_bytes: int


def list_descendants(root: int) -> tuple[Process, ...]:
    """The processes that `root` has started, and those that they have."""
    processes = {process.pid: process for process in _list_processes()}
    return tuple(process for process in processes.values() if root in _list_ancestors(process, processes))


def count_seconds(root: int) -> float:
    """Seconds of processor time of all that `root` has started and that runs, or that one of these has waited for."""
    return sum(process.seconds for process in list_descendants(root))


def _list_ancestors(process: Process, processes: Mapping[int, Process]) -> Iterator[int]:
    parent: Process | None = process
    while parent:
        yield parent.parent
        parent = processes.get(parent.parent)


def _list_processes() -> Iterator[Process]:
    ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    for folder in _PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
            resident = int((folder / "statm").read_text(encoding="ascii").split()[1]) * page
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since
        yield Process(
            pid=int(folder.name),
            parent=int(fields[_PARENT]),
            command=command,
            seconds=sum(map(int, fields[_TIMES])) / ticks,
            resident_bytes=resident,
        )
