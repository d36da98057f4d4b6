import os
from pathlib import Path

import pytest

from models.processor import (
    count_usable_cores,
    describe_arithmetic,
    describe_processor,
    multiplies_bfloat16_fast,
    multiplies_bytes_fast,
)


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


def write_machine(folder: Path, *, model: int = 2, size: str = "32768K") -> tuple[Path, Path]:
    """What Linux says of a processor with one cache."""
    cpu_info, cache = folder / f"cpuinfo{model}", folder / f"cache{size}"
    own = f"vendor_id : AuthenticAMD\ncpu family : 26\nmodel : {model}\nmodel name : AMD EPYC\nflags : fpu avx2\n"
    cpu_info.write_text("".join(f"processor : {core}\n{own}cpu MHz : 2596.{core}\n" for core in range(2)))
    (cache / "index3").mkdir(parents=True)
    for name, value in {"level": "3", "type": "Unified", "size": size, "shared_cpu_list": "0-1"}.items():
        (cache / "index3" / name).write_text(f"{value}\n")
    return cpu_info, cache


def test_processors_of_one_name_are_told_apart_by_their_kind_and_their_caches(tmp_path: Path) -> None:
    cpu_info, caches = write_machine(tmp_path)
    description = describe_processor(cpu_info, caches)
    assert description.count("AMD EPYC") == 1
    assert description.endswith("flags : fpu avx2 L3 Unified 32768K of 0-1")
    assert "2596" not in description
    older, smaller = write_machine(tmp_path, model=1, size="16384K")
    others = {describe_processor(older, caches), describe_processor(cpu_info, smaller), description}
    assert len(others) == 3
    (caches / "index3" / "size").unlink()
    assert describe_processor(cpu_info, caches).endswith("L3 Unified ? of 0-1")


def test_last_bits_depend_on_what_the_environment_tells_libraries_but_for_numbers_of_threads() -> None:
    plain = describe_arithmetic({})
    assert plain == describe_arithmetic({"PATH": "/bin", "OMP_NUM_THREADS": "4", "OPENBLAS_NUM_THREADS": "4"})
    assert describe_arithmetic({"ONEDNN_MAX_CPU_ISA": "AVX2"}) == f"{plain} ONEDNN_MAX_CPU_ISA=AVX2"
    assert all(f" {name} " in plain for name in ("torch", "transformers", "tokenizers", "numpy"))
