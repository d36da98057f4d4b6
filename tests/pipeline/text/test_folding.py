from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.text.folding import flatten, fold, fold_marks, fold_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("gov\u00adern\u00adment", "government"),
        ("\ufeffa\u200bb", "ab"),
        ("Zu\u0308rich", "Zürich"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        ("12\u202f500\u202f000 euros", "12500000 euros"),
        ("12 500 000 euros", "12500000 euros"),
        ("In 2024 300 soldiers", "In 2024 300 soldiers"),
        ("1½ miles, ½ mile", "1.5 miles, 0.5 mile"),
        ("**Bold** [a link](https://a.example)", "Bold a link"),
        ("of\ufb01ce", "office"),
    ],
)
def test_one_character_is_written_one_way(text: str, folded: str) -> None:
    assert fold_text(text) == folded


def test_white_space_of_all_kinds_is_one_blank() -> None:
    assert flatten("a\r\n b\u00a0\u2009c") == "a b c"


@given(st.text(alphabet="aé\u0301\u00ad 1\u202f0½*[](\n한\u1112\u1161", max_size=40))
def test_every_character_has_its_place(text: str) -> None:
    folded = fold(text)

    assert len(folded.places) == len(folded.text) + 1
    assert list(folded.places) == sorted(folded.places)
    assert folded.places[-1] == len(text)


@given(st.text(max_size=40))
def test_canonically_equal_texts_are_folded_alike(text: str) -> None:
    assert fold_text(unicodedata.normalize("NFD", text)) == fold_text(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("word", "plain"),
    [("Łukasz", "lukasz"), ("Piñaral", "pinaral"), ("Weiß", "weiss"), ("が", "が"), ("plain", "plain")],
)
def test_marks_of_latin_letters_are_left_out(word: str, plain: str) -> None:
    assert fold_marks(word) == plain
