"""Workers of a cluster get the lines one after the other, and their answers come in the order of the lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from service.api.batch_lines import BatchRequest, BatchResult
from service.cli.batch import choose_engine
from service.cli.batch_ray import ask_workers
from service.cli.failures import UsageError
from service.cli.options import Engine
from service.settings import Settings
from tests.cli.batch_answers import count_words


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A line that a worker has, and when it will have answered it."""

    request: BatchRequest
    worker: str
    due: int


@dataclass(slots=True)
class Cluster:
    """Stands in for Ray: time passes only while somebody waits. A line takes as long as its body says."""

    now: int = 0
    asked: list[Asked] = field(default_factory=list)

    def wait(self, asked: Sequence[Asked], *, num_returns: int) -> tuple[list[Asked], list[Asked]]:
        assert num_returns == 1
        first = min(asked, key=lambda one: one.due)
        self.now = max(self.now, first.due)
        return [first], [one for one in asked if one is not first]

    def get(self, asked: Asked) -> BatchResult:
        self.now = max(self.now, asked.due)
        return BatchResult(id=asked.request.id, line=asked.request.line, refused=False, body=b"{}")


@dataclass(slots=True)
class Worker:
    """A worker of it, which answers one line after the other."""

    name: str
    cluster: Cluster

    @property
    def answer(self) -> Worker:
        return self

    def remote(self, request: BatchRequest) -> Asked:
        assert not [one for one in self.cluster.asked if one.worker == self.name and one.due > self.cluster.now]
        asked = Asked(request, self.name, self.cluster.now + int(request.body))
        self.cluster.asked.append(asked)
        return asked


def make_requests(durations: Sequence[int]) -> Iterator[BatchRequest]:
    for line, seconds in enumerate(durations, start=1):
        yield BatchRequest(id=f"s{line}", line=line, body=str(seconds).encode())


def run(durations: Sequence[int], *, workers: int) -> tuple[Cluster, list[int]]:
    cluster = Cluster()
    idle: list[Any] = [Worker(f"w{number}", cluster) for number in range(workers)]
    return cluster, [result.line for result in ask_workers(cluster, idle, make_requests(durations))]


@pytest.mark.parametrize("durations", [[], [1], [9, 1, 1, 1], [1] * 20, [5, 4, 3, 2, 1] * 4])
@pytest.mark.parametrize("workers", [1, 2, 7])
def test_answers_come_in_the_order_of_the_lines(durations: list[int], workers: int) -> None:
    cluster, lines = run(durations, workers=workers)
    assert lines == list(range(1, len(durations) + 1))
    assert len(cluster.asked) == len(durations)


def test_a_long_line_keeps_no_other_worker_waiting() -> None:
    cluster, _ = run([5, 1, 1, 1, 1, 1], workers=2)
    assert cluster.now == 5  # one worker has the long line, the other the five short ones


def test_lines_are_read_only_so_far_ahead() -> None:
    cluster = Cluster()
    taken: list[int] = []

    def watch() -> Iterator[BatchRequest]:
        for request in make_requests([100] + [1] * 30):
            taken.append(request.line)
            yield request

    idle: list[Any] = [Worker(f"w{number}", cluster) for number in range(2)]
    assert next(ask_workers(cluster, idle, watch())).line == 1
    assert len(taken) == 8  # four a worker


def test_without_ray_the_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match=r"pip install 'chorus-summarizer\[ray\]'"):
        list(choose_engine(Engine.RAY)([], Settings(_env_file=None), count_words, processes=1))
