"""Prints what a service with doubles of all models answers about the stories of the repository, a line each.

Run by itself, so that a test may choose the seed of Python's hashes, in whose order sets and frozensets are read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from service.app import create_app
from service.ports import Entailment, Models
from service.rewrites import Rewrite, RewriteRequest
from tests.api.clients import make_settings
from tests.doubles import HashingEncoder, ScriptedRewriter, StubbornEntailment

OK = 200
_STORIES = Path(__file__).parents[2] / "benchmarks" / "data" / "stories.jsonl"
_FIELDS = ("id", "text", "source", "title", "url", "published_at")
_LENGTH = {"unit": "words", "value": 100}
_INCLUDE = ["groups", "articles", "conflicts", "explanations"]


class DrawnEntailment(StubbornEntailment):
    """An entailment model that draws what it says from the words of a pair, and so finds much, and much against it."""

    def __init__(self) -> None:
        super().__init__(0.0)

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        check()
        drawn = [blake2b("\n".join(pair).encode(), digest_size=2).digest() for pair in pairs]
        return [
            Entailment(entailed=one[0] / 512, contradicted=(1 - one[0] / 512) * (one[1] / 256) ** 0.25) for one in drawn
        ]


def write_second(request: RewriteRequest) -> Rewrite:
    """The second sentence that was given, or all but the last word of the only one."""
    return Rewrite(text=request.sentences[-1], others=(f"{request.sentences[0].rsplit(' ', 1)[0]}.",), tokens=9)


def answer_all(client: TestClient, stories: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was asked of each story, and the answer without its times."""
    for story in stories:
        articles = [{key: article[key] for key in _FIELDS if article.get(key)} for article in story["articles"]]
        claims = " ".join(claim["text"] for claim in story["claims"])
        asked: dict[str, dict[str, Any]] = {
            "summaries": {"length": _LENGTH, "include": _INCLUDE},
            "summaries in order": {"length": _LENGTH, "include": _INCLUDE, "order": "chronological"},
            "summaries anew": {"length": _LENGTH, "include": _INCLUDE, "mode": "abstractive"},
            "citations": {"text": claims},
        }
        for name, fields in asked.items():
            response = client.post(f"/v1/{name.split()[0]}", json={"articles": articles, **fields})
            assert response.status_code == OK, (name, response.text)
            yield f"{story['id']}, {name}", {k: v for k, v in response.json().items() if k != "timings_ms"}


def main() -> None:
    """Prints a digest of each answer behind what was asked."""
    models = Models(encoder=HashingEncoder(), entailment=DrawnEntailment(), rewriters=(ScriptedRewriter(write_second),))
    stories = [json.loads(line) for line in _STORIES.read_text(encoding="utf-8").splitlines()]
    with TestClient(create_app(make_settings(), models=models)) as client:
        for name, answer in answer_all(client, stories):
            told = json.dumps(answer, ensure_ascii=False).encode()
            print(f"{name}: {len(told)} bytes, {blake2b(told, digest_size=8).hexdigest()}")  # noqa: T201


if __name__ == "__main__":
    main()
