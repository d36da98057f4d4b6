"""Answers as bytes of JSON."""

from __future__ import annotations

from pydantic import BaseModel
from pydantic_core import to_json

_AT_ONCE = 200
"""Items of a list up to which a part of an answer is written in one call, which holds the interpreter meanwhile."""


def write_json(answer: BaseModel) -> bytes:
    """What `answer.model_dump_json()` is, in UTF-8, in many calls: other threads have their turn between two."""
    parts = []
    for name, field in type(answer).model_fields.items():
        value = getattr(answer, name)
        if field.exclude_if is None or not field.exclude_if(value):
            parts.append(b"%b:%b" % (to_json(name), _write(value)))
    return b"{%b}" % b",".join(parts)


def _write(value: object) -> bytes:
    if isinstance(value, list):
        return b"[%b]" % b",".join(map(_write, value))
    if isinstance(value, BaseModel) and any(isinstance(part, list) and len(part) > _AT_ONCE for _, part in value):
        return write_json(value)
    return to_json(value)
