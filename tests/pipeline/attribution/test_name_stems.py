from __future__ import annotations

import pytest

from service.pipeline.attribution.name_stems import fit_names
from service.pipeline.text.terms import extract_terms


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Spain closed its embassy.", "The Spanish embassy closed."),
        ("Italy closed its embassy.", "The Italian embassy closed."),
        ("The U.K. closed its embassy.", "The British embassy closed."),
        ("Greece closed its embassy.", "The Greek embassy closed."),
    ],
)
def test_a_country_that_the_articles_tell_in_another_form_is_told_in_that(claim: str, told: str) -> None:
    known = extract_terms(told, "en").content
    assert fit_names(extract_terms(claim, "en"), known).content == known


def test_what_the_articles_have_is_left_as_it_is() -> None:
    own = extract_terms("Spain closed its embassy.", "en")
    assert fit_names(own, extract_terms("Spain and the Spanish closed an embassy.", "en").content) is own
    assert fit_names(own, extract_terms("Nigeria closed an embassy.", "en").content) is own
