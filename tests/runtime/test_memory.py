from __future__ import annotations

import ctypes
import os
from pathlib import Path

import pytest

from service.runtime.memory import measure_free_bytes, return_freed_memory


def write(root: Path, **files: str) -> None:
    places = {"machine": "proc/meminfo"} | {name: f"sys/fs/cgroup/memory.{name}" for name in ("max", "current", "stat")}
    for name, text in files.items():
        path = root / places[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


MACHINE = "MemTotal:       2000 kB\nMemFree:         100 kB\nMemAvailable:    800 kB\nHugePages_Total:       0\n"


def test_of_a_machine_what_it_says_is_available(tmp_path: Path) -> None:
    write(tmp_path, machine=MACHINE)
    assert measure_free_bytes(tmp_path) == 800 * 1024


@pytest.mark.parametrize(
    ("limit", "free"), [("500000", 500_000 - 400_000 + 30_000), ("max", 800 * 1024), ("9000000", 800 * 1024)]
)
def test_a_container_may_have_less(tmp_path: Path, limit: str, free: int) -> None:
    write(tmp_path, machine=MACHINE, max=f"{limit}\n", current="400000\n", stat="anon 370000\ninactive_file 30000\n")
    assert measure_free_bytes(tmp_path) == free


def test_where_nothing_says_nothing_is_known(tmp_path: Path) -> None:
    assert measure_free_bytes(tmp_path) is None
    write(tmp_path, machine="out of order")
    assert measure_free_bytes(tmp_path) is None


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="no glibc: nothing can be given back")
def test_what_was_freed_between_what_is_held_is_given_back() -> None:
    blocks = [bytearray(60_000) for _ in range(2_000)]
    held, blocks = blocks[::50], []
    before = read_resident_bytes()
    return_freed_memory()
    assert before - read_resident_bytes() > 80_000_000
    assert len(held) == 40


def read_resident_bytes() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
