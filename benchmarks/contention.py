"""How busy other work kept the processor during a measurement: what a load average before it cannot tell."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

_STAT = Path("/proc/stat")
_USER, _NICE, _SYSTEM, _IRQ, _SOFTIRQ, _STEAL = 0, 1, 2, 5, 6, 7
"""Fields of the line `cpu` of proc(5); steal is what other virtual machines took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessorUse:
    """Seconds of processor time, all cores together, since some moment in the past; wall_seconds likewise.

    busy_seconds: of the machine. own_seconds: of this process and of those of its children that have ended.
    """

    wall_seconds: float
    busy_seconds: float
    own_seconds: float


def read_use(stat: Path = _STAT) -> ProcessorUse:
    """The use until now. Needs Linux' /proc."""
    ticks = [int(field) for field in stat.read_text(encoding="ascii").splitlines()[0].split()[1:]]
    busy = sum(ticks[field] for field in (_USER, _NICE, _SYSTEM, _IRQ, _SOFTIRQ, _STEAL))
    times = os.times()
    return ProcessorUse(
        wall_seconds=time.monotonic(),
        busy_seconds=busy / os.sysconf("SC_CLK_TCK"),
        own_seconds=times.user + times.system + times.children_user + times.children_system,
    )


def count_foreign_cores(before: ProcessorUse, after: ProcessorUse) -> float:
    """Cores, on average, that others kept busy between the two: 0 on a quiet machine."""
    foreign = (after.busy_seconds - before.busy_seconds) - (after.own_seconds - before.own_seconds)
    return max(0.0, foreign) / (after.wall_seconds - before.wall_seconds)
