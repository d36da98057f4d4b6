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
STORIES: list[Any] = [make_body(), {"articles": make_articles(), "length": {"value": 1}}]

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
    answered = {"line": 1, "status": 200, "answer": SUMMARY}
    script = Script(tell(answered, {"line": 2, "status": 422, "problem": PROBLEM}))
    first, second = stream(kind, "http://chorus", script)
    assert first.answer.warnings == SUMMARY["warnings"]
    assert first.problem is None
    assert (second.status, second.answer, second.problem.status) == (422, None, 422)
    (request,) = script.requests
    assert request.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in request.content.splitlines()] == STORIES


def test_a_batch_that_ends_early_is_a_failure(kind: Kind) -> None:
    with pytest.raises(UnreachableError, match="broke off"):
        stream(kind, "http://chorus", Script(tell({"line": 1, "status": 200, "answer": SUMMARY})))


def test_what_is_no_line_of_chorus_is_said_to_be_none(kind: Kind) -> None:
    with pytest.raises(UnexpectedAnswerError):
        stream(kind, "http://chorus", Script(tell({"row": 1})))


def test_a_service_answers_many_stories(kind: Kind) -> None:
    with serve_over_http() as port:
        first, second = stream(kind, f"http://127.0.0.1:{port}")
    assert first.answer.sentences
    assert second.problem.type == "urn:chorus:problem:length-too-short"
