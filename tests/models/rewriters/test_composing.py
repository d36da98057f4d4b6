from __future__ import annotations

import json

import pytest

from models.rewriters.chat import ChatAnswer
from models.rewriters.composing import read_composition
from service.pipeline.text.segmentation import split_text

OPEN, CLOSED = ("The bridge is open.", ("g1",)), ("It was closed.", ("g2", "g3"))

FIRST: dict[str, object] = {"text": "The bridge is open.", "facts": ["g1"]}
SECOND: dict[str, object] = {"text": "It was closed.", "facts": ["g2", "g3"]}


def write_json(*sentences: dict[str, object]) -> str:
    return json.dumps({"sentences": sentences})


def read(text: str | None, failure: str | None = None) -> list[tuple[str, tuple[str, ...]]]:
    composed = read_composition(ChatAnswer(text=text, failure=failure), split_text)
    return [(one.text, one.facts) for one in composed.sentences]


@pytest.mark.parametrize(
    "answer",
    [
        "The bridge is open. [g1] It was closed. [g2][g3]",
        "The bridge is open [g1]. It was closed [G2; g3].",
        "Here is the summary:\n- The bridge is open. [g1]\n- It was closed. [g2, g3]",
        write_json(FIRST, {"text": "It was closed.", "facts": ["[g2]", "G3"]}),
        "```json\n" + write_json(FIRST, SECOND) + "\n```",
        write_json(FIRST, {"text": 5}, SECOND),
        write_json({"text": "- The bridge is open. [g1]"}, {"text": "It was closed [g2].", "facts": ["g2", "g3"]}),
    ],
    ids=[
        "behind",
        "before the full stop",
        "bullets",
        "JSON",
        "fenced JSON",
        "an odd sentence among them",
        "marked JSON",
    ],
)
def test_sentences_are_read_with_the_facts_they_name(answer: str) -> None:
    assert read(answer) == [OPEN, CLOSED]


@pytest.mark.parametrize(
    "answer",
    [
        "The bridge is open. [g1] It was clo",
        '{"sentences": [{"text": "The bridge is open.", "facts": ["g1"]}, {"text": "It was clo',
        '{"sentences": [{"text": "The bridge is open.", "facts": ["g1"]}, {"te',
    ],
)
def test_of_an_answer_that_broke_off_whole_sentences_are_read(answer: str) -> None:
    assert read(answer, failure="the server broke off its answer") == [OPEN]


@pytest.mark.parametrize("answer", [None, "", "{}", '{"sentences": {}}', '{"sentences": [[[1]]]}'])
def test_an_answer_without_a_sentence_says_so(answer: str | None) -> None:
    composed = read_composition(ChatAnswer(text=answer), split_text)
    assert composed.sentences == ()
    assert composed.failure == "the server's answer holds no sentence"


def test_an_answer_that_is_nested_too_deeply_is_no_json() -> None:
    answer = '{"sentences": ' + "[" * 50_000
    assert all("bridge" not in text for text, _ in read(answer))
