"""When a request is made again."""

from __future__ import annotations

import random
from dataclasses import dataclass

from chorus_client.failures import ChorusError

_SPREAD = 0.1
"""Share of a wait that is added at random, so that clients that were refused together do not return together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often a request is made again that was refused for the moment or whose connection failed.

    Statuses 429, 502 and 503 are tried again; not what was wrong, and not what took too long.

    attempts: tries in all; 1: none is made again. longest_wait_seconds: the most that is waited before a try; a service
    that asks for more (Retry-After) is not asked again. first_wait_seconds: where it does not say; twice as much each
    further time.
    """

    attempts: int = 4
    longest_wait_seconds: float = 60.0
    first_wait_seconds: float = 0.5

    def wait_seconds(self, failure: ChorusError, *, tried: int) -> float | None:
        """Seconds until the next try after the `tried`-th one ended with `failure`; None: there is to be none."""
        if not failure.passing or tried >= self.attempts:
            return None
        stated = failure.retry_after_seconds
        if stated is not None and stated > self.longest_wait_seconds:
            return None
        wait = stated if stated is not None else self.first_wait_seconds * 2.0 ** (tried - 1)
        return min(wait, self.longest_wait_seconds) * (1 + random.uniform(0, _SPREAD))  # noqa: S311


DEFAULT_RETRIES = Retries()
