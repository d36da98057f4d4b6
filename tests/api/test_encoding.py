from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

import pytest
from pydantic import BaseModel, Field
from pydantic_core import to_json

from service.api import encoding
from service.api.encoding import write_json, write_plain


class Colour(StrEnum):
    RED = "red"


class Part(BaseModel):
    number: int
    names: list[str]
    note: str | None = Field(None, exclude_if=lambda note: note is None)


class Answer(BaseModel):
    text: str
    score: float
    parts: list[Part] | None = Field(None, exclude_if=lambda parts: parts is None)
    one: Part | None = None
    counts: dict[Colour, int] = {}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"parts": []},
        {"parts": [Part(number=1, names=["é", '"']), Part(number=2, names=[], note="x")]},
        {"parts": [Part(number=1, names=[f"n{k}" for k in range(1_000)])]},
        {"one": Part(number=1, names=["n"] * 1_000, note="y"), "counts": {Colour.RED: 3}},
    ],
)
def test_an_answer_is_written_in_parts_as_it_is_written_whole(fields: dict[str, Any]) -> None:
    answer = Answer(text="“So”\n\u2028", score=0.1, **fields)
    assert write_json(answer) == answer.model_dump_json().encode()


class Tree(BaseModel):
    branches: list[Tree] = []
    leaves: list[int] = []


def test_lists_within_lists_are_written_in_parts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(branches=[Tree(leaves=list(range(150))) for _ in range(150)])
    written: list[int] = []

    def write(value: object) -> bytes:
        content = to_json(value)
        written.append(len(content))
        return content

    monkeypatch.setattr(encoding, "to_json", write)
    assert write_json(tree) == tree.model_dump_json().encode()
    assert max(written) < 1_000


def test_a_document_is_written_as_by_the_library() -> None:
    document = {"a": [1, 0.5, None, True, "“\ud800"], "b": {"é": "\n"}}
    assert write_plain(document) == json.dumps(document).encode("ascii")


def test_a_long_text_is_written_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_AT_ONCE_CHARACTERS", 3)
    answer = Answer(text='“So”, 中 \\ "😀" \u2028é\n', score=0.1)
    assert write_json(answer) == answer.model_dump_json().encode()
