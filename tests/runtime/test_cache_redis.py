"""A cache in Redis: shared by processes, bounded by the server, and done without while that is gone."""

from __future__ import annotations

import logging
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("redis", reason="NO REDIS-PY FOUND: CACHES IN REDIS ARE NOT TESTED. Install it with: make dev")

from service.errors import CacheExtraError, CacheServerError
from service.ports import CacheKind
from service.runtime import cache_redis
from service.runtime.cache import SealedCache
from service.runtime.cache_redis import CacheServer
from service.storage import open_cache
from tests.api.clients import make_settings
from tests.redis_server import PASSWORD, RedisServer, find_free_port
from tests.runtime.test_job_runner import wait_until

KIND = CacheKind.EMBEDDING
SECRETS = (PASSWORD, quote(PASSWORD, safe=""), "xyzzy", "plugh")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Machines that run tests are slow now and then; and nobody waits for a rest."""
    monkeypatch.setattr(cache_redis, "_LIMIT_SECONDS", 60.0)
    monkeypatch.setattr(cache_redis, "_REST_SECONDS", 0.05)


@contextmanager
def caching(url: str, *, world: str = "", expire_seconds: float = 3600) -> Iterator[SealedCache]:
    """A cache as another process has it: what it finds, Redis holds."""
    cache = SealedCache(max_bytes=10**8, store=CacheServer(url, expire_seconds=expire_seconds), world=world)
    with closing(cache):
        yield cache


def is_used(cache: SealedCache) -> bool:
    store = cache.describe_use().store
    return store is not None and store.works


def reason_of(url: str) -> str:
    with pytest.raises(CacheServerError) as error:
        CacheServer(url, expire_seconds=60)
    assert not any(secret in str(error.value) for secret in SECRETS)
    return error.value.reason


def test_what_one_process_keeps_another_finds_and_counts(redis_server: RedisServer) -> None:
    with caching(redis_server.url, world="one") as first, caching(redis_server.url, world="one") as second:
        first.keep(KIND, [(b"a", b"1"), (b"b", b"")])
        assert second.recall(KIND, [b"a", b"c", b"b", b"a"]) == [b"1", None, b"", b"1"]
        assert second.recall(KIND, [b"a"]) == [b"1"]
        use = second.describe_use()
    assert (use.hits[KIND], use.store_hits[KIND], use.store_misses[KIND]) == (4, 2, 1)
    with caching(redis_server.url, world="another") as elsewhere:
        assert elsewhere.recall(KIND, [b"a"]) == [None]


def test_no_text_and_no_story_gets_to_the_server_and_all_it_holds_expires(redis_server: RedisServer) -> None:
    with caching(redis_server.url, expire_seconds=100) as cache, redis_server.connect() as client:
        cache.keep(KIND, [(b"a text", b"its reading")])
        cache.keep(CacheKind.STORY, [(b"a text", b"its story")])
        (name,) = client.keys("*")
        assert 0 < client.pttl(name) <= 100_000
        held = name + client.get(name)
        assert name.startswith(b"chorus:cache:")
        assert not any(part in held for part in (b"text", b"reading", b"story"))
    with caching(redis_server.url) as cache:
        assert cache.recall(CacheKind.STORY, [b"a text"]) == [None]


def test_damaged_entries_are_dropped_and_counted(redis_server: RedisServer) -> None:
    with caching(redis_server.url) as cache:
        cache.keep(KIND, [(b"a", b"1"), (b"b", b"2"), (b"c", b"3")])
    with redis_server.connect() as client:
        first, second, third = client.keys("*")
        client.set(first, b"")
        client.setrange(second, 3, b"\xff\xff\xff")
        client.delete(third)
        client.lpush(third, "what somebody else keeps under this name")
    with caching(redis_server.url) as cache, redis_server.connect() as client:
        assert cache.recall(KIND, [b"a", b"b", b"c"]) == [None, None, None]
        use = cache.describe_use()
        assert (use.damaged, sum(use.store_hits.values())) == (2, 0)
        assert client.keys("*") == [third]
        cache.keep(KIND, [(b"a", b"1"), (b"b", b"2"), (b"c", b"3")])
    with caching(redis_server.url) as cache:
        assert cache.recall(KIND, [b"a", b"b", b"c"]) == [b"1", b"2", b"3"]


def test_hundreds_of_entries_are_asked_for_and_kept_in_one_exchange(redis_server: RedisServer) -> None:
    contents = [number.to_bytes(2) for number in range(1_200)]
    with caching(redis_server.url) as cache:
        cache.keep(KIND, [(content, content) for content in contents])
        kept = cache.describe_use().store
    with caching(redis_server.url) as cache, redis_server.connect() as client:
        client.config_resetstat()
        assert cache.recall(KIND, contents) == contents
        found = cache.describe_use().store
        assert client.info("commandstats")["cmdstat_mget"]["calls"] == 3
    assert kept is not None
    assert found is not None
    assert (kept.exchanges, found.exchanges) == (3, 3)


def test_with_hardly_any_room_what_is_found_is_right_and_the_server_stays_within_its_bound(
    redis_server: RedisServer,
) -> None:
    chance = random.Random(7)
    entries = [(number.to_bytes(2), chance.randbytes(4_000)) for number in range(900)]
    with redis_server.connect() as client:
        bound = client.info("memory")["used_memory"] + 1_000_000
        client.config_set("maxmemory", bound)
    try:
        with caching(redis_server.url) as cache:
            for start in range(0, len(entries), 50):
                cache.keep(KIND, entries[start : start + 50])
        with caching(redis_server.url) as cache, redis_server.connect() as client:
            found = cache.recall(KIND, [content for content, _ in entries])
            assert client.info("stats")["evicted_keys"] > 0
            assert client.info("memory")["used_memory_dataset"] < bound
    finally:
        with redis_server.connect() as client:
            client.config_set("maxmemory", "64mb")
    assert all(own in (value, None) for own, (_, value) in zip(found, entries, strict=True))
    assert 0 < sum(own is not None for own in found) < len(entries)


def test_a_server_that_is_gone_costs_no_answer_and_is_used_again_once_it_is_back(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    wrong, ended = list[object](), threading.Event()
    with caching(redis_server.url) as cache:
        cache.keep(KIND, [(b"a", b"1")])

        def work(seed: int) -> None:
            chance = random.Random(seed)
            while not ended.is_set():
                content = value = chance.randrange(10_000).to_bytes(2)
                cache.keep(KIND, [(content, value)])
                other = chance.randrange(10_000).to_bytes(2)
                if cache.recall(KIND, [content, other]) not in ([value, None], [value, other]):
                    wrong.append(content)

        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(3):
            wait_until(lambda: is_used(cache))
            with redis_server.stopped():
                wait_until(lambda: not is_used(cache))
        wait_until(lambda: is_used(cache))
        ended.set()
        for thread in threads:
            thread.join()
        use = cache.describe_use()
        cache.keep(KIND, [(b"after", b"3")])
    assert wrong == []
    assert use.store is not None
    assert use.store.failures >= 3
    assert use.damaged == 0
    assert caplog.text.count("the Redis of the cache is used again") == 3
    # Not once a request: for each of three times that it was gone, what was asked then may fail in two or three ways.
    assert 3 <= caplog.text.count("the Redis of the cache is not used until it is back") <= 12
    with caching(redis_server.url) as cache:
        assert cache.recall(KIND, [b"after"]) == [b"3"]


def test_a_server_that_says_nothing_is_waited_for_once(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caching(redis_server.url) as cache:
        cache.keep(KIND, [(b"a", b"1")])
    monkeypatch.setattr(cache_redis, "_LIMIT_SECONDS", 1.0)
    with caching(redis_server.url) as cache:
        wait_until(lambda: cache.recall(KIND, [b"other"]) == [None] and is_used(cache))
        with redis_server.silenced():
            started = time.monotonic()
            for number in range(200):
                assert cache.recall(KIND, [number.to_bytes(2)]) == [None]
            assert time.monotonic() - started < 100
        wait_until(lambda: cache.recall(KIND, [b"a"]) == [b"1"])


def test_a_server_that_is_not_there_at_the_start_is_used_once_it_is(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    with redis_server.stopped():
        cache = SealedCache(max_bytes=10**6, store=CacheServer(redis_server.url, expire_seconds=60))
        assert not is_used(cache)
        assert cache.recall(KIND, [b"a"]) == [None]
        cache.keep(KIND, [(b"a", b"1")])
        assert cache.recall(KIND, [b"a"]) == [b"1"]
    assert "the Redis of the cache is not used until it is back" in caplog.text
    wait_until(lambda: cache.recall(KIND, [b"other"]) == [None] and is_used(cache))
    cache.close()
    assert cache.recall(KIND, [b"another"]) == [None]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"maxmemory": "0"}, "its memory has no bound"),
        ({"maxmemory-policy": "noeviction"}, "it lets nothing go"),
        ({"cluster-enabled": "yes"}, "a part of a cluster"),
    ],
)
def test_a_server_without_a_bound_is_refused_and_not_used_either_where_it_comes_later(
    redis_server: RedisServer, settings: dict[str, str], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    redis_server.stop()
    with caching(redis_server.url) as cache:  # which starts before the server, and sees only later what it is
        redis_server.start(**settings)
        try:
            wait_until(lambda: cache.recall(KIND, [b"a"]) == [None] and told in str([vars(r) for r in caplog.records]))
            assert not is_used(cache)
            assert told in reason_of(redis_server.url)
        finally:
            redis_server.stop()
            redis_server.start()
        wait_until(lambda: cache.recall(KIND, [b"a"]) == [None] and is_used(cache))


def test_a_wrong_password_and_a_database_that_is_not_there_are_refused(redis_server: RedisServer) -> None:
    assert "invalid username-password pair" in reason_of(f"redis://:wrong@127.0.0.1:{redis_server.port}")
    assert "Authentication required" in reason_of(f"redis://127.0.0.1:{redis_server.port}")
    assert "DB index is out of range" in reason_of(f"{redis_server.url}/99")


def test_a_user_needs_no_more_rights_than_operations_names(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    rights = ("reset", "on", ">parole", "~chorus:cache:*", "+info", "+mget", "+set", "+unlink")
    url = f"redis://chorus:parole@127.0.0.1:{redis_server.port}/0"
    with redis_server.connect() as client:
        client.execute_command("ACL", "SETUSER", "chorus", *rights)
        with caching(url) as cache:
            cache.keep(KIND, [(b"a", b"1")])
        with caching(url) as cache:
            assert cache.recall(KIND, [b"a"]) == [b"1"]
        assert not caplog.records
        client.execute_command("ACL", "SETUSER", "chorus", "-info")
        with caching(url) as cache:
            assert cache.recall(KIND, [b"a"]) == [b"1"]
        assert "whether the Redis of the cache has a bound is not told to its user" in caplog.text
        client.execute_command("ACL", "SETUSER", "chorus", "-set")
        assert "has no permissions to run the 'set' command" in reason_of(url)


def test_a_server_that_only_follows_another_is_used_once_it_leads(redis_server: RedisServer) -> None:
    with redis_server.connect() as client, caching(redis_server.url) as cache:
        client.replicaof("127.0.0.1", "1")
        cache.keep(KIND, [(b"a", b"1")])
        assert not is_used(cache)
        with caching(redis_server.url) as late:
            assert not is_used(late)
        client.replicaof("NO", "ONE")
        wait_until(lambda: cache.recall(KIND, [b"b"]) == [None] and is_used(cache))


def test_a_server_that_is_full_of_other_things_is_done_without(redis_server: RedisServer) -> None:
    with redis_server.connect() as client, caching(redis_server.url) as cache:
        client.config_set("maxmemory", "1")
        cache.keep(KIND, [(b"a", b"1")])
        assert not is_used(cache)
        assert cache.recall(KIND, [b"a"]) == [b"1"]
        client.config_set("maxmemory", "64mb")
        wait_until(lambda: cache.recall(KIND, [b"b"]) == [None] and is_used(cache))


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"$x\r\n"])
def test_what_answers_and_is_no_redis_is_refused(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(answer)
                connection.recv(10_000)

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"redis://127.0.0.1:{listener.getsockname()[1]}"
        assert reason_of(url) == "what answers there is no Redis"
        thread.join()


def test_a_command_that_the_server_does_not_know_is_not_quoted(redis_server: RedisServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(b"-ERR unknown command 'AUTH', with args beginning with: 'passw\r\n")
                connection.recv(10_000)

        thread = threading.Thread(target=serve)
        thread.start()
        port = listener.getsockname()[1]
        assert reason_of(f"redis://:{quote(PASSWORD, safe='')}@127.0.0.1:{port}") == "unknown command 'AUTH'"
        thread.join()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("redis://:xyzzy@plugh@127.0.0.1", "have to be written as %40"),
        ("redis://:xyzzy/plugh@127.0.0.1", "have to be written as %40"),
        ("redis://:xyzzy#plugh@127.0.0.1", "have to be written as %40"),
        ("redis://:xyzzy:1@127.0.0.1:x", "no address"),
        ("redis://:xyzzy@127.0.0.1:99999999", "no address"),
        ("redis://:xyzzy@127.0.0.1/name", "no address"),
        ("redis://:xyzzy@", "no address"),
        ("redis://", "no address"),
        ("redis://xyzzy@127.0.0.1", "stands behind a colon"),
        ("redis://:xyzzy@127.0.0.1?decode_responses=1", "for TLS alone"),
        ("redis://:xyzzy@127.0.0.1?ssl_ca_certs=x", "for TLS alone"),
        ("rediss://:xyzzy@127.0.0.1?connection_class=x", "for TLS alone"),
        ("rediss://:xyzzy@127.0.0.1?ssl_password_of_mine=x", "none of redis-py's"),
        ("rediss://:xyzzy@127.0.0.1?ssl_min_version=x", "no address"),
    ],
)
def test_an_address_that_may_mean_something_else_is_refused_without_being_quoted(url: str, told: str) -> None:
    assert told in reason_of(url)


def test_a_server_is_reached_over_tls_and_its_certificate_looked_at(
    redis_server: RedisServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_certificate(tmp_path)
    port = find_free_port()
    redis_server.stop()
    own = {"tls-cert-file": str(tmp_path / "cert.pem"), "tls-key-file": str(tmp_path / "key.pem")}
    redis_server.start(**own, **{"tls-port": str(port), "tls-auth-clients": "no"})
    try:
        url = redis_server.url.replace("redis://", "rediss://").replace(str(redis_server.port), str(port))
        with caching(f"{url}?ssl_ca_certs={tmp_path / 'cert.pem'}") as cache:
            cache.keep(KIND, [(b"a", b"1")])
        with caching(f"{url}?ssl_ca_certs={tmp_path / 'cert.pem'}") as cache:
            assert cache.recall(KIND, [b"a"]) == [b"1"]
        with caching(url) as cache:
            assert not is_used(cache)
        assert "certificate verify failed" in str([vars(record) for record in caplog.records])
    finally:
        redis_server.stop()
        redis_server.start()


def write_certificate(folder: Path) -> None:
    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    files: Sequence[str | Path] = ("-keyout", folder / "key.pem", "-out", folder / "cert.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)


def test_a_password_is_not_in_the_log_of_a_server_that_fails(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with caching(redis_server.url) as cache:
        with redis_server.stopped():
            assert cache.recall(KIND, [b"a"]) == [None]
        shown = f"{[vars(record) for record in caplog.records]} {cache.describe_use()}"
    assert not any(secret in shown for secret in SECRETS)
    assert "Connection refused" in shown or "Connection closed" in shown


def test_without_the_extra_the_setting_says_which_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "service.runtime.cache_redis")
    monkeypatch.setitem(sys.modules, "redis", None)
    settings = make_settings(cache_bytes=1000, cache_url="redis://:secret@nowhere.example")
    with pytest.raises(CacheExtraError, match=r"pip install 'chorus-summarizer\[redis\]'"):
        open_cache(settings)
