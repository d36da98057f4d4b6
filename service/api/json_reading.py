"""JSON read a piece at a time: decoders of C read a body, or a string of it, in one call, in which no other thread has
its turn, and those that tell events do so for a string.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]  # typeshed leaves the latter out
from typing import Any, NoReturn

from service.errors import MalformedBodyError
from service.pipeline.text.watching import look_at_clock

_WINDOW = 100_000
"""Bytes that one call goes through."""
_MAX_NAMES = 64
"""Names in one object; the largest object of the contract has eight."""
_MAX_DIGITS = 4_300
"""Of a number; Python reads no longer one."""
_MAX_ECHO = 64
"""Characters quoted of what a client sent."""
_BOM = codecs.BOM_UTF8
_SPACE = re.compile(rb"[ \t\n\r]*+")
_INSIDE = re.compile(rb'[^"\\]*+(?:\\(?:[^u]|u[0-9A-Fa-f]{4})[^"\\]*+)*', re.DOTALL)
"""What stands in a string, whole characters and escapes."""
_HALF = re.compile(rb"\\u[Dd][89ABab][0-9A-Fa-f]{2}")
"""The first of two escapes that are one character."""
_HALF_BYTES = 6
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*+)(?P<float>(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?)")
_LITERALS = {b"true": True, b"false": False, b"null": None}
_NO_NUMBERS = (b"NaN", b"Infinity", b"-Infinity")


class LongText(str):
    """The beginning of a text. characters: that all of it has."""

    __slots__ = ("characters",)
    characters: int


def read_json(body: bytes | bytearray, *, max_values: int, max_characters: int | None = None) -> Any:
    """What `json.loads(body)` returns, for UTF-8 with or without a byte-order mark.

    max_values: of lists, objects and what they hold. max_characters: of a text; of a longer one the beginning is kept,
    a `LongText` of one character more. None: all is kept. Columns that are told are bytes.
    Raises: MalformedBodyError if it is no JSON, holds more values, a number of more than 4,300 digits, an object of
    more than 64 names or of one name twice; RecursionError if it is nested too deeply; DeadlineExceededError.
    """
    return _Reader(body, max_values, max_characters).read()


class _Reader:
    """Each method takes the place where something begins, and returns it with the place behind it."""

    def __init__(self, body: bytes | bytearray, max_values: int, max_characters: int | None) -> None:
        self._body = body
        self._max_values = self._left = max_values
        self._max_characters = max_characters

    def read(self) -> Any:
        start = len(_BOM) if self._body.startswith(_BOM) else 0
        value, end = self._read_value(self._skip_space(start))
        end = self._skip_space(end)
        if end < len(self._body):
            self._fail("Extra data", end)
        return value

    def _read_value(self, place: int) -> tuple[Any, int]:
        look_at_clock()
        self._left -= 1
        if self._left < 0:
            raise MalformedBodyError(f"the body holds more than {self._max_values} values")
        match self._peek(place):
            case b'"':
                return self._read_text(place + 1)
            case b"{":
                return self._read_object(place + 1)
            case b"[":
                return self._read_list(place + 1)
        for word, value in _LITERALS.items():
            if self._body.startswith(word, place):
                return value, place + len(word)
        return self._read_number(place)

    def _read_object(self, place: int) -> tuple[dict[str, Any], int]:
        pairs: list[tuple[str, Any]] = []
        place = self._skip_space(place)
        if self._peek(place) == b"}":
            return {}, place + 1
        while True:
            if self._peek(place) != b'"':
                self._fail("Expecting property name enclosed in double quotes", place)
            name, place = self._read_text(place + 1)
            place = self._skip_space(place)
            if self._peek(place) != b":":
                self._fail("Expecting ':' delimiter", place)
            value, place = self._read_value(self._skip_space(place + 1))
            pairs.append((name, value))
            place, ended = self._read_comma(place, b"}")
            if ended:
                return _to_object(pairs), place

    def _read_list(self, place: int) -> tuple[list[Any], int]:
        values: list[Any] = []
        place = self._skip_space(place)
        if self._peek(place) == b"]":
            return values, place + 1
        while True:
            value, place = self._read_value(place)
            values.append(value)
            place, ended = self._read_comma(place, b"]")
            if ended:
                return values, place

    def _read_comma(self, place: int, end: bytes) -> tuple[int, bool]:
        """Where the next item begins, or what is behind `end`; whether it was that."""
        place = self._skip_space(place)
        mark = self._peek(place)
        if mark == end:
            return place + 1, True
        if mark != b",":
            self._fail("Expecting ',' delimiter", place)
        return self._skip_space(place + 1), False

    def _read_text(self, place: int) -> tuple[str, int]:
        """place: behind the quotation mark."""
        opened, decoder = place - 1, codecs.getincrementaldecoder("utf-8")()
        parts, characters = list[str](), 0
        while True:
            look_at_clock()
            end = self._end_piece(place)
            ended = self._peek(end) == b'"'
            if end == place and not ended:
                self._fail_in_text(place, opened)
            part = self._decode(place, end, decoder, final=ended)
            characters += len(part)
            if self._max_characters is None or characters - len(part) <= self._max_characters:
                parts.append(part)
            if ended:
                return self._join(parts, characters), end + 1
            place = end

    def _end_piece(self, place: int) -> int:
        """The end of what one call reads of a text: it cuts no escape, and no two that are one character."""
        found = _INSIDE.match(self._body, place, place + _WINDOW)
        end = found.end() if found else place
        if end - _HALF_BYTES > place and self._peek(end) != b'"' and _HALF.match(self._body, end - _HALF_BYTES, end):
            return end - _HALF_BYTES
        return end

    def _decode(self, place: int, end: int, decoder: codecs.IncrementalDecoder, *, final: bool) -> str:
        before = len(decoder.getstate()[0])
        try:
            piece = decoder.decode(self._body[place:end], final)
        except UnicodeDecodeError as error:
            self._fail_to_decode(place - before + error.start)
        try:
            text: str = scanstring(f'{piece}"', 0)[0]
        except JSONDecodeError as error:
            self._fail(error.msg, place + len(piece[: error.pos].encode()))
        return text

    def _join(self, parts: list[str], characters: int) -> str:
        text = "".join(parts)
        if self._max_characters is None or characters <= self._max_characters:
            return text
        long = LongText(text[: self._max_characters + 1])
        long.characters = characters
        return long

    def _read_number(self, place: int) -> tuple[int | float, int]:
        match = _NUMBER.match(self._body, place, place + _MAX_DIGITS + 1)
        if not match:
            for word in _NO_NUMBERS:
                if self._body.startswith(word, place):
                    raise MalformedBodyError(f"the body is not JSON: {word.decode()} is no JSON number")
            self._fail("Expecting value", place)
        if match.end() - place > _MAX_DIGITS:
            raise MalformedBodyError("the body holds a number with too many digits")
        return (float(match[0]) if match["float"] else int(match[0])), match.end()

    def _skip_space(self, place: int) -> int:
        while match := _SPACE.match(self._body, place, place + _WINDOW):
            if match.end() < place + _WINDOW:
                return match.end()
            place = match.end()
        return place

    def _peek(self, place: int) -> bytes:
        return bytes(self._body[place : place + 1])

    def _fail_in_text(self, place: int, opened: int) -> NoReturn:
        """place: what is no character and no escape. opened: of the quotation mark."""
        if place >= len(self._body) - 1:
            self._fail("Unterminated string starting at", opened)
        self._fail("Invalid \\escape", place)

    def _fail(self, reason: str, place: int) -> NoReturn:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(self._body[place : place + 4])
        except UnicodeDecodeError as error:
            self._fail_to_decode(place + error.start)
        line = self._body.count(b"\n", 0, place) + 1
        column = place - self._body.rfind(b"\n", 0, place)
        raise MalformedBodyError(f"the body is not JSON: {reason}, line {line}, column {column}")

    def _fail_to_decode(self, place: int) -> NoReturn:
        raise MalformedBodyError(f"the body is not UTF-8: byte {place} cannot be decoded") from None


def _to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > _MAX_NAMES:
        raise MalformedBodyError(f"an object has {len(pairs)} names; at most {_MAX_NAMES} are taken")
    names = dict(pairs)
    if len(names) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise MalformedBodyError(f"the name {quote(twice)} stands twice in one object")
    return names


def quote(text: str) -> str:
    """The text as JSON, short enough to be told."""
    return json.dumps(cut(text), ensure_ascii=False)


def cut(text: str) -> str:
    """The text, short enough to be told."""
    return text if len(text) <= _MAX_ECHO else text[:_MAX_ECHO] + "…"
