"""A story that another process has read: what a cache in a file of this machine saves of it, and what one in Redis."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from redis import Redis
from redis.exceptions import RedisError

from benchmarks.endpoint import TIMEOUT_SECONDS, EndpointError
from benchmarks.measurement import MILLISECONDS, Spread, summarize_repetitions
from benchmarks.report import Report, Table, show_spread
from benchmarks.story import read_seed_request, write_story
from benchmarks.story_callers import cut_timings
from service.cli.demo import running_service
from service.cli.failures import CommandError

REPETITIONS = 5
WORDS = 150
_OTHER_SENTENCES = 30
"""Of a story that is asked for first, so that what a process does once is not measured."""
_SETTINGS = {"CHORUS_REWRITERS": "", "CHORUS_LOG_LEVEL": "warning"}
_CACHE = {"CHORUS_CACHE_BYTES": str(256 * 1024**2)}
_NO_CACHE = {"CHORUS_CACHE_BYTES": "0", "CHORUS_CACHE_FILE": "", "CHORUS_CACHE_URL": ""}
_START_SECONDS = 60.0
_WAYS = (
    "no cache",
    "file, empty",
    "file, filled by another process",
    "Redis, empty",
    "Redis, filled by another process",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. exchanges: with Redis. redis_ms: of Redis's own processor time."""

    told: bytes
    clock_ms: float
    processor_ms: float
    exchanges: float
    redis_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Requests of processes that were just started. exchanges: with Redis, for one."""

    name: str
    clock_ms: Spread
    processor_ms: Spread
    redis_ms: Spread
    exchanges: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCacheFindings:
    """answers, same: of all, and those with the bytes of the first. entries, redis_bytes: that the story takes."""

    ways: tuple[Way, ...]
    answers: int
    same: int
    entries: int
    redis_bytes: int
    redis_version: str


def answer_cache(*, small: bool = False) -> Report:
    """What a shared cache saves. Raises: CommandError if there is no redis-server, or no service starts."""
    runs: list[list[Asked]] = []
    with running_redis() as (url, client):
        empty = _count_bytes(client)
        for _ in range(1 if small else REPETITIONS):
            runs.append(_ask_every_way(url, client))
            entries, held = int(client.dbsize()), _count_bytes(client) - empty
        version = str(client.info("server")["redis_version"])
    told = [asked.told for run in runs for asked in run]
    findings = SharedCacheFindings(
        ways=tuple(_describe(name, column) for name, column in zip(_WAYS, zip(*runs, strict=True), strict=True)),
        answers=len(told),
        same=sum(one == told[0] for one in told),
        entries=entries,
        redis_bytes=held,
        redis_version=version,
    )
    return Report(findings=findings, tables=(tabulate(findings),), notes=(_write_note(findings),))


@contextmanager
def running_redis() -> Iterator[tuple[str, Redis]]:
    """The address of a Redis of this block's own, on this machine, and a client. Raises: CommandError."""
    program = shutil.which("redis-server")
    if program is None:
        raise CommandError("no redis-server is found; on Debian: apt-get install redis-server")
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    bound = ("--maxmemory", "512mb", "--maxmemory-policy", "allkeys-lru", "--save", "")
    with TemporaryDirectory(prefix="chorus-redis-") as folder, Redis(port=port) as client:
        command = [program, "--bind", "127.0.0.1", "--port", str(port), *bound]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _await(client)
            yield f"redis://127.0.0.1:{port}", client
        finally:
            process.terminate()
            process.wait()


def tabulate(findings: SharedCacheFindings) -> Table:
    """A row for each way."""
    return Table(
        title=f"A {WORDS}-word summary of the seeds by a process that was just started, entailment included",
        columns=("", "by the clock ms", "processor ms", "Redis's own ms", "exchanges"),
        rows=tuple(
            (
                way.name,
                show_spread(way.clock_ms),
                show_spread(way.processor_ms),
                show_spread(way.redis_ms) if way.exchanges.median else "",
                f"{way.exchanges.median:.0f}",
            )
            for way in findings.ways
        ),
    )


def _write_note(findings: SharedCacheFindings) -> str:
    return (
        f"{findings.same} of {findings.answers} answers have the same bytes but for `timings_ms`. Each request is the "
        "second of its process, behind another story; in turns, "
        f"{findings.ways[0].clock_ms.repetitions} times each, median [least – most]. Processor time is that of the "
        f"service, of all its threads. Redis {findings.redis_version} on the same machine; both stories took "
        f"{findings.entries} entries and {findings.redis_bytes / 1e6:.1f} MB in it."
    )


def _ask_every_way(url: str, client: Redis) -> list[Asked]:
    client.flushall()
    with TemporaryDirectory(prefix="chorus-cache-") as folder:
        file = {**_CACHE, "CHORUS_CACHE_FILE": str(Path(folder) / "cache.db")}
        redis = {**_CACHE, "CHORUS_CACHE_URL": url}
        return [_ask_new_process(settings, client) for settings in ({}, file, file, redis, redis)]


def _ask_new_process(settings: Mapping[str, str], client: Redis) -> Asked:
    other = {"articles": [{"id": article.id, "text": article.text} for article in write_story(_OTHER_SENTENCES)]}
    with (
        running_service({**_SETTINGS, **_NO_CACHE, **settings}) as url,
        httpx2.Client(base_url=url, timeout=TIMEOUT_SECONDS, trust_env=False) as service,
    ):
        _post(service, other)
        before, redis = _read_metrics(service), _count_seconds(client)
        started = time.perf_counter()
        told = _post(service, read_seed_request(WORDS).model_dump(mode="json", exclude_unset=True))
        clock_ms = (time.perf_counter() - started) * MILLISECONDS
        redis_ms = (_count_seconds(client) - redis) * MILLISECONDS
        after = _read_metrics(service)
    spent = {name: after.get(name, 0.0) - before.get(name, 0.0) for name in after}
    return Asked(
        told=cut_timings(told),
        clock_ms=clock_ms,
        processor_ms=spent["process_cpu_seconds_total"] * MILLISECONDS,
        exchanges=spent.get("chorus_cache_server_exchanges_total", 0.0),
        redis_ms=redis_ms,
    )


def _post(service: httpx2.Client, body: Mapping[str, object]) -> bytes:
    response = service.post("/v1/summaries", json=body)
    if response.status_code != httpx2.codes.OK:
        raise EndpointError(path="/v1/summaries", status=response.status_code, answer=response.text[:300])
    return response.content


def _read_metrics(service: httpx2.Client) -> dict[str, float]:
    """The metrics that have no labels."""
    lines = (line.split() for line in service.get("/metrics").text.splitlines() if line[:1] not in {"", "#"})
    return {name: float(value) for name, value in lines if "{" not in name}


def _describe(name: str, runs: Sequence[Asked]) -> Way:
    return Way(
        name=name,
        clock_ms=summarize_repetitions([run.clock_ms for run in runs]),
        processor_ms=summarize_repetitions([run.processor_ms for run in runs]),
        redis_ms=summarize_repetitions([run.redis_ms for run in runs]),
        exchanges=summarize_repetitions([run.exchanges for run in runs]),
    )


def _await(client: Redis) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            client.ping()
        except RedisError as error:
            if time.monotonic() > deadline:
                raise CommandError("redis-server did not start") from error
            time.sleep(0.05)
        else:
            return


def _count_bytes(client: Redis) -> int:
    return int(client.info("memory")["used_memory"])


def _count_seconds(client: Redis) -> float:
    """Of Redis's processor time."""
    used = client.info("cpu")
    return float(used["used_cpu_user"]) + float(used["used_cpu_sys"])
