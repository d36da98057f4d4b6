from __future__ import annotations

import pytest

from service.pipeline.claims.abbreviations import find_abbreviations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It will supply Ukraine with anti-personnel land mines (APLs).",
            (("apls", ("anti", "personnel", "land", "mines")),),
        ),
        ("The World Health Organization (WHO) met.", (("who", ("world", "health", "organization")),)),
        ("The bridge (Reuters) reopened.", ()),
        ("The council met (BBC).", ()),
        ("It met in 2014 (see above).", ()),
        ("(NATO)", ()),
    ],
)
def test_an_abbreviation_stands_for_the_words_in_front_of_it(
    text: str, expected: tuple[tuple[str, tuple[str, ...]], ...]
) -> None:
    assert find_abbreviations(text) == expected
