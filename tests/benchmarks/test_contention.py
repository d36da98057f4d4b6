from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.contention import ProcessorUse, count_foreign_cores, read_use


def test_cores_of_others_are_what_is_busy_and_not_ours_by_wall_time() -> None:
    before = ProcessorUse(wall_seconds=100.0, busy_seconds=50.0, own_seconds=10.0)
    after = ProcessorUse(wall_seconds=110.0, busy_seconds=67.0, own_seconds=22.0)
    assert count_foreign_cores(before, after) == pytest.approx(0.5)


def test_rounding_of_ticks_makes_no_negative_cores() -> None:
    before = ProcessorUse(wall_seconds=0.0, busy_seconds=0.0, own_seconds=0.0)
    after = ProcessorUse(wall_seconds=1.0, busy_seconds=1.0, own_seconds=1.01)
    assert count_foreign_cores(before, after) == 0.0


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_idle_and_waiting_time_is_not_busy_and_stolen_time_is(tmp_path: Path) -> None:
    stat = tmp_path / "stat"
    # user, nice, system, idle, iowait, irq, softirq, steal, guest
    stat.write_text("cpu  100 200 300 99999 88888 400 500 600 77777\ncpu0 1 1 1 1\n", encoding="ascii")
    use = read_use(stat)
    # Linux counts in hundredths of a second, whatever the kernel's own tick is.
    assert use.busy_seconds == pytest.approx(21.0)
    assert use.own_seconds > 0
