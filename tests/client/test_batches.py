from __future__ import annotations

import json
from typing import Any

import anyio
import httpx2
import pytest

from chorus_client import AsyncChorusClient, ChorusClient, UnexpectedAnswerError, UnreachableError
from service.api.documentation import read_example
from tests.api.clients import make_articles, make_body, serve_over_http
from tests.client.clients import KINDS, Kind, Script
from tests.client.test_clients import PROBLEM

SUMMARY = {**read_example("summaries")["response"], "warnings": ["a line\u2028separator, a next\u0085line"]}
STORIES: list[Any] = [{"id": "one"} | make_body(), {"id": "two", "articles": make_articles(), "length": {"value": 1}}]

pytestmark = pytest.mark.parametrize("kind", KINDS)


def stream(kind: Kind, url: str, script: Script | None = None) -> list[Any]:
    given: dict[str, Any] = {"transport": httpx2.MockTransport(script.handle)} if script else {}
    if kind == "sync":
        with ChorusClient(url, **given) as client:
            return list(client.stream_batch(iter(STORIES)))

    async def read() -> list[Any]:
        async with AsyncChorusClient(url, **given) as client:
            return [line async for line in client.stream_batch(iter(STORIES))]

    return anyio.run(read)


def tell(*lines: Any) -> httpx2.Response:
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    return httpx2.Response(200, content=text.encode(), headers={"content-type": "application/jsonl"})


def test_each_story_is_a_line_and_each_line_an_answer_or_a_problem(kind: Kind) -> None:
    answered = {"id": "one", "answer": SUMMARY}
    script = Script(tell(answered, {"id": "two", "line": 2, "problem": PROBLEM}))
    first, second = stream(kind, "http://chorus", script)
    assert first.answer.warnings == SUMMARY["warnings"]
    assert first.problem is None
    assert (first.id, second.id, second.answer, second.line, second.problem.status) == ("one", "two", None, 2, 422)
    (request,) = script.requests
    assert request.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in request.content.splitlines()] == STORIES


def test_a_batch_that_ends_early_is_a_failure(kind: Kind) -> None:
    with pytest.raises(UnreachableError, match="broke off"):
        stream(kind, "http://chorus", Script(tell({"id": "one", "answer": SUMMARY})))


def test_what_is_no_line_of_chorus_is_said_to_be_none(kind: Kind) -> None:
    with pytest.raises(UnexpectedAnswerError):
        stream(kind, "http://chorus", Script(tell({"row": 1})))


def test_a_service_answers_many_stories(kind: Kind) -> None:
    with serve_over_http() as port:
        first, second = stream(kind, f"http://127.0.0.1:{port}")
    assert first.answer.sentences
    assert second.problem.type == "urn:chorus:problem:length-too-short"
