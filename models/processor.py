"""What this machine's processor can do, and how much of it this process may use."""

from __future__ import annotations

import os
import platform
from pathlib import Path

_CPU_INFO = Path("/proc/cpuinfo")
_CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")
# As Linux names them: AMX and AVX-512 on x86, the BF16 extension on ARM.
_BFLOAT16_FLAGS = frozenset({"amx_bf16", "avx512_bf16", "bf16"})
# Without these, sums of two products of bytes overflow, and are cut off, in 16 bits (oneDNN, "int8 inference").
_BYTES_FLAGS = frozenset({"amx_int8", "avx512_vnni", "avx_vnni"})


def multiplies_bfloat16_fast(cpu_info: Path = _CPU_INFO) -> bool:
    """Whether the processor has instructions that multiply bfloat16; False where it does not say so."""
    return _has_any(_BFLOAT16_FLAGS, cpu_info)


def multiplies_bytes_fast(cpu_info: Path = _CPU_INFO) -> bool:
    """Whether the processor has instructions that multiply whole numbers of eight bits and add up four products."""
    return _has_any(_BYTES_FLAGS, cpu_info)


def _has_any(wanted: frozenset[str], cpu_info: Path) -> bool:
    try:
        lines = cpu_info.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    flags = (line.partition(":")[2].split() for line in lines if line.startswith(("flags", "Features")))
    return not wanted.isdisjoint(next(flags, ()))


def describe_processor(cpu_info: Path = _CPU_INFO) -> str:
    """What decides which kernels a processor's libraries choose, and so last bits: its name and its instructions."""
    try:
        lines = cpu_info.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    return " ".join(dict.fromkeys(line for line in lines if line.startswith(("model name", "flags", "Features"))))


def count_usable_cores(cpu_quota: Path = _CPU_QUOTA) -> int:
    """Cores that this process may run on at once: at least 1, by its affinity and its container's quota."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = cpu_quota.read_text(encoding="ascii").split()
        return max(1, min(cores, int(quota) // int(period)))
    except (OSError, ValueError):  # no control group, or no quota ("max")
        return cores
