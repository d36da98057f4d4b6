from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any

from service.pipeline.text import recall
from service.pipeline.text.recall import forget_texts, remembered

TraceFunction = Callable[[FrameType, str, Any], Any]


def test_a_call_is_made_once_for_the_same_arguments() -> None:
    calls: list[str] = []

    @remembered(maxsize=10)
    def read(text: str, *, language: str, context: str = "") -> None:
        calls.append(f"{text} {language} {context}")

    for _ in range(2):
        read("a", language="en")
        read("a", language="de")
        read("a", language="en", context="de")
    assert calls == ["a en ", "a de ", "a en de"]
    forget_texts()
    read("a", language="en")
    assert len(calls) == 4


def test_no_more_is_kept_than_the_bound() -> None:
    calls: list[int] = []

    @remembered(maxsize=3)
    def read(number: int) -> int:
        calls.append(number)
        return number

    assert [read(number) for number in (1, 2, 3, 3, 4, 4, 3)] == [1, 2, 3, 3, 4, 4, 3]
    assert calls == [1, 2, 3, 4, 3]


def test_other_threads_have_their_turn_between_two_things_that_are_forgotten() -> None:
    """They have it between two lines of Python, and not inside a call of C."""
    events: list[str] = []

    class Text:
        def __del__(self) -> None:
            events.append("gone")

    @remembered(maxsize=10)
    def read(_: int) -> Text:
        return Text()

    def trace(frame: FrameType, event: str, _: object) -> TraceFunction:
        if frame.f_code.co_filename == recall.__file__:
            events.append(event)
        return trace

    for number in range(3):
        read(number)
    before = sys.gettrace()
    sys.settrace(trace)
    forget_texts()
    sys.settrace(before)
    assert events.count("gone") == 3
    assert ("gone", "gone") not in pairwise(events)
