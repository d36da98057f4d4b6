"""A cache in Redis changes no answer: cold, warm, of another process, damaged, with hardly any room, gone and back."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("redis", reason="NO REDIS-PY FOUND: CACHES IN REDIS ARE NOT TESTED. Install it with: make dev")

from hypothesis import given, settings

from service.runtime import cache_redis
from tests.properties.cached_answers import SENTENCES, ask, running
from tests.properties.test_cache import lengths, stories
from tests.redis_server import RedisServer
from tests.runtime.test_job_runner import wait_until

ROOT = Path(__file__).parents[2]
ARTICLES = [{"id": f"n{i}", "text": " ".join(SENTENCES[i : i + 3])} for i in range(4)]
WORDS = [70, 40]
ROOMY, HARDLY_ANY = "64mb", 200_000
"""The second: beside what the server takes when it is empty."""


@pytest.fixture(autouse=True, scope="module")
def _patience() -> Iterator[None]:
    """Machines that run tests are slow now and then; and nobody waits for a rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache_redis, "_LIMIT_SECONDS", 60.0)
        patch.setattr(cache_redis, "_REST_SECONDS", 0.05)
        yield


@pytest.fixture(scope="module")
def plain(cached_models: Path) -> list[bytes]:
    """What is answered without a cache."""
    with running(cached_models) as (client, _):
        return ask(client, ARTICLES, WORDS)


@contextmanager
def bounded(server: RedisServer, room: str | int) -> Iterator[None]:
    """A block in which the server, empty at first, has that much room."""
    with server.connect() as client:
        client.flushall()
        own = client.info("memory")["used_memory"]
        client.config_set("maxmemory", own + room if isinstance(room, int) else room)
        yield
        client.config_set("maxmemory", ROOMY)


@settings(max_examples=8)
@given(articles=stories, words=lengths)
def test_answers_are_the_same_bytes_cold_warm_and_with_hardly_any_room(
    cached_models: Path, redis_server_of_all: RedisServer, articles: list[dict[str, str]], words: list[int]
) -> None:
    with running(cached_models) as (client, _):
        plain = ask(client, articles, words)
    for room in (ROOMY, HARDLY_ANY):
        with bounded(redis_server_of_all, room):
            for _ in range(2):
                options = {"cache_bytes": 3_000, "cache_url": redis_server_of_all.url}
                with running(cached_models, **options) as (client, cache):
                    assert ask(client, articles, words) == plain
                    assert ask(client, articles, words) == plain
                    assert cache is not None
                    use = cache.describe_use()
            if room == ROOMY:
                assert sum(use.store_hits.values()) > 0


@pytest.mark.slow
def test_two_processes_share_what_either_has_read(
    cached_models: Path, redis_server: RedisServer, plain: list[bytes]
) -> None:
    def answer() -> tuple[list[str], int, int]:
        command = [sys.executable, "-m", "tests.properties.cached_answers", str(cached_models), redis_server.url]
        asked = json.dumps([ARTICLES, WORDS])
        told = subprocess.run(command, input=asked, check=True, capture_output=True, text=True, cwd=ROOT)
        answers, hits, misses = json.loads(told.stdout)
        return answers, hits, misses

    expected = [own.decode() for own in plain]
    answers, hits, misses = answer()
    assert answers == expected
    assert (hits, misses > 0) == (0, True)
    answers, hits, more = answer()
    assert answers == expected
    assert hits >= misses  # embeddings that were made beside states were never asked for
    assert more == 0


def test_damaged_entries_change_no_answer(cached_models: Path, redis_server: RedisServer, plain: list[bytes]) -> None:
    options = {"cache_bytes": 10_000_000, "cache_url": redis_server.url}
    with running(cached_models, **options) as (client, _):
        assert ask(client, ARTICLES, WORDS) == plain
    with redis_server.connect() as own:
        for place, name in enumerate(sorted(own.keys("chorus:cache:*"))):
            size = own.strlen(name)
            own.setbit(name, place * 7919 % (size * 8), 1)
            if place % 3 == 0:
                own.set(name, own.getrange(name, 0, size - 2))
    with running(cached_models, **options) as (client, cache):
        assert ask(client, ARTICLES, WORDS) == plain
        assert cache is not None
        assert cache.describe_use().damaged > 0
        assert "chorus_cache_damaged_total 0" not in client.get("/metrics").text
    with running(cached_models, **options) as (client, cache):  # which finds what was computed anew
        assert ask(client, ARTICLES, WORDS) == plain
        assert cache is not None
        assert cache.describe_use().damaged == 0


def test_while_the_server_goes_and_comes_back_all_that_runs_is_answered_with_the_same_bytes(
    cached_models: Path, redis_server: RedisServer, plain: list[bytes]
) -> None:
    wrong, counted, ended = list[object](), list[int](), threading.Event()
    # So little memory that nearly everything is asked of the server, again and again.
    with running(cached_models, cache_bytes=1_000, cache_url=redis_server.url) as (client, cache):
        assert cache is not None

        def work() -> None:
            while not ended.is_set():
                try:
                    answers = ask(client, ARTICLES, WORDS)
                except Exception as error:  # noqa: BLE001 (it would end the thread, and nobody would know)
                    wrong.append(error)
                    return
                counted.append(1)
                if answers != plain:
                    wrong.append(answers)

        def answer_more() -> None:
            known = len(counted)
            wait_until(lambda: len(counted) > known + 2 or bool(wrong))

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for _ in range(2):
            answer_more()
            with redis_server.stopped():
                answer_more()
                assert client.get("/readyz").status_code == 200
                assert read_metric(client, "chorus_cache_server_used") == 0
        answer_more()
        found = read_metric(client, 'chorus_cache_server_requests_total{kind="same_fact",result="hit"}')
        answer_more()
        ended.set()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert read_metric(client, "chorus_cache_server_used") == 1
        assert read_metric(client, "chorus_cache_server_failures_total") >= 2
        assert read_metric(client, "chorus_cache_server_exchanges_total") > 0
        assert read_metric(client, "chorus_cache_server_seconds_total") > 0
        again = read_metric(client, 'chorus_cache_server_requests_total{kind="same_fact",result="hit"}')
        assert again > found
        assert client.get("/v1/models").json()["cache"] == {"max_bytes": 1_000, "outlives_process": True}


def read_metric(client: Any, name: str) -> float:
    lines = (line.rpartition(" ") for line in client.get("/metrics").text.splitlines())
    (value,) = (float(value) for own, _, value in lines if own == name)
    return value
