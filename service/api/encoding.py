"""Answers as bytes of JSON."""

from __future__ import annotations

import json

from pydantic import BaseModel
from pydantic_core import to_json

from service.pipeline.text.watching import look_at_clock

_AT_ONCE = 200
"""Items of lists, all together, up to which a part of an answer is written in one call, which holds the interpreter
meanwhile."""
_AT_ONCE_CHARACTERS = 100_000
"""Of a text, likewise."""


def write_json(answer: BaseModel) -> bytes:
    """What `answer.model_dump_json()` is, in UTF-8, in many calls: other threads have their turn between two."""
    parts = []
    for name, field in type(answer).model_fields.items():
        value = getattr(answer, name)
        if field.exclude_if is None or not field.exclude_if(value):
            parts.append(b"%b:%b" % (to_json(name), _write(value)))
    return b"{%b}" % b",".join(parts)


def write_plain(document: object) -> bytes:
    """What `json.dumps(document)` is, a string, a number or a sign at a time. Escaped to ASCII: so nothing is lost."""
    return b"".join(chunk.encode("ascii") for chunk in json.JSONEncoder().iterencode(document))


def _write(value: object) -> bytes:
    look_at_clock()
    if isinstance(value, str) and len(value) > _AT_ONCE_CHARACTERS:
        return _write_text(value)
    if isinstance(value, list):
        return b"[%b]" % b",".join(map(_write, value))
    if isinstance(value, BaseModel) and _count_items(value) > _AT_ONCE:
        return write_json(value)
    return to_json(value)


def _write_text(text: str) -> bytes:
    pieces = range(0, len(text), _AT_ONCE_CHARACTERS)
    return b'"%b"' % b"".join(to_json(text[start : start + _AT_ONCE_CHARACTERS])[1:-1] for start in pieces)


def _count_items(value: object) -> int:
    if isinstance(value, list):
        return len(value) if len(value) > _AT_ONCE else len(value) + sum(map(_count_items, value))
    if isinstance(value, BaseModel):
        return sum(_count_items(part) for _, part in value)
    return 0
