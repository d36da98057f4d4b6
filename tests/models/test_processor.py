import os
from pathlib import Path

import pytest

from models.processor import count_usable_cores, multiplies_bfloat16_fast, multiplies_bytes_fast


@pytest.mark.parametrize(
    ("cpu_info", "expected"),
    [
        ("processor : 0\nflags\t\t: fpu avx2 avx512_bf16\n", True),
        ("flags\t\t: fpu amx_bf16 amx_tile\n", True),
        ("Features\t: fp asimd bf16\n", True),
        ("flags\t\t: fpu avx2 avx512f\n", False),
        ("bugs\t\t: bf16\n", False),
        ("", False),
    ],
)
def test_bfloat16_is_fast_where_the_processor_says_so(tmp_path: Path, cpu_info: str, expected: bool) -> None:
    path = tmp_path / "cpuinfo"
    path.write_text(cpu_info)
    assert multiplies_bfloat16_fast(path) is expected


@pytest.mark.parametrize(
    ("cpu_info", "expected"),
    [
        ("flags\t\t: fpu avx512f avx512_vnni\n", True),
        ("flags\t\t: fpu avx2 avx_vnni\n", True),
        ("flags\t\t: fpu amx_int8\n", True),
        ("flags\t\t: fpu avx2 avx512f\n", False),
        ("Features\t: fp asimddp i8mm\n", False),
    ],
)
def test_bytes_are_multiplied_fast_where_four_products_are_added_up(
    tmp_path: Path, cpu_info: str, expected: bool
) -> None:
    path = tmp_path / "cpuinfo"
    path.write_text(cpu_info)
    assert multiplies_bytes_fast(path) is expected
    assert not multiplies_bytes_fast(tmp_path / "absent")


def test_bfloat16_is_not_fast_where_the_processor_says_nothing(tmp_path: Path) -> None:
    assert not multiplies_bfloat16_fast(tmp_path / "absent")


def test_cores_are_those_of_the_affinity_where_no_quota_is_set(tmp_path: Path) -> None:
    quota = tmp_path / "cpu.max"
    quota.write_text("max 100000\n")
    assert count_usable_cores(quota) == count_usable_cores(tmp_path / "absent") == len(os.sched_getaffinity(0))


@pytest.mark.parametrize("quota", ["100000 100000", "50000 100000"])
def test_a_quota_of_one_core_or_less_leaves_one(tmp_path: Path, quota: str) -> None:
    path = tmp_path / "cpu.max"
    path.write_text(quota)
    assert count_usable_cores(path) == 1
