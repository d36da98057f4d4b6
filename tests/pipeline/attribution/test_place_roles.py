from __future__ import annotations

from service.domain import Article, CitationRole
from service.pipeline.attribution.place_roles import list_unsettled, settle_places
from service.ports import Entailment
from tests.doubles import ScriptedEntailment, make_pipeline
from tests.pipeline.stories import PatientClock

SAYS = Entailment(entailed=0.95, contradicted=0.01)
SAYS_LESS = Entailment(entailed=0.05, contradicted=0.1)
DENIES = Entailment(entailed=0.02, contradicted=0.98)
SUPPORTING, RELATED, DISPUTING = CitationRole.SUPPORTING, CitationRole.RELATED, CitationRole.DISPUTING
TOLD = {0: (1, 2, 3), 1: (8,), 2: (11, 12), 3: (20, 21)}
ARTICLES = {0: SAYS, 1: SAYS, 2: DENIES, 3: SAYS_LESS}
NEAREST = {0: (1, 2), 1: (8,), 2: (11, 12), 3: (20,)}


def test_only_what_takes_a_side_in_one_of_several_sentences_is_read_alone() -> None:
    assert list_unsettled(TOLD, {3, 8, 12, 20, 21}, ARTICLES) == (1, 2, 3, 12)


def test_the_role_is_that_of_the_sentence_that_says_so() -> None:
    settled = settle_places(TOLD, NEAREST, ARTICLES, {1: SAYS_LESS, 2: SAYS, 3: SAYS_LESS, 12: DENIES})
    assert {i for i, place in settled.items() if place.role is SUPPORTING} == {2, 8}
    assert {i for i, place in settled.items() if place.role is DISPUTING} == {12}
    assert settled.keys() == {1, 2, 3, 8, 11, 12, 20, 21}
    assert settled[2].alone
    assert settled[2].measure_strength(0.3) == SAYS.entailed


def test_what_is_said_by_no_sentence_alone_those_say_that_were_read_together() -> None:
    settled = settle_places(TOLD, NEAREST, ARTICLES, {1: SAYS_LESS, 2: SAYS_LESS, 3: SAYS_LESS, 12: SAYS_LESS})
    assert [settled[i].role for i in (1, 2, 3)] == [SUPPORTING, SUPPORTING, RELATED]
    assert not settled[1].alone
    assert [settled[i].role for i in (11, 12)] == [DISPUTING, DISPUTING]


def test_of_two_places_of_an_article_that_which_says_less_is_related() -> None:
    whole = "The mayor of Ardal ordered all markets to close on Monday."
    less = "The mayor of Ardal spoke about the markets."
    article = Article(id="a", index=0, text=f"{less} Rain fell. {whole} Trains stood still.")
    model = ScriptedEntailment({whole: (0.97, 0.01)})
    text = "On Monday the mayor of Ardal ordered that all markets close."
    (sentence,) = make_pipeline(entailment=model).cite((article,), text, PatientClock()).sentences
    assert [(c.cited_text, c.role) for c in sentence.citations] == [(whole, SUPPORTING), (less, RELATED)]
