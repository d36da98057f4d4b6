from __future__ import annotations

import pytest

pytest.importorskip("redis", reason="NO REDIS-PY FOUND: CACHES IN REDIS ARE NOT MEASURED. Install it with: make dev")

from benchmarks.measurement import Spread
from benchmarks.shared_cache import SharedCacheFindings, Way, running_redis, tabulate
from service.cli.failures import CommandError
from service.storage import open_cache
from tests.api.clients import make_settings
from tests.redis_server import find_redis

NOTHING = Spread(median=0, minimum=0, maximum=0, repetitions=5)
SOME = Spread(median=7.4, minimum=5, maximum=1234, repetitions=5)


def test_a_row_tells_of_redis_only_where_it_was_asked() -> None:
    ways = tuple(
        Way(name=name, clock_ms=SOME, processor_ms=SOME, redis_ms=SOME, exchanges=exchanges)
        for name, exchanges in (("file", NOTHING), ("Redis", SOME))
    )
    findings = SharedCacheFindings(ways=ways, answers=2, same=2, entries=1, redis_bytes=1, redis_version="7")
    first, second = tabulate(findings).rows
    assert first == ("file", "7 [5 – 1,234]", "7 [5 – 1,234]", "", "0")
    assert second == ("Redis", "7 [5 – 1,234]", "7 [5 – 1,234]", "7 [5 – 1,234]", "7")


def test_the_server_that_is_measured_is_one_that_a_cache_may_be_kept_in() -> None:
    if find_redis() is None:
        pytest.skip("NO REDIS-SERVER FOUND. On Debian: apt-get install redis-server")
    with running_redis() as (url, client):
        cache = open_cache(make_settings(cache_bytes=1_000, cache_url=url))
        assert cache is not None
        cache.close()
        assert client.dbsize() == 0


def test_without_a_server_the_question_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match="apt-get install redis-server"), running_redis():
        pass
