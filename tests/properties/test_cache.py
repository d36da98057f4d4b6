"""A cache changes no answer, whatever it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from models.checkpoints.store import InstalledCheckpoint, locate
from models.encoder import TransformerEncoder
from models.entailment import AdaptedEntailment, RememberingEntailment
from models.same_fact import InteractionModel
from service.app import create_app, make_ready
from service.ports import Cache, CacheKind, GroupingMethod, Models
from service.runtime.cache import SealedCache
from tests.api.clients import make_settings
from tests.models.entailments import make_weights as make_adapters
from tests.models.entailments import write_adapters, write_base
from tests.models.same_facts import make_weights, write_same_fact
from tests.models.written_checkpoints import write_bert

SENTENCES = (
    "The old bridge in the town closed on Monday.",
    "In the town the old bridge was closed on Monday.",
    "A bridge closed in the old town, and 48 people were stranded.",
    "Some 45 people were stranded in the town.",
    "The town denied that 48 people were stranded.",
    "He scored twice in the final.",
)
stories = st.lists(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True), min_size=2, max_size=4
).map(lambda told: [{"id": f"n{i}", "text": " ".join(own)} for i, own in enumerate(told)])
lengths = st.lists(st.integers(20, 80), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small models of every kind that the cache is about."""
    path = tmp_path_factory.mktemp("models")
    write_same_fact(path / "same_fact", locate_in(path, write_bert(path / "bert")), make_weights(32))
    (path / "mpnet").mkdir()
    write_adapters(path / "entailment", write_base(path / "mpnet"), make_adapters())
    return path


def locate_in(folder: Path, checkpoint: Path) -> InstalledCheckpoint:
    return locate(str(checkpoint), folder)


def load(folder: Path, cache: Cache | None) -> Models:
    bert = locate_in(folder, folder / "bert")
    encoder = TransformerEncoder(bert, dtype="float32", cache=cache)
    model = InteractionModel(bert, folder / "same_fact", dtype="float32", encoder=encoder, cache=cache)
    judge = AdaptedEntailment(locate_in(folder, folder / "mpnet"), folder / "entailment", dtype="float32")
    entailment = RememberingEntailment(judge, cache) if cache else judge
    return Models(encoder=encoder, grouping=GroupingMethod(model=model), entailment=entailment)


@contextmanager
def running(folder: Path, **overrides: Any) -> Iterator[tuple[TestClient, SealedCache | None]]:
    app = create_app(make_settings(**overrides), loads=False)
    cache = app.state.services.cache
    make_ready(app, load(folder, cache))
    with TestClient(app) as client:
        yield client, cache


def ask(client: TestClient, articles: Sequence[object], words: Sequence[int]) -> list[bytes]:
    """The bytes of all answers, but for the times that they took."""
    answers = []
    for count in words:
        length = {"unit": "words", "value": count}
        for path, fields in (
            ("/v1/summaries", {"length": length, "include": ["groups", "conflicts", "articles"]}),
            ("/v1/groups", {}),
            ("/v1/citations", {"text": " ".join(SENTENCES[:2])}),
        ):
            answer = client.post(path, json={"articles": articles, **fields}).json()
            answer.pop("timings_ms", None)
            answers.append(json.dumps(answer).encode())
    return answers


@settings(max_examples=8)
@given(articles=stories, words=lengths)
def test_answers_are_the_same_bytes_cold_warm_disabled_and_with_hardly_any_room(
    folder: Path, articles: list[dict[str, str]], words: list[int]
) -> None:
    with running(folder) as (client, cache):
        assert cache is None
        plain = ask(client, articles, words)
        assert ask(client, articles, words) == plain
    for cache_bytes in (10_000_000, 3_000):
        with TemporaryDirectory() as name:
            options = {"cache_bytes": cache_bytes, "cache_file": Path(name) / "cache.sqlite"}
            with running(folder, **options) as (client, cache):
                assert ask(client, articles, words) == plain
                assert ask(client, articles, words) == plain
            with running(folder, **options) as (client, cache):
                assert ask(client, articles, words) == plain
                assert cache is not None
                assert cache.describe_use().file_hits > 0


def test_a_story_at_another_length_reads_nothing(folder: Path) -> None:
    articles = [{"id": f"n{i}", "text": " ".join(SENTENCES[i : i + 4])} for i in range(3)]
    with running(folder, cache_bytes=10_000_000) as (client, cache):
        assert cache is not None
        ask(client, articles, [70])
        before = cache.describe_use()
        ask(client, articles, [40])
        after = cache.describe_use()
    assert after.hits[CacheKind.STORY] == before.hits[CacheKind.STORY] + 2
    assert after.misses == before.misses


def test_one_article_more_reads_that_article_alone(folder: Path) -> None:
    articles = [{"id": f"n{i}", "text": " ".join(SENTENCES[i : i + 3])} for i in range(2)]
    more = [*articles, {"id": "n3", "text": SENTENCES[5]}]
    with running(folder, cache_bytes=10_000_000) as (client, cache):
        assert cache is not None
        client.post("/v1/groups", json={"articles": articles})
        before = cache.describe_use().misses
        client.post("/v1/groups", json={"articles": more})
        after = cache.describe_use().misses
    assert after[CacheKind.SAME_FACT] == before[CacheKind.SAME_FACT] + 1
