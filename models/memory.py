"""A lack of memory, in our words: torch tells it as a mere RuntimeError."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from service.errors import OutOfMemoryError

_NO_MEMORY = re.compile(r"can't allocate memory|could not (create|execute) a (primitive|memory object)(?! descriptor)")
"""What torch's allocator says on a processor, and oneDNN, which multiplies, where it finds no room for a kernel. Of one
that the processor lacks it tells the descriptor, and would have ended the start already."""


def is_shortage(error: Exception) -> bool:
    """Whether an error of Python, numpy or torch says that there is not enough memory."""
    if isinstance(error, RuntimeError):
        return _NO_MEMORY.search(str(error)) is not None
    return isinstance(error, MemoryError)


@contextmanager
def telling_shortage() -> Iterator[None]:
    """A context in which a lack of memory is told as one. Raises: OutOfMemoryError."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if is_shortage(error):
            raise OutOfMemoryError from error
        raise
