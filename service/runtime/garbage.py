"""When objects that refer to each other in circles are looked for: between requests, not while one is worked on.

A full collection holds the interpreter for as long as it goes through all objects: with the models loaded a quarter of
a second, in which nothing else is answered, `/healthz` neither.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG, _MIDDLE, _OLD = 700, 10, 1_000
"""As Python has them, but for the last: full collections after seven million objects, more than a request makes."""


def spare_what_stays() -> None:
    """Takes everything that there is now for what stays as long as the process: nothing of it is gone through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


@contextmanager
def collected_behind() -> Iterator[None]:
    """A context behind which circles are collected, where `spare_what_stays` was called: a millisecond or two.

    What raised an error is let go before, so that there is little to go through.
    """
    try:
        yield
    except Exception as error:
        traceback.clear_frames(error.__traceback__)
        raise
    finally:
        if gc.get_freeze_count():
            gc.collect()
