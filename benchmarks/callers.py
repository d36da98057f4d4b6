"""Callers of a service that runs: as many as ask all the time, or as many as come, whatever it says."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2

from benchmarks.baselines import read_story
from benchmarks.story import write_story
from service.domain import Article

ARTICLES, SENTENCES = 3, 30
"""Of a small story."""
CALLERS = 16
_WORDS = 60
_REFUSED_SECONDS = 1.0
"""After which who was refused asks again: sooner, and refusing would be what the service does most."""
_OF_ONE_TIME = ("id", "timings_ms", "created")
"""What differs between two answers to one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one request came to. status: 0 where the connection broke. right: whether it is the answer that was given
    to the same question alone; None where it is no answer.
    """

    status: int
    seconds: float
    right: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, and what was answered when nobody else asked; None: not known yet."""

    path: str
    body: bytes
    alone: str | None = None


def write_small_stories(count: int) -> list[tuple[Article, ...]]:
    """So many stories of three articles of ten sentences each."""
    stories = []
    for seed in range(1, count + 1):
        told = [sentence for article in write_story(SENTENCES, seed=seed) for sentence in read_story(article)]
        each = -(-len(told) // ARTICLES)
        texts = [" ".join(told[start : start + each]) for start in range(0, len(told), each)]
        stories.append(tuple(Article(id=f"a{i}", index=i, text=text) for i, text in enumerate(texts)))
    return stories


def write_question(story: Sequence[Article]) -> Question:
    """The request for a summary of `story`."""
    articles = [{"id": article.id, "text": article.text} for article in story]
    body = {"articles": articles, "length": {"unit": "words", "value": _WORDS}}
    return Question(path="/v1/summaries", body=json.dumps(body).encode())


def write_embedding_question(story: Sequence[Article], model: str) -> Question:
    """The request for the embeddings of the sentences of `story`, as OpenAI's interface has it."""
    sentences = [sentence for article in story for sentence in read_story(article)]
    return Question(path="/embeddings", body=json.dumps({"model": model, "input": sentences}).encode())


def ask_alone(url: str, questions: Sequence[Question]) -> list[Question]:
    """`questions` with what each is answered while nothing else is asked. Raises: httpx2.HTTPStatusError."""
    answered = []
    with httpx2.Client(base_url=url, timeout=None, trust_env=False) as client:
        for question in questions:
            response = client.post(question.path, content=question.body, headers=_HEADERS)
            response.raise_for_status()
            alone = strip_answer(response.json())
            answered.append(Question(path=question.path, body=question.body, alone=alone))
    return answered


def strip_answer(answer: Any) -> str:
    """What is the same in all answers to one question."""
    if isinstance(answer, dict):
        answer = {name: value for name, value in answer.items() if name not in _OF_ONE_TIME}
    return json.dumps(answer, sort_keys=True)


def keep_asking(url: str, questions: Sequence[Question], *, seconds: float, callers: int = CALLERS) -> list[Told]:
    """What `callers` were told in so many seconds; each asks again once answered, or a second after a refusal."""

    async def call(client: httpx2.AsyncClient) -> list[Told]:
        end, told = time.monotonic() + seconds, []
        places = iter(range(len(questions) * 1_000_000))

        async def ask_on() -> None:
            while time.monotonic() < end:
                told.append(await _ask(client, questions[next(places) % len(questions)]))
                if told[-1].status == httpx2.codes.TOO_MANY_REQUESTS:
                    await asyncio.sleep(_REFUSED_SECONDS)

        await asyncio.gather(*(ask_on() for _ in range(callers)))
        return told

    return _run(url, call)


def come_at_random(
    url: str, questions: Sequence[Question], *, rate: float, seconds: float, deadline_seconds: float
) -> list[Told]:
    """What callers were told that come at random, `rate` a second, and each wait for so long at most."""

    async def call(client: httpx2.AsyncClient) -> list[Told]:
        chance, began = random.Random(1), time.monotonic()  # noqa: S311 (nothing secret is drawn)
        asked: list[asyncio.Task[Told]] = []
        due = began
        while due < began + seconds:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            question = questions[len(asked) % len(questions)]
            asked.append(asyncio.create_task(_ask(client, question, {"request-timeout": f"{deadline_seconds:.3f}"})))
            due += chance.expovariate(rate)
        return list(await asyncio.gather(*asked))

    return _run(url, call)


_HEADERS = {"content-type": "application/json"}


async def _ask(client: httpx2.AsyncClient, question: Question, headers: dict[str, str] | None = None) -> Told:
    started = time.monotonic()
    try:
        response = await client.post(question.path, content=question.body, headers=_HEADERS | (headers or {}))
    except httpx2.TransportError:
        return Told(status=0, seconds=time.monotonic() - started, right=None)
    taken = time.monotonic() - started
    right = strip_answer(response.json()) == question.alone if response.is_success and question.alone else None
    return Told(status=response.status_code, seconds=taken, right=right)


def _run(url: str, call: Callable[[httpx2.AsyncClient], Awaitable[list[Told]]]) -> list[Told]:
    async def run() -> list[Told]:
        # A connection a caller; no proxy of the environment between a benchmark and this machine.
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
        async with httpx2.AsyncClient(base_url=url, timeout=None, limits=limits, trust_env=False) as client:
            return await call(client)

    return asyncio.run(run())
