"""How many bytes of bodies the service holds at once."""

from __future__ import annotations

from service.errors import NotReadyError

_RETRY_SECONDS = 5
"""About what a request of middling size takes."""


class HeldBytes:
    """Counts the bytes of bodies that are being received, wait or are worked on. Used on the event loop alone."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._held = 0

    @property
    def held(self) -> int:
        return self._held

    def take(self, count: int) -> None:
        """Raises: NotReadyError, taking nothing, if more than the limit would be held."""
        if self._held + count > self._limit:
            raise NotReadyError(state=f"holding {self._held} bytes of requests", retry_after_seconds=_RETRY_SECONDS)
        self._held += count

    def give_back(self, count: int) -> None:
        self._held -= count
