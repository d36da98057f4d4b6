from __future__ import annotations

from pathlib import Path

from benchmarks.environment import describe_environment, read_processor


def test_processor_is_named_with_the_flags_that_decide_matrix_speed(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(
        "processor\t: 0\nmodel name\t: Example 9000\nflags\t\t: fpu amx_bf16 avx2 sse\n\n"
        "processor\t: 1\nmodel name\t: Another\nflags\t\t: avx512f\n",
        encoding="utf-8",
    )
    assert read_processor(cpuinfo) == ("Example 9000", ("avx2", "amx_bf16"))


def test_without_cpuinfo_no_flags_are_claimed(tmp_path: Path) -> None:
    assert read_processor(tmp_path / "absent")[1] == ()


def test_environment_states_what_figures_depend_on() -> None:
    environment = describe_environment()
    assert environment.cores >= 1
    assert environment.memory_gib > 0
    assert environment.date.endswith("+00:00")
    assert {"torch", "sumy", "numpy"} <= environment.libraries.keys()
