from __future__ import annotations

import pytest

from service.webpages import MOST_ATTRIBUTES, is_crowded

ATTRIBUTES = [
    "a{}", 'a{}="1"', "a{}='<b>'", 'a{} = "x > y"', "a{}=1", 'a{}="1"/', 'a{}"',
]  # fmt: skip


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_attributes_are_counted_however_they_are_written(attribute: str) -> None:
    most = " ".join(attribute.format(i) for i in range(MOST_ATTRIBUTES))
    assert not is_crowded(f"<p {most}>It rained.</p>")
    assert is_crowded(f"It rained.<p>\n<IMG\t{most} {attribute.format(MOST_ATTRIBUTES)}>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_attributes_are_counted_in_every_encoding(encoding: str) -> None:
    many = " ".join(f"å{i}" for i in range(MOST_ATTRIBUTES + 1))
    assert is_crowded(f"<p {many}>".encode(encoding))


@pytest.mark.parametrize(
    "page", ["It is < " + "a word " * 9_000, '<img alt="' + "a word " * 9_000 + '">', "<p a b>" * 9_000]
)
def test_words_are_no_attributes(page: str) -> None:
    assert not is_crowded(page)
