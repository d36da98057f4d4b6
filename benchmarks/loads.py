"""A service under load: what its callers are told, and what it uses meanwhile."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx2

from benchmarks.callers import SENTENCES, Question, ask_alone, come_at_random, keep_asking
from benchmarks.measurement import MILLISECONDS
from benchmarks.process_tree import read_tree_use


@dataclass(frozen=True, slots=True, kw_only=True)
class Saturated:
    """What callers get that ask all the time. rate: sentences a second. processor_ms: a sentence, of the service.

    own_bytes: of all its processes, what they share counted once. wrong: answers other than the lone one.
    """

    what: str
    processes: int
    rate: float
    processor_ms: float
    own_bytes: int
    answered: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What callers get of whom `times` as many come as can be answered.

    late: answers that came after the deadline. refused_ms: 429s, the median, 99 of 100, and the worst.
    """

    times: float
    came: int
    answered: int
    rate: float
    late: int
    timed_out: int
    failed: int
    refused: int
    refused_ms: tuple[float, float, float]
    own_bytes: int
    wrong: int


def saturate(what: str, url: str, questions: Sequence[Question], seconds: float) -> Saturated:
    """What sixteen callers get that ask all the time."""
    known = ask_alone(url, questions)
    before, started = read_tree_use(), time.monotonic()
    told = keep_asking(url, known, seconds=seconds)
    taken, after = time.monotonic() - started, read_tree_use()
    answered = sum(one.status == httpx2.codes.OK for one in told)
    return Saturated(
        what=what,
        processes=max(1, after.processes),
        rate=answered * SENTENCES / taken,
        processor_ms=(after.processor_seconds - before.processor_seconds) / max(1, answered * SENTENCES) * MILLISECONDS,
        own_bytes=after.own_bytes,
        answered=answered,
        wrong=sum(one.right is False for one in told),
    )


def load(
    url: str, questions: Sequence[Question], *, times: float, capacity: float, deadline: float, seconds: float
) -> Load:
    """What callers get of whom `times` as many come as can be answered, `capacity` stories a second."""
    started = time.monotonic()
    told = come_at_random(url, questions, rate=times * capacity, seconds=seconds, deadline_seconds=deadline)
    taken = time.monotonic() - started
    answered = [one for one in told if one.status == httpx2.codes.OK]
    refused = sorted(one.seconds * MILLISECONDS for one in told if one.status == httpx2.codes.TOO_MANY_REQUESTS)
    timed_out = sum(one.status == httpx2.codes.GATEWAY_TIMEOUT for one in told)
    return Load(
        times=times,
        came=len(told),
        answered=len(answered),
        rate=len(answered) * SENTENCES / taken,
        late=sum(one.seconds > deadline for one in answered),
        timed_out=timed_out,
        failed=len(told) - len(answered) - len(refused) - timed_out,
        refused=len(refused),
        refused_ms=tuple(_rank(refused, share) for share in (0.5, 0.99, 1.0)),  # type: ignore[arg-type]
        own_bytes=read_tree_use().own_bytes,
        wrong=sum(one.right is False for one in told),
    )


def _rank(ordered: Sequence[float], share: float) -> float:
    """The least that so large a share is not above; 0 of none."""
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else 0.0
