from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.runtime.sealing import CHECK_BYTES, Seal


@given(st.binary(), st.binary(max_size=300))
def test_what_is_closed_with_a_content_is_opened_with_it_alone(content: bytes, value: bytes) -> None:
    closed = Seal.of(content).close(value)
    assert len(closed) == len(value) + CHECK_BYTES
    assert Seal.of(content).open(closed) == value
    assert Seal.of(content + b"!").open(closed) is None


def test_neither_name_nor_closed_value_holds_what_was_closed() -> None:
    seal = Seal.of(b"the bridge at Lindhaven")
    closed = seal.close(b"the bridge at Lindhaven is closed")
    assert b"Lindhaven" not in seal.name + closed
    assert "Lindhaven" not in repr(seal)


@pytest.mark.parametrize("place", [0, CHECK_BYTES - 1, CHECK_BYTES, -1])
def test_a_changed_bit_is_found(place: int) -> None:
    seal = Seal.of(b"content")
    closed = bytearray(seal.close(b"value"))
    closed[place] ^= 1
    assert seal.open(bytes(closed)) is None
    assert seal.open(bytes(closed[:4])) is None
