from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.verification.truecasing import truecase

ARTICLE = (
    "On Monday the mayor of Ardal met Anna Kohl. May she stay, said the mayor of Ardal, for Kohl may leave in May."
)


def test_words_that_the_article_always_capitalizes_get_their_capital() -> None:
    assert truecase("the mayor met anna kohl of ardal .", [ARTICLE]) == "the mayor met Anna Kohl of Ardal ."


def test_words_that_are_also_written_small_stay_small() -> None:
    assert truecase("kohl may leave in may .", [ARTICLE]) == "Kohl may leave in may ."


def test_a_text_with_capitals_is_left_as_it_is() -> None:
    assert truecase("The mayor met anna kohl.", [ARTICLE]) == "The mayor met anna kohl."


@given(st.text(max_size=40), st.text(max_size=60))
def test_no_text_changes_its_length_or_more_than_capitals(text: str, article: str) -> None:
    cased = truecase(text, [article])
    assert len(cased) == len(text)
    assert cased.lower() == text.lower()
