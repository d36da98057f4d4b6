"""What this machine's processor can do, how much of it this process may use, and on what last bits depend."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

_CPU_INFO = Path("/proc/cpuinfo")
_CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_CPU_CACHES = Path("/sys/devices/system/cpu/cpu0/cache")
_CPU_LINES = ("vendor_id", "cpu family", "model", "stepping", "cache size", "flags", "CPU ", "Features")
"""What Linux says of a processor that decides which kernels are chosen; names as "AMD EPYC" stand for several."""
_LIBRARIES = ("torch", "transformers", "tokenizers", "numpy")
_VARIABLES = ("ATEN_", "DNNL_", "GLIBC_TUNABLES", "MKL_", "NPY_", "ONEDNN_", "OPENBLAS_")
"""How variables begin by which these libraries, and theirs, are told to use other kernels."""
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


def describe_arithmetic(environment: Mapping[str, str] = os.environ) -> str:
    """What the last bits of a reading depend on beside text and weights: equal descriptions mean equal bits.

    The processor, the versions of libraries, that of C's functions (exp, log) among them, and variables that tell these
    which kernels to use. Numbers of threads are no part of it: no reading depends on them.
    """
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    told = sorted(
        f"{name}={value}"
        for name, value in environment.items()
        if name.startswith(_VARIABLES) and not name.endswith("_NUM_THREADS")
    )
    return " ".join([describe_processor(), *libraries, *platform.libc_ver(), *told])


def describe_processor(cpu_info: Path = _CPU_INFO, caches: Path = _CPU_CACHES) -> str:
    """What decides which kernels a processor's libraries choose, and how they cut matrices, and so last bits.

    Its kind, its instructions, and the sizes of its caches, with the cores that share each.
    """
    try:
        lines = cpu_info.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    own = dict.fromkeys(line for line in lines if line.startswith(_CPU_LINES))
    return " ".join([*own, *map(_describe_cache, sorted(caches.glob("index*")))])


def _describe_cache(folder: Path) -> str:
    facts = (folder / name for name in ("level", "type", "size", "shared_cpu_list"))
    # A machine that is a part of another does not tell all.
    level, kind, size, cores = (fact.read_text(encoding="ascii").strip() if fact.exists() else "?" for fact in facts)
    return f"L{level} {kind} {size} of {cores}"


def count_usable_cores(cpu_quota: Path = _CPU_QUOTA) -> int:
    """Cores that this process may run on at once: at least 1, by its affinity and its container's quota."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = cpu_quota.read_text(encoding="ascii").split()
        return max(1, min(cores, int(quota) // int(period)))
    except (OSError, ValueError):  # no control group, or no quota ("max")
        return cores
