"""What is said of a place stands beside its note, and a note stands in one place of a sentence."""

from __future__ import annotations

from typing import Any

from service.api.responses import CitationsAnswer, SummaryAnswer
from service.cli.evidence import list_evidence, list_said
from service.cli.places import Naming, number_places
from tests.cli import answers

FROZE, ICE, WAIT = answers.FROZE, answers.ICE, answers.WAIT


def show(answer: SummaryAnswer, *, short: bool) -> dict[str, list[int]]:
    """The notes of the first sentence, by what is said of them."""
    first, *_ = number_places(list_said(answer), Naming(short=short))
    return {words: [place.number for place in places] for words, places in first.items()}


def summarize(*cited: tuple[dict[str, Any], str], conflicts: tuple[dict[str, Any], ...] = ()) -> SummaryAnswer:
    answer = answers.summary_answer()
    citations = [answers.sentence_citation(place, (0, 18), role) for place, role in cited]
    sentence = {**answer["sentences"][0], "citations": citations}
    groups = [{**answers.groups_answer()["groups"][0], "representative": 0}]
    told = {**answer, "sentences": [sentence], "groups": groups, "conflicts": list(conflicts)}
    return SummaryAnswer.model_validate(told)


def test_a_note_of_a_whole_article_stands_on_one_side() -> None:
    answer = summarize((FROZE, "representative"), (WAIT, "related"), (ICE, "related"))
    assert show(answer, short=True) == {"": [1], "not in every detail": [2]}
    assert show(answer, short=False) == {"": [1], "not in every detail": [2, 3]}


def test_what_tells_the_fact_otherwise_has_a_note_though_the_sentence_does_not_cite_it() -> None:
    assert show(summarize((FROZE, "representative"), conflicts=(answers.conflict(),)), short=True) == {
        "": [1],
        "says otherwise": [2],
    }
    newest = {**answers.update(), "sides": answers.update()["sides"][::-1]}
    assert show(summarize((FROZE, "representative"), conflicts=(newest,)), short=True) == {
        "": [1],
        "older version": [2],
    }


def check(status: str, *cited: tuple[dict[str, Any], tuple[int, int], str]) -> list[tuple[str, str]]:
    """Of the places that a sentence of 22 letters cites, which one it is, and what is said of it."""
    answer = answers.citations_answer()
    sentence = {
        **answer["sentences"][0],
        "citations": [answers.sentence_citation(*one) for one in cited],
        "verification": {"status": status, "score": 0.5, "reasons": [], "spans": []},
    }
    (checked,) = CitationsAnswer.model_validate({**answer, "sentences": [sentence]}).sentences
    return [(one.place.cited_text, one.words) for one in list_evidence(checked)]


def test_of_a_sentence_that_is_not_supported_no_place_is_shown_as_if_it_said_all_of_it() -> None:
    whole, part, other = (FROZE, (0, 22), "supporting"), (WAIT, (0, 9), "supporting"), (ICE, (0, 22), "related")
    assert check("supported", whole, part, other) == [
        (FROZE["text"], ""),
        (WAIT["text"], "says a part of it"),
        (ICE["text"], "not in every detail"),
    ]
    assert check("unsupported", whole, part, other) == [
        (WAIT["text"], "says a part of it"),
        (FROZE["text"], "the nearest words"),
        (ICE["text"], "the nearest words"),
    ]
    assert check("contradicted", whole, other, (WAIT, (0, 22), "disputing")) == [
        (WAIT["text"], "says otherwise"),
        (ICE["text"], "says something else"),
        (FROZE["text"], "the nearest words"),
    ]
