"""What the processor that runs the tests can do."""

from __future__ import annotations

import pytest

from models.processor import multiplies_bfloat16_fast, multiplies_bytes_fast

needs_bfloat16 = pytest.mark.skipif(
    not multiplies_bfloat16_fast(),
    reason="the processor has no instructions for bfloat16, without which torch may refuse",
)
needs_products_of_bytes = pytest.mark.skipif(
    not multiplies_bytes_fast(),
    reason="the processor has no instructions for products of bytes, without which they overflow",
)
