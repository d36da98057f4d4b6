"""How much memory is free: of the machine, and of the control group that holds the process to less.

Source: proc_pid_meminfo(5) and the kernel's documentation of control groups, version 2. Linux alone says; elsewhere
nothing is known.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

_KIB = 1024


def return_freed_memory() -> None:
    """Gives back to the system what was freed and the allocator keeps; glibc alone can, malloc_trim(3)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def measure_free_bytes(root: Path = Path("/")) -> int | None:
    """What new work may take, in bytes; None where the system does not say. root: where /proc and /sys are found."""
    known = [free for free in (_read_machine(root), _read_control_group(root)) if free is not None]
    return min(known, default=None)


def _read_machine(root: Path) -> int | None:
    fields = _read_fields(root / "proc/meminfo")
    return fields["MemAvailable"] * _KIB if "MemAvailable" in fields else None


def _read_control_group(root: Path) -> int | None:
    """Of the group's limit, what is neither used nor held by files that the kernel would give back first."""
    folder = root / "sys/fs/cgroup"
    limit, used = _read_number(folder / "memory.max"), _read_number(folder / "memory.current")
    if limit is None or used is None:
        return None
    return limit - used + _read_fields(folder / "memory.stat").get("inactive_file", 0)


def _read_fields(path: Path) -> dict[str, int]:
    """The numbers of a file with a name and a number a line."""
    rows = (line.replace(":", " ").split() for line in _read(path).splitlines())
    return {row[0]: int(row[1]) for row in rows if len(row) > 1 and row[1].isdecimal()}


def _read_number(path: Path) -> int | None:
    """None where there is no such file, or no limit."""
    text = _read(path).strip()
    return int(text) if text.isdecimal() else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
