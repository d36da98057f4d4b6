"""A lack of memory, in our words: torch tells it as a mere RuntimeError."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from service.errors import OutOfMemoryError

_NO_MEMORY = "can't allocate memory"
"""What torch's allocator says on a processor."""


def is_shortage(error: Exception) -> bool:
    """Whether an error of Python, numpy or torch says that there is not enough memory."""
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and _NO_MEMORY in str(error))


@contextmanager
def telling_shortage() -> Iterator[None]:
    """A context in which a lack of memory is told as one. Raises: OutOfMemoryError."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if is_shortage(error):
            raise OutOfMemoryError from error
        raise
