from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.text import windows
from service.pipeline.text.windows import find_all, find_runs, replace_all, translate

TEXTS = st.text(alphabet="ab>. \n“é", max_size=60)
PATTERNS = [
    re.compile(pattern, re.MULTILINE)
    for pattern in (r"[^\S ]", r"^>{1,3}", r"^ {0,2}> {0,2}", r"(?<=[.\n])\s{1,3}“{0,2}a", r"(?<!a)b(?=\s)", r"a{1,3}$")
]
"""None matches more than seven characters, what it looks ahead at included."""


@pytest.fixture(autouse=True, scope="module")
def _small_windows() -> Iterator[None]:
    whole, windows._WINDOW = windows._WINDOW, 5
    yield
    windows._WINDOW = whole


@given(text=TEXTS, pattern=st.sampled_from(PATTERNS))
def test_windows_change_nothing_of_what_is_found(text: str, pattern: re.Pattern[str]) -> None:
    expected = [match.span() for match in pattern.finditer(text)]
    assert [match.span() for match in find_all(pattern, text, reach=8)] == expected
    replaced = pattern.sub(lambda match: f"<{match[0]}>", text)
    assert replace_all(pattern, lambda match: f"<{match[0]}>", text, reach=8) == replaced


@given(text=TEXTS)
def test_windows_cut_no_run(text: str) -> None:
    pattern = re.compile(r"[^\n.]+")
    assert [(run.start, run.end) for run in find_runs(pattern, text)] == [m.span() for m in pattern.finditer(text)]


@given(text=TEXTS)
def test_windows_are_translated_as_the_whole(text: str) -> None:
    table = str.maketrans({"a": "xy", "“": None})
    assert translate(text, table) == text.translate(table)
