"""Callers of a service who ask one after the other, several at once, and what they were answered."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx2

TIMEOUT_SECONDS = 900.0
_TIMINGS = b',"timings_ms":'
"""Begins what two answers to one request may differ in; it is the last field."""
_BEFORE_WORK = frozenset({"receive", "queue"})
_MILLISECONDS = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a request. status: 0 where there was no answer. began, ended: in seconds of one clock."""

    place: int
    status: int
    body: bytes
    began: float
    ended: float

    @property
    def told(self) -> bytes:
        """The body, but for how long its making took."""
        return cut_timings(self.body)

    @property
    def seconds(self) -> float:
        """From the request to the whole answer."""
        return self.ended - self.began

    @property
    def worked_seconds(self) -> float:
        """Of `seconds`, those in which it was worked on, by the answer itself."""
        stages: Mapping[str, float] = json.loads(self.body)["timings_ms"]
        return sum(spent for stage, spent in stages.items() if stage not in _BEFORE_WORK) / _MILLISECONDS


def cut_timings(answer: bytes) -> bytes:
    """What of an answer is the same whenever it is made."""
    return answer.partition(_TIMINGS)[0]


def ask_all(
    url: str, bodies: Sequence[bytes], *, callers: int, after: Callable[[int], None] = lambda _: None
) -> tuple[Answered, ...]:
    """What `bodies` were answered as summary requests, in their order; each is sent once, by the first caller free.

    after: called with the number of answers that have come, after each of them.
    """
    waiting, answers, lock = list(enumerate(bodies))[::-1], list[Answered](), threading.Lock()

    def call() -> None:
        with httpx2.Client(base_url=url, timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            while True:
                with lock:
                    if not waiting:
                        return
                    place, body = waiting.pop()
                answer = _ask(client, place, body)
                with lock:
                    answers.append(answer)
                    count = len(answers)
                after(count)

    threads = [threading.Thread(target=call) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tuple(sorted(answers, key=lambda answer: answer.place))


def _ask(client: httpx2.Client, place: int, body: bytes) -> Answered:
    began = time.monotonic()
    try:
        response = client.post("/v1/summaries", content=body, headers={"content-type": "application/json"})
    except httpx2.TransportError:
        return Answered(place=place, status=0, body=b"", began=began, ended=time.monotonic())
    return Answered(
        place=place, status=response.status_code, body=response.content, began=began, ended=time.monotonic()
    )
