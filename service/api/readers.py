"""Those who hold the models where this application does not: what they are asked, and what they answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Protocol

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardedRequest:
    """A request as readers get it. headers: names in small letters."""

    method: str
    path: str
    query: bytes
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPart:
    """A stretch of an answer: all of it, or the next of one that is told as it is made.

    status, headers: of the whole answer, the same in each of its parts. last: whether none follows.
    """

    status: int
    headers: Headers
    body: bytes
    last: bool


class Readers(Protocol):
    """Several processes that answer requests, each on its own."""

    def are_ready(self) -> bool:
        """Whether one of them takes requests."""
        ...

    def ask(self, request: ForwardedRequest) -> AsyncGenerator[AnswerPart]:
        """What one of them answers, once one is free; who closes this ends its work.

        Raises: QueueFullError if as many requests wait as may; ReaderLostError if the reader ended before its answer.
        """
        ...

    async def collect_metrics(self) -> Mapping[str, str]:
        """Of each of them, by its name, its metrics in the text format of Prometheus."""
        ...
