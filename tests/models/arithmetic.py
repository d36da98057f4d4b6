"""The arithmetic that models are tested in."""

from __future__ import annotations

import pytest

from models.processor import multiplies_bfloat16_fast

EVERY_DTYPE = [
    pytest.param(
        "bfloat16",
        marks=pytest.mark.skipif(not multiplies_bfloat16_fast(), reason="bfloat16 is never chosen on this processor"),
    ),
    "float32",
]
