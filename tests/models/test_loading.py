from __future__ import annotations

import pytest
import torch

from models import loading
from models.loading import choose_dtype


@pytest.mark.parametrize(("is_fast", "dtype"), [(True, torch.bfloat16), (False, torch.float32)])
def test_the_processor_decides_on_the_arithmetic_unless_it_is_named(
    monkeypatch: pytest.MonkeyPatch, is_fast: bool, dtype: torch.dtype
) -> None:
    monkeypatch.setattr(loading, "multiplies_bfloat16_fast", lambda: is_fast)
    assert choose_dtype("auto") is dtype
    assert (choose_dtype("bfloat16"), choose_dtype("float32")) == (torch.bfloat16, torch.float32)
