from __future__ import annotations

import pytest

from models.memory import telling_shortage
from service.errors import OutOfMemoryError


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
        RuntimeError("could not create a primitive"),
        RuntimeError("could not create a memory object"),
        RuntimeError("could not execute a primitive"),
    ],
)
def test_a_lack_of_memory_is_told_as_one(error: Exception) -> None:
    with pytest.raises(OutOfMemoryError), telling_shortage():
        raise error


@pytest.mark.parametrize(
    "message", ["shapes do not fit", "could not create a primitive descriptor for a matmul primitive"]
)
def test_other_errors_stay_what_they_are(message: str) -> None:
    with pytest.raises(RuntimeError, match=message), telling_shortage():
        raise RuntimeError(message)
