"""Texts on which a pattern may be slow, made from the pattern itself."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from typing import Any

_TASTES = (" ", "1", "a", "A", ",", ".", "'", '"', "-", "x")
"""Characters that a class is tried with, where it holds them."""
_REPETITIONS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_BOUNDED = 3
"""A repetition up to so often cannot grow."""


def list_growths(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """For each repetition in `pattern`, a text that leads up to it and what it repeats, in several readings."""
    parser = importlib.import_module("re._parser")
    yield from _repetitions(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), "")


def _repetitions(items: Any, head: str) -> Iterator[tuple[str, str]]:
    for operation, argument in items:
        name = str(operation)
        if name in _REPETITIONS:
            least, most, body = argument
            if most > _BOUNDED:
                yield from ((head, run) for run in _readings(body) if run)
            yield from _repetitions(body, head)
            head += _sample(body) * max(least, int(most == 1))
            continue
        if name == "BRANCH":
            for branch in argument[1]:
                yield from _repetitions(branch, head)
        elif name == "SUBPATTERN":
            yield from _repetitions(argument[3], head)
        elif name == "ATOMIC_GROUP":
            yield from _repetitions(argument, head)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            yield from _repetitions(argument[1], head)
        head += _sample([(operation, argument)])


def _readings(body: Any) -> Iterator[str]:
    yield from (_sample(body, taste) for taste in _TASTES)
    if len(body) == 1 and str(body[0][0]) == "SUBPATTERN":
        yield from _readings(body[0][1][3])
    elif len(body) == 1 and str(body[0][0]) == "BRANCH":
        yield from (_sample(branch) for branch in body[0][1][1])


def _sample(items: Any, taste: str = "a") -> str:
    """A text that `items` match, characters of classes being `taste` where they may."""
    return "".join(_sample_one(str(operation), argument, taste) for operation, argument in items)


def _sample_one(name: str, argument: Any, taste: str) -> str:
    if name in _REPETITIONS:
        return _sample(argument[2], taste) * max(int(argument[0]), 1)
    read = _SAMPLED.get(name)
    return read(argument, taste) if read else ""


_SAMPLED: dict[str, Callable[[Any, str], str]] = {
    "LITERAL": lambda code, _: chr(code),
    "NOT_LITERAL": lambda code, taste: taste if ord(taste) != code else "z",
    "ANY": lambda _, taste: taste,
    "IN": lambda choices, taste: _pick(choices, taste),  # noqa: PLW0108
    "BRANCH": lambda branches, taste: _sample(branches[1][0], taste),
    "SUBPATTERN": lambda group, taste: _sample(group[3], taste),
    "ATOMIC_GROUP": _sample,
}


def _pick(choices: Any, taste: str) -> str:
    """A character of a class: `taste`, or else one of a few common ones, or the first that is listed."""
    for character in (taste, "a", "A", "1", " ", ".", ",", '"', "“", "-"):
        if _holds(choices, character):
            return character
    name, argument = str(choices[0][0]), choices[0][1]
    return chr(argument if name == "LITERAL" else argument[0]) if name in {"LITERAL", "RANGE"} else "é"


def _holds(choices: Any, character: str) -> bool:
    negated = str(choices[0][0]) == "NEGATE"
    return negated != any(_is_in(str(name), argument, character) for name, argument in choices[negated:])


def _is_in(name: str, argument: Any, character: str) -> bool:
    if name == "LITERAL":
        return bool(ord(character) == argument)
    if name == "RANGE":
        return bool(argument[0] <= ord(character) <= argument[1])
    kind = str(argument).removeprefix("CATEGORY_")
    own = {
        "SPACE": character.isspace(),
        "DIGIT": character.isdecimal(),
        "WORD": character.isalnum() or character == "_",
    }
    return own[kind.removeprefix("NOT_")] != kind.startswith("NOT_")
