"""Offsets in the unit that a client counts in: code points, UTF-16 code units or UTF-8 bytes."""

from __future__ import annotations

import enum

import numpy as np
from numpy.typing import NDArray

from service.pipeline.text.watching import look_at_clock


class OffsetUnit(enum.StrEnum):
    """What an offset counts: Python counts code points; JavaScript and Java UTF-16; Go, Rust and C UTF-8."""

    CODEPOINT = "codepoint"
    UTF16 = "utf16"
    UTF8 = "utf8"


_WIDER_FROM = {OffsetUnit.UTF16: (0x10000,), OffsetUnit.UTF8: (0x80, 0x800, 0x10000)}
"""The code points from which on a character takes one more unit."""


class OffsetConverter:
    """Converts code point offsets into one text to `unit`. Linear in the text to make, constant to ask."""

    def __init__(self, text: str, unit: OffsetUnit) -> None:
        self._positions = None if unit is OffsetUnit.CODEPOINT or text.isascii() else _positions(text, unit)

    def convert(self, offset: int) -> int:
        """The units before code point `offset`, which lies in [0, len(text)]."""
        look_at_clock()
        return offset if self._positions is None else int(self._positions[offset])


def _positions(text: str, unit: OffsetUnit) -> NDArray[np.int64]:
    """Where each character starts, in units. Shape: (len(text) + 1,); the last is the length of the text."""
    code_points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    widths = np.ones(len(code_points), dtype=np.uint8)
    for bound in _WIDER_FROM[unit]:
        widths += code_points >= bound
    positions = np.zeros(len(widths) + 1, dtype=np.int64)
    np.cumsum(widths, out=positions[1:])
    return positions
