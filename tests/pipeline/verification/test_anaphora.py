from __future__ import annotations

import pytest

from service.pipeline.verification.anaphora import find_implied_speakers, find_resolved_anaphora
from service.pipeline.verification.statements import read_statement
from tests.pipeline.verification.statements import compare_with


@pytest.mark.parametrize(("name", "resolved"), [("Kari Lunde", True), ("Bergljot Moe", False)])
def test_a_name_resolves_the_pronoun_of_a_sentence_before_which_the_article_named_it(name: str, resolved: bool) -> None:
    said = "She promised more money for all the roads of the county."
    source = read_statement(said, language="en", context=f"Kari Lunde opened the bridge. {said}")
    comparison = compare_with(f"{name} promised more money for all the roads of the county.", source)
    assert [found.text for found in find_resolved_anaphora(comparison)] == [name] * resolved


@pytest.mark.parametrize(("name", "implied"), [("Lunde", True), ("Moe", False)])
def test_who_spoke_in_the_sentence_before_speaks_a_quotation_without_a_speaker(name: str, implied: bool) -> None:
    said = '"We will mend all the roads."'
    context = f'"It is a good day," Kari Lunde said. {said}'
    comparison = compare_with(
        f'"We will mend all the roads," said Kari {name}.', read_statement(said, language="en", context=context)
    )
    assert [found.text for found in find_implied_speakers(comparison)] == [f"Kari {name}"] * implied
