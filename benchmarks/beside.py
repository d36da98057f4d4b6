"""What is answered beside a heavy request: `/healthz`, and the request that waits behind it, of a service that runs."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType

import httpx2

from benchmarks.measurement import MILLISECONDS
from benchmarks.report import Table
from benchmarks.worst_inputs import write_crowd, write_long_equal, write_papers, write_volumes
from service.cli.demo import running_service
from service.domain import Article

PROBES = 300
PAUSE_SECONDS = 0.02
DEADLINE_SECONDS = 10.0
"""Of the service: of the heavy request, and of the one that waits behind it."""
_LATER_SECONDS = 1.0
"""After which the next request comes."""
HEAVY: Mapping[str, Callable[[], tuple[Article, ...]]] = MappingProxyType(
    {
        "200 copies": lambda: write_papers(200),
        "8,000 equal sentences": lambda: write_crowd("equal sentences", 8_000),
        "512 articles, 28 MB": lambda: write_volumes(512),
        "an answer of 10 MB": lambda: write_long_equal(5_800),
        "20,000 near copies": lambda: write_crowd("near copies", 20_000),
        "20,000 denials of each other": lambda: write_crowd("denials of each other", 20_000),
        "20,000 with nothing in common": lambda: write_crowd("nothing in common", 20_000),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """Milliseconds that `/healthz` took, by rank of `count` probes.

    late: the most milliseconds by which the process that asks woke too late from its own sleep between two probes: what
    the machine adds by itself. load: of the machine, over the last minute.
    """

    median: float
    p99: float
    worst: float
    late: float
    count: int
    load: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What is answered while a heavy request is worked on, over and over until there are enough probes.

    status, body_bytes, answer_bytes: of that request. next_status, next_seconds: of a small one that came a second
    after the first of them and waited for the one worker.
    """

    status: int
    body_bytes: int
    answer_bytes: int
    probes: Probes
    next_status: int
    next_seconds: float


def measure_neighbours(kinds: Sequence[str] = tuple(HEAVY), *, probes: int = PROBES) -> dict[str, Neighbours]:
    """By the kind of the heavy request. Raises: CommandError if the service does not start."""
    # Asked from processes of their own: what this one does with megabytes would count as the service's.
    with (
        running_service({"CHORUS_REQUEST_TIMEOUT_SECONDS": f"{DEADLINE_SECONDS:.0f}"}) as url,
        ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as others,
    ):
        small = _write_body(write_crowd("near copies", 10))
        list(others.map(_post, [url] * 2, [small] * 2))  # both begin, and the models are warm
        return {kind: _measure(kind, url, others, small, probes) for kind in kinds}


def _measure(kind: str, url: str, others: Executor, small: str, probes: int) -> Neighbours:
    print(f"bounds: beside {kind}", file=sys.stderr, flush=True)
    body = _write_body(HEAVY[kind]())
    with httpx2.Client(base_url=url, timeout=60.0, trust_env=False) as client:
        client.get("/healthz")
        heavy, following = others.submit(_post, url, body), others.submit(_post, url, small, _LATER_SECONDS)
        taken = list(_ask_health(client, heavy))
        while len(taken) < probes:
            heavy = others.submit(_post, url, body)
            taken.extend(_ask_health(client, heavy))
    status, answer_bytes, _ = heavy.result()
    next_status, _, next_seconds = following.result()
    return Neighbours(
        status=status,
        body_bytes=len(body),
        answer_bytes=answer_bytes,
        probes=rank_probes(taken),
        next_status=next_status,
        next_seconds=next_seconds,
    )


def rank_probes(taken: Sequence[tuple[float, float]]) -> Probes:
    """taken: milliseconds of each probe, and how late the sleep behind it ended.

    The rank is the least that so many of a hundred are not above.
    """
    ordered = sorted(asked for asked, _ in taken)
    median, p99 = (ordered[math.ceil(share * len(ordered)) - 1] for share in (0.5, 0.99))
    late = max(late for _, late in taken)
    return Probes(median=median, p99=p99, worst=ordered[-1], late=late, count=len(ordered), load=os.getloadavg()[0])


def _write_body(articles: Sequence[Article]) -> str:
    written = [
        {"id": article.id, "text": article.text, "source": article.source, "published_at": str(article.published_at)}
        for article in articles
    ]
    return json.dumps({"articles": written, "length": {"unit": "words", "value": 150}})


def _post(url: str, body: str, pause_seconds: float = 0.0) -> tuple[int, int, float]:
    """Status, bytes and seconds of the answer to a request for a summary that is sent after a pause."""
    time.sleep(pause_seconds)
    started = time.monotonic()
    headers = {"content-type": "application/json"}
    with httpx2.Client(base_url=url, timeout=60.0, trust_env=False) as client:
        answer = client.post("/v1/summaries", content=body, headers=headers)
    return answer.status_code, len(answer.content), time.monotonic() - started


def _ask_health(client: httpx2.Client, beside: Future[tuple[int, int, float]]) -> Iterator[tuple[float, float]]:
    while not beside.done():
        started = time.perf_counter()
        client.get("/healthz")
        answered = time.perf_counter()
        time.sleep(PAUSE_SECONDS)
        late = time.perf_counter() - answered - PAUSE_SECONDS
        yield (answered - started) * MILLISECONDS, late * MILLISECONDS


def tabulate_neighbours(neighbours: Mapping[str, Neighbours]) -> Table:
    rows = tuple(
        (
            kind,
            str(found.status),
            f"{found.body_bytes / 1e6:.1f}",
            f"{found.answer_bytes / 1e6:.1f}",
            f"{found.probes.count:,}",
            f"{found.probes.median:.1f}",
            f"{found.probes.p99:.1f}",
            f"{found.probes.worst:.1f}",
            f"{found.probes.late:.1f}",
            f"{found.probes.load:.1f}",
            str(found.next_status),
            f"{found.next_seconds:.1f}",
        )
        for kind, found in neighbours.items()
    )
    columns = (
        *("heavy request", "answered", "MB in", "MB out", "probes", "`/healthz`: median ms", "99 of 100", "worst"),
        *("a sleep's worst", "load", "the next", "after s"),
    )
    return Table(title="Beside a heavy request", columns=columns, rows=rows)
