"""When objects that refer to each other in circles are looked for: between requests, not while one is worked on.

A full collection holds the interpreter for as long as it goes through all objects: with the models loaded a quarter of
a second, in which nothing else is answered, `/healthz` neither. Requests make no circles, so what they made has gone
without any collection; the one behind each finds what libraries leave, and goes through little.
"""

from __future__ import annotations

import gc
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG, _MIDDLE, _OLD = 700, 10, 1_000_000
"""As Python has them, but for the last: full collections after seven thousand million objects, that is never."""


class _Requests:
    """How many are worked on, and whether what stays is spared. Asking `gc` would count all that is spared: 70 ms."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self.spared = False

    def begin(self) -> None:
        with self._lock:
            self._running += 1

    def end(self) -> bool:
        """Whether no other is worked on."""
        with self._lock:
            self._running -= 1
            return not self._running


_requests = _Requests()


def spare_what_stays() -> None:
    """Takes everything that there is now for what stays as long as the process: nothing of it is gone through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    _requests.spared = True


def spare_nothing() -> None:
    """Undoes `spare_what_stays`, but for the thresholds."""
    gc.unfreeze()
    _requests.spared = False


@contextmanager
def collected_behind() -> Iterator[None]:
    """A context behind which circles are collected, where `spare_what_stays` was called: a millisecond or two.

    What raised an error is let go before, so that there is little to go through; beside another request, whose objects
    may be millions, young ones alone are gone through.
    """
    _requests.begin()
    try:
        yield
    except Exception as error:
        traceback.clear_frames(error.__traceback__)
        raise
    finally:
        is_alone = _requests.end()
        if _requests.spared:
            gc.collect(2 if is_alone else 1)
