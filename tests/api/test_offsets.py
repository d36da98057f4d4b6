from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.offsets import OffsetConverter, OffsetUnit

# a, e with a combining acute (2 code points), a pile of poo (1 code point), Chinese (1), and a family joined by
# zero-width joiners (5): one, two, three and four bytes of UTF-8.
MIXED = "ae\u0301\U0001f4a9中\U0001f468\u200d\U0001f469\u200d\U0001f467z"


@pytest.mark.parametrize(
    ("unit", "positions"),
    [
        (OffsetUnit.CODEPOINT, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        (OffsetUnit.UTF16, [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15]),
        (OffsetUnit.UTF8, [0, 1, 2, 4, 8, 11, 15, 18, 22, 25, 29, 30]),
    ],
)
def test_offsets_count_emoji_and_combining_marks_in_each_unit(unit: OffsetUnit, positions: list[int]) -> None:
    converter = OffsetConverter(MIXED, unit)
    assert [converter.convert(offset) for offset in range(len(MIXED) + 1)] == positions


@pytest.mark.parametrize("unit", OffsetUnit)
def test_offsets_into_ascii_are_the_same_in_every_unit(unit: OffsetUnit) -> None:
    converter = OffsetConverter("plain text", unit)
    assert [converter.convert(offset) for offset in (0, 5, 10)] == [0, 5, 10]


@pytest.mark.parametrize("unit", OffsetUnit)
def test_empty_text_has_one_offset(unit: OffsetUnit) -> None:
    assert OffsetConverter("", unit).convert(0) == 0


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])), data=st.data())
def test_offsets_slice_the_encoded_text_as_code_points_slice_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    utf8, utf16 = (OffsetConverter(text, unit) for unit in (OffsetUnit.UTF8, OffsetUnit.UTF16))
    assert text.encode()[utf8.convert(start) : utf8.convert(end)].decode() == text[start:end]
    pairs = text.encode("utf-16-le")[2 * utf16.convert(start) : 2 * utf16.convert(end)]
    assert pairs.decode("utf-16-le") == text[start:end]
