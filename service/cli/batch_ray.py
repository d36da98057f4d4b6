"""Workers of a Ray cluster that answer the lines of a batch, as the processes of `batch_workers` do on one machine."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from service.api.batch_lines import BatchRequest, BatchResult
from service.cli.batch_workers import WAITING, Answer, MakeAnswer, answer_with, give_up
from service.cli.failures import CommandError
from service.cli.ray_cluster import connect, import_ray
from service.settings import Settings

_RETRIES = 2
"""Further workers that a line is given to when one ends over it: a machine may have gone, but it may be the line."""


class Worker:
    """Holds the models, and answers one line after the other."""

    def __init__(self, settings: Settings, make_answer: MakeAnswer) -> None:
        self._answer: Answer = make_answer(settings)

    def answer(self, request: BatchRequest) -> BatchResult:
        return answer_with(self._answer, request)

    def begin(self) -> None:
        """Asks nothing: whoever waits for it knows that there is a worker."""


def answer_requests_on_ray(
    requests: Iterable[BatchRequest], settings: Settings, make_answer: MakeAnswer, *, processes: int
) -> Iterator[BatchResult]:
    """What became of each of `requests`, in their order. processes: workers, wherever the cluster has room for them.

    The cluster is the one that `RAY_ADDRESS` names, else one that is started here, and ends with this process.

    A line that ended each worker that it was given to is refused.

    Raises: UsageError without Ray; CommandError if workers end before they are asked anything, or the cluster does.
    """
    ray = import_ray()
    threads = settings.threads or os.cpu_count() or 1
    connect(ray, cores=processes * threads)
    try:
        remote = ray.remote(Worker).options(num_cpus=threads, max_restarts=-1, max_task_retries=_RETRIES)
        workers = [remote.remote(settings, make_answer) for _ in range(processes)]
        yield from ask_workers(ray, workers, requests)
    except ray.exceptions.RayError as error:
        reason = str(error).strip().splitlines()[-1]
        raise CommandError(
            "the cluster does not answer any more; what is written stays, and the same command goes on",
            details=[reason],
        ) from error
    finally:
        ray.shutdown()


def ask_workers(ray: Any, workers: list[Any], requests: Iterable[BatchRequest]) -> Iterator[BatchResult]:
    """What `workers` answer, in the order of `requests`, each of which goes to the first of them that is free.

    At most four requests a worker are read ahead of the one whose answer is due. ray: waits for what they answer.
    """
    idle, busy, order = list(workers), dict[Any, Any](), deque[tuple[Any, BatchRequest, Any]]()

    def await_one(asked: list[Any]) -> None:
        answered, _ = ray.wait(asked, num_returns=1)
        idle.extend(map(busy.pop, answered))

    for request in requests:
        if not idle:
            await_one(list(busy))
        worker = idle.pop()
        asked = worker.answer.remote(request)
        busy[asked] = worker
        order.append((asked, request, worker))
        while order[0][0] not in busy or len(order) >= WAITING * len(workers):
            if order[0][0] in busy:
                await_one([order[0][0]])
            yield _take(ray, *order.popleft())
            if not order:
                break
    while order:
        yield _take(ray, *order.popleft())


def _take(ray: Any, asked: Any, request: BatchRequest, worker: Any) -> BatchResult:
    """What was answered; a refusal where workers ended over it that begin all the same."""
    try:
        result: BatchResult = ray.get(asked)
    except ray.exceptions.RayActorError:
        ray.get(worker.begin.remote())
        return give_up(request, f"it ended {1 + _RETRIES} workers")
    return result
