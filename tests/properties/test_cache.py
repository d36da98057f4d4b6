"""A cache changes no answer, whatever it holds."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from service.ports import CacheKind
from tests.properties.cached_answers import SENTENCES, ask, running

stories = st.lists(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True), min_size=2, max_size=4
).map(lambda told: [{"id": f"n{i}", "text": " ".join(own)} for i, own in enumerate(told)])
lengths = st.lists(st.integers(20, 80), min_size=1, max_size=3)


@settings(max_examples=8)
@given(articles=stories, words=lengths)
def test_answers_are_the_same_bytes_cold_warm_disabled_and_with_hardly_any_room(
    cached_models: Path, articles: list[dict[str, str]], words: list[int]
) -> None:
    with running(cached_models) as (client, cache):
        assert cache is None
        plain = ask(client, articles, words)
        assert ask(client, articles, words) == plain
    for cache_bytes in (10_000_000, 3_000):
        with TemporaryDirectory() as name:
            options = {"cache_bytes": cache_bytes, "cache_file": Path(name) / "cache.sqlite"}
            with running(cached_models, **options) as (client, cache):
                assert ask(client, articles, words) == plain
                assert ask(client, articles, words) == plain
            with running(cached_models, **options) as (client, cache):
                assert ask(client, articles, words) == plain
                assert cache is not None
                assert sum(cache.describe_use().store_hits.values()) > 0


def test_a_story_at_another_length_reads_nothing(cached_models: Path) -> None:
    articles = [{"id": f"n{i}", "text": " ".join(SENTENCES[i : i + 4])} for i in range(3)]
    with running(cached_models, cache_bytes=10_000_000) as (client, cache):
        assert cache is not None
        ask(client, articles, [70])
        before = cache.describe_use()
        ask(client, articles, [40])
        after = cache.describe_use()
    assert after.hits[CacheKind.STORY] == before.hits[CacheKind.STORY] + 2
    assert after.misses == before.misses


def test_one_article_more_reads_that_article_alone(cached_models: Path) -> None:
    articles = [{"id": f"n{i}", "text": " ".join(SENTENCES[i : i + 3])} for i in range(2)]
    more = [*articles, {"id": "n3", "text": SENTENCES[5]}]
    with running(cached_models, cache_bytes=10_000_000) as (client, cache):
        assert cache is not None
        client.post("/v1/groups", json={"articles": articles})
        before = cache.describe_use().misses
        client.post("/v1/groups", json={"articles": more})
        after = cache.describe_use().misses
    assert after[CacheKind.SAME_FACT] == before[CacheKind.SAME_FACT] + 1
