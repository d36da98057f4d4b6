"""JSON that is read a piece at a time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api import json_reading
from service.api.json_reading import LongText, read_json
from service.errors import DeadlineExceededError, MalformedBodyError
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from tests.work import count_calls

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30) | st.text('\\"/\n\té中😀', max_size=30)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def read(body: bytes, *, max_values: int = 1_000, max_characters: int | None = None) -> Any:
    return read_json(body, max_values=max_values, max_characters=max_characters)


@pytest.fixture(params=[13, 100_000], ids=["small pieces", "large pieces"])
def window(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    size: int = request.param
    monkeypatch.setattr(json_reading, "_WINDOW", size)
    return size


@pytest.mark.parametrize("window", [13, 14, 100_000])
@given(document=DOCUMENTS, ascii_alone=st.booleans(), indent=st.none() | st.integers(0, 20))
def test_what_is_read_is_what_the_library_reads(
    document: Any, window: int, ascii_alone: bool, indent: int | None
) -> None:
    body = json.dumps(document, ensure_ascii=ascii_alone, indent=indent).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_reading, "_WINDOW", window)
        assert read(body) == json.loads(body)


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("text", ["\ud83d", "a\ude00\ud83d", "😀" * 9, "\\u" * 9, "a" * 12 + '"' + "\\" * 9])
def test_no_escape_is_cut(text: str) -> None:
    body = json.dumps([text] * 3).encode()
    assert read(body) == [text] * 3


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'"abc', "Unterminated string starting at, line 1, column 1"),
        (b'["a", "' + b"b" * 30, "Unterminated string starting at, line 1, column 7"),
        (b'"' + b"a" * 20 + b'\\x"', r"Invalid \\escape"),
        (b'"' + b"a" * 20 + b'\\u12g4"', r"Invalid \\escape, line 1, column 22"),
        (b'"' + b"a" * 20 + b"\\", "Unterminated string"),
        (b'"' + b"a" * 20 + b'\n"', "Invalid control character at, line 1, column 22"),
        (b'{"a"\n x 1}', "Expecting ':' delimiter, line 2, column 2"),
        (b'{"a": 1 "b": 2}', "Expecting ',' delimiter, line 1, column 9"),
        (b'{"a": 1, }', "double quotes"),
        (b"[1 2]", "Expecting ',' delimiter"),
        (b"[1,]", "Expecting value, line 1, column 4"),
        (b"[01]", "Expecting ',' delimiter"),
        (b"[+1]", "Expecting value"),
        (b"[1.]", "Expecting ',' delimiter"),
        (b"[nul]", "Expecting value"),
        (b"\xff", "not UTF-8: byte 0"),
        (b"[1,\xe4\xb8]", "not UTF-8: byte 3"),
        ("[中]".encode(), "Expecting value"),
        (b'["' + b"a" * 9 + b'\xe4\xb8"]', "not UTF-8: byte 11"),
        (b'"' + "中".encode() * 9 + b'\xff"', "not UTF-8: byte 28"),
        (b"[" + b"1" * 4_301 + b"]", "too many digits"),
    ],
)
def test_what_is_no_json_is_told_with_its_place(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedBodyError, match=reason):
        read(body)


@pytest.mark.usefixtures("window")
def test_of_a_long_text_the_beginning_is_kept_and_its_length() -> None:
    (text,) = read(b'["' + b"ab" * 500 + b'"]', max_characters=99)
    assert isinstance(text, LongText)
    assert (text, text.characters) == ("ab" * 50, 1_000)
    assert type(read(b'"' + b"a" * 99 + b'"', max_characters=99)) is str


@pytest.mark.parametrize("body", [b'"' + b"a" * 5_000_000 + b'"', b'{"' + b"a" * 5_000_000 + b'": 1}'])
def test_a_long_body_is_read_in_many_calls(body: bytes) -> None:
    assert count_calls(lambda: read(body)) >= 50


def test_reading_ends_with_the_time() -> None:
    with keep_time(RequestClock(limit_seconds=1e-9)), pytest.raises(DeadlineExceededError):
        read(b"[1, 2]")
