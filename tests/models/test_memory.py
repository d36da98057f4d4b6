from __future__ import annotations

import pytest

from models.memory import telling_shortage
from service.errors import OutOfMemoryError


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")]
)
def test_a_lack_of_memory_is_told_as_one(error: Exception) -> None:
    with pytest.raises(OutOfMemoryError), telling_shortage():
        raise error


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(RuntimeError, match="shapes do not fit"), telling_shortage():
        raise RuntimeError("shapes do not fit")
