"""Going through a long text in windows: one call of an expression holds the interpreter as long as it searches.

A million characters take some thirty milliseconds, and no other thread has its turn. What is found is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from service.domain import Span
from service.pipeline.text.watching import look_at_clock

_WINDOW = 100_000
"""Characters; few articles are longer."""


def find_all(pattern: re.Pattern[str], text: str, *, reach: int) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` finds.

    reach: more characters than it ever matches, together with what it looks ahead at. It matches one at least.
    """
    if len(text) <= _WINDOW:
        yield from pattern.finditer(text)
        return
    start = 0
    while start < len(text):
        look_at_clock()
        end = start + _WINDOW
        for match in pattern.finditer(text, start, min(len(text), end + reach)):
            if match.start() >= end:
                break
            yield match
            start = match.end()
        start = max(start, end)


def replace_all(pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str], text: str, *, reach: int) -> str:
    """What `pattern.sub(replacement, text)` is; `reach` as of `find_all`."""
    if len(text) <= _WINDOW:
        return pattern.sub(replacement, text)
    parts, end = [], 0
    for match in find_all(pattern, text, reach=reach):
        parts += [text[end : match.start()], replacement(match)]
        end = match.end()
    return "".join([*parts, text[end:]])


def find_runs(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """The spans that `pattern.finditer(text)` finds, which is one kind of character, once or more, greedy."""
    open_run: Span | None = None
    for start in range(0, len(text), _WINDOW):
        look_at_clock()
        for match in pattern.finditer(text, start, min(len(text), start + _WINDOW)):
            if open_run and open_run.end == match.start():
                open_run = Span(start=open_run.start, end=match.end())
                continue
            if open_run:
                yield open_run
            open_run = Span(start=match.start(), end=match.end())
    if open_run:
        yield open_run


def translate(text: str, table: Mapping[int, str | None]) -> str:
    """What `text.translate(table)` is."""
    return "".join(text[start : start + _WINDOW].translate(table) for start in range(0, len(text), _WINDOW))
