"""No pattern of the project takes longer than about linear time, whatever it is asked to read."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from types import FunctionType, ModuleType
from typing import Any

import pytest

import models
import service
from tests.properties.growths import list_growths

_SMALL, _LARGE = 2_048, 8_192
_LINEAR = _LARGE / _SMALL
_NOISE_SECONDS = 0.002
"""What a linear scan of the larger text may take on a busy machine; below it nothing is held against a pattern."""
_HOPELESS_SECONDS = 0.05

_TRIES = 4
"""How often a pattern has to look slow before it is said to be: what interrupts a process counts as its own time."""

_EXTRAS = frozenset({"ray"})
"""What the environment of developers lacks; the modules that need it are read where it is installed."""

_RUNS = (
    " ", "\t", "\n", "\r\n", "\u00a0", "1", "9 ", "1,", "1.", "1/", "1:", '"', "“", "”", "'", "’", "‘", "„", "«", "「",
    "(", ")", "[", "]", "(@", ",", ", ", "-", " - ", "—", "–", "--", ".", ". ", "…", "!", "A", "a", "Ab", "Ab ", "ab ",
    "A. ", "A.", "U.S. ", "U.S.", "O'", "a’", "a'", "n't ", "Mr. ", "May ", "Mar ", "and ", ", and ", "a, ", "Ab, ",
    "by ", "at ", "the ", "said ", "12 May ", "$1 ", "a-", "\x85", ": ", "x;", "a_", "ab,ab ", '" "', " ”", "é", "中",
)  # fmt: skip


@pytest.mark.slow
def test_no_pattern_is_slower_than_linear() -> None:
    slow = [
        f"{where}: {pattern.pattern[:80]!r} on {head!r} + {run!r} repeated"
        for where, pattern in sorted(_find_patterns().items())
        if (found := _find_slow(pattern))
        for head, run in [found]
    ]

    assert slow == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [r"\s+and", r"\.\s+['\"]*\s*[a-z]", r"5\s*(?:am)?\s*(?:GMT)?,?\s+X", r"(?:ab?)+c", r"“[^”]*”"],
)
def test_what_grows_too_fast_is_found(pattern: str) -> None:
    assert _find_slow(re.compile(pattern)) is not None


@pytest.mark.parametrize("pattern", [r"(?<!\s)\s++and", r"\.\s++['\"]*+\s*+[a-z]", r"[^\W\d_]+", r"“[^“”]*+”"])
def test_what_is_linear_passes(pattern: str) -> None:
    assert _find_slow(re.compile(pattern)) is None


POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+")
"""A group repeated without a way back, which Python before 3.11.5 matches wrongly where the group itself has one."""


def test_no_group_is_repeated_possessively() -> None:
    wrong = {
        where: pattern.pattern
        for where, pattern in _find_patterns().items()
        if POSSESSIVE_GROUP.search(pattern.pattern)
    }
    assert wrong == {}


@pytest.mark.parametrize("pattern", ["(?:ab?c)?+", "(?:a|b){0,9}+c", "(a)*+", "(a)++"])
def test_possessive_groups_are_seen(pattern: str) -> None:
    assert POSSESSIVE_GROUP.search(pattern)


def test_patterns_are_found_wherever_they_stand() -> None:
    found = _find_patterns()

    assert len(found) > 100
    for home in ("service.pipeline.", "service.api.", "service.cli.", "models."):
        assert any(name.startswith(home) for name in found)


def _find_slow(pattern: re.Pattern[str]) -> tuple[str, str] | None:
    """The head and the run of a text on which `pattern` takes more than about linear time; None if there is none."""
    uses = (partial(_count, pattern), pattern.match, pattern.fullmatch)
    for head, run in dict.fromkeys([*(("", run) for run in _RUNS), *list_growths(pattern)]):
        if any(all(_grows(use, head, run) for _ in range(_TRIES)) for use in uses):
            return head, run
    return None


def _grows(read: Callable[[str], object], head: str, run: str) -> bool:
    seconds = 0.0
    for size in (128, 512, _SMALL):
        seconds = _time(read, _grow(head, run, size))
        if seconds > _HOPELESS_SECONDS:
            return True
    if seconds * _LINEAR**3 < _NOISE_SECONDS:
        return False  # even as the cube, the larger text would take no longer than noise does
    large = _grow(head, run, _LARGE)
    if _time(read, large) < _NOISE_SECONDS:
        return False
    small = min(_time(read, _grow(head, run, _SMALL)) for _ in range(5))
    return min(_time(read, large) for _ in range(3)) > max(2 * _LINEAR * small, _NOISE_SECONDS)


def _grow(head: str, run: str, size: int) -> str:
    return head + run * (size // len(run)) + "\x00"


def _time(read: Callable[[str], object], text: str) -> float:
    collects = gc.isenabled()
    gc.disable()
    try:
        started = time.thread_time()
        read(text)
        return time.thread_time() - started
    finally:
        if collects:
            gc.enable()


def _count(pattern: re.Pattern[str], text: str) -> object:
    return sum(1 for _ in pattern.finditer(text))


def _find_patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern of text that a module of the project holds, by where it stands."""
    found: dict[re.Pattern[str], str] = {}
    for package in (service, models):
        for module in _walk(package):
            for name, value in vars(module).items():
                for pattern in _patterns_in(value, module.__name__, set()):
                    found.setdefault(pattern, f"{module.__name__}.{name}")
    return {f"{where} #{place}": pattern for place, (pattern, where) in enumerate(found.items())}


def _walk(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if info.name.endswith("__main__"):
            continue
        try:
            yield importlib.import_module(info.name)
        except ModuleNotFoundError as error:
            if error.name not in _EXTRAS:
                raise


def _patterns_in(value: Any, home: str, seen: set[int]) -> Iterator[re.Pattern[str]]:
    if id(value) in seen:
        return
    seen.add(id(value))
    inner: list[Any] = []
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif type(value) in {tuple, list, set, frozenset}:
        inner = list(value)
    elif type(value) is dict:
        inner = [*value, *value.values()]
    elif isinstance(value, FunctionType) and value.__module__ == home:
        inner = [cell.cell_contents for cell in value.__closure__ or ()]
    for item in inner:
        yield from _patterns_in(item, home, seen)
