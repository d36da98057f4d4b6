"""What a figure depends on beside the code: recorded with every result."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.evaluation import REPOSITORY

_DECISIVE_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile", "amx_bf16", "amx_int8")
_LIBRARIES = ("torch", "transformers", "tokenizers", "numpy", "scipy", "sentencex", "sumy", "nltk")
_BYTES_PER_GIB = 1024**3
_NOT_RESULTS = ":(exclude)benchmarks/results"
"""What earlier questions of a run wrote does not change what later ones measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where and when a benchmark ran.

    commit: of the checkout, None where there is none. dirty: whether the checkout differs from it; None where unknown.
    flags: those of the processor's instruction sets that decide how fast matrices are multiplied.
    cores: that this process may use. memory_gib: of the machine.
    load_average: processes that ran or waited over the minute before; near 0 on a quiet machine.
    """

    date: str
    commit: str | None
    dirty: bool | None
    processor: str
    flags: tuple[str, ...]
    cores: int
    memory_gib: float
    load_average: float
    system: str
    python: str
    libraries: dict[str, str]


def describe_environment() -> Environment:
    """The environment of this process, now."""
    processor, flags = read_processor()
    status = _git("status", "--porcelain", "--", ".", _NOT_RESULTS)
    return Environment(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=_git("rev-parse", "--verify", "HEAD"),
        dirty=None if status is None else bool(status),
        processor=processor,
        flags=flags,
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _BYTES_PER_GIB, 1),
        load_average=round(os.getloadavg()[0], 2),
        system=platform.platform(),
        python=platform.python_version(),
        libraries={name: version(name) for name in _LIBRARIES},
    )


def read_processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> tuple[str, tuple[str, ...]]:
    """The processor's model and those of its flags that matter; without `cpuinfo`, what the machine calls itself."""
    if not cpuinfo.is_file():
        return platform.processor() or platform.machine(), ()
    fields: dict[str, str] = {}
    for line in cpuinfo.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        fields.setdefault(name.strip(), value.strip())
    offered = set(fields.get("flags", "").split())
    return fields.get("model name", platform.machine()), tuple(flag for flag in _DECISIVE_FLAGS if flag in offered)


def _git(*arguments: str) -> str | None:
    """What git answers; None where there is no git, no repository or nothing committed."""
    git = shutil.which("git")
    if git is None:
        return None
    answer = subprocess.run([git, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return answer.stdout.strip() if answer.returncode == 0 else None
