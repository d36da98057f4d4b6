from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from service.domain import (
    Article,
    Length,
    LengthUnit,
    Mode,
    Summary,
    SummaryOptions,
    VerificationStatus,
)
from service.ports import EntailmentModel
from service.rewrites import Outcome, Rewrite, RewriteRequest, TokenUsage
from tests.doubles import ScriptedRewriter, StubbornEntailment, make_pipeline
from tests.pipeline.stories import STORM, PatientClock

SUPPORTED, FALLBACK, VERBATIM = VerificationStatus.SUPPORTED, VerificationStatus.FALLBACK, VerificationStatus.VERBATIM


SHORT = "A storm closed the old bridge of Ardal on Monday."


def tell(
    write: Callable[[RewriteRequest], Rewrite],
    *,
    articles: tuple[Article, ...] = STORM,
    unit: LengthUnit = LengthUnit.WORDS,
    value: float = 40,
    seconds: float = 100.0,
    limit_seconds: float = 60.0,
    entailment: EntailmentModel | None = None,
) -> Summary:
    clock = PatientClock()
    clock.remaining_seconds = seconds
    pipeline = make_pipeline(
        rewriting_seconds=limit_seconds, rewriters=(ScriptedRewriter(write),), entailment=entailment
    )
    options = SummaryOptions(length=Length(unit=unit, value=value), mode=Mode.ABSTRACTIVE)
    return pipeline.summarize(articles, options, clock)


def drop_clause(request: RewriteRequest) -> Rewrite:
    """The first sentence without what begins with `, which`."""
    text = request.sentences[0]
    return Rewrite(text=text if ", which" not in text else text.split(", which")[0] + ".", tokens=9)


def invent(request: RewriteRequest) -> Rewrite:
    return Rewrite(text="Aliens burned 99 markets.", tokens=5)


def fail(request: RewriteRequest) -> Rewrite:
    return Rewrite(failure="it is down")


def test_a_verified_rewrite_is_told_in_place_of_its_representative() -> None:
    summary = tell(drop_clause)
    supported = [s for s in summary.sentences if s.verification.status is SUPPORTED]
    assert [s.text for s in supported] == [SHORT]
    assert supported[0].citations
    assert summary.text[supported[0].start : supported[0].end] == supported[0].text


def test_only_members_that_support_a_rewrite_are_cited() -> None:
    [told] = [s for s in tell(drop_clause).sentences if s.verification.status is SUPPORTED]
    for citation in told.citations:
        assert "closed the old bridge of Ardal" in citation.cited_text
        assert STORM[citation.article_index].text[citation.start : citation.end] == citation.cited_text
        assert 0 <= citation.score <= 1


def test_what_is_invented_never_ships_and_the_reasons_say_why() -> None:
    summary = tell(invent)
    assert "Aliens" not in summary.text
    fallen = [s for s in summary.sentences if s.verification.status is FALLBACK]
    assert fallen
    assert all(s.verification.reasons for s in fallen)
    assert summary.rewriting
    assert (summary.rewriting.outcomes.get(Outcome.SUPPORTED, 0), summary.rewriting.failures) == (0, 0)
    assert summary.warnings == ()


def test_a_failing_rewriter_leaves_the_extract_marked_and_a_warning() -> None:
    summary = tell(fail)
    extract = make_pipeline().summarize(STORM, SummaryOptions(length=Length(value=40)), PatientClock())
    assert summary.text == extract.text
    [warning] = summary.warnings
    assert "scripted" in warning
    assert "it is down" in warning
    assert {s.verification.status for s in summary.sentences} == {FALLBACK}
    assert all(
        s.verification.reasons == ("it is down",) for s in summary.sentences if s.verification.status is FALLBACK
    )


@pytest.mark.parametrize(("seconds", "limit_seconds"), [(0.0, 60.0), (100.0, 0.0)])
def test_without_time_to_rewrite_the_extract_is_answered(seconds: float, limit_seconds: float) -> None:
    summary = tell(drop_clause, seconds=seconds, limit_seconds=limit_seconds)
    assert summary.rewriting
    assert (summary.rewriting.outcomes.get(Outcome.SUPPORTED, 0), summary.rewriting.usage) == (0, TokenUsage())
    assert any("no time was left" in warning for warning in summary.warnings)


def test_a_rewriter_that_repeats_the_representative_has_told_it_verbatim() -> None:
    summary = tell(lambda request: Rewrite(text=request.sentences[0], tokens=3))
    assert {s.verification.status for s in summary.sentences} == {VERBATIM}


def test_what_rewriting_saves_is_spent_on_further_groups() -> None:
    plain, told = tell(fail, value=20), tell(drop_clause, value=20)
    assert [len(plain.sentences), len(told.sentences)] == [1, 2]
    assert (plain.length.actual, told.length.actual) == (13, 20)


def test_a_rewrite_may_leave_out_what_its_sentence_says_beside_its_fact() -> None:
    short = "A storm closed a bridge on Monday."
    summary = tell(lambda _: Rewrite(text=short, tokens=7), entailment=StubbornEntailment(1.0))
    assert summary.sentences[0].text == short


def test_a_rewrite_that_a_support_model_doubts_is_not_shown() -> None:
    doubter, believer = StubbornEntailment(0.0), StubbornEntailment(1.0)
    doubted = tell(drop_clause, entailment=doubter).sentences[0]
    assert doubted.verification.status is FALLBACK
    assert SHORT in [text for _, text in doubter.asked]
    assert tell(drop_clause, entailment=believer).sentences[0].text == SHORT


def test_the_order_of_the_articles_changes_nothing() -> None:
    reordered = tuple(Article(id=a.id, index=i, text=a.text, source=a.source) for i, a in enumerate(reversed(STORM)))
    assert tell(drop_clause, articles=reordered).text == tell(drop_clause).text


def test_what_a_newer_value_replaced_is_no_material_for_a_rewrite() -> None:
    articles = tuple(
        Article(id=name, index=place, text=text, source=name, published_at=datetime(2026, 3, 9 + place, 8, tzinfo=UTC))
        for place, (name, text) in enumerate(
            (
                ("a", "The flood on the river Ilve killed 14 people in Ardal, police said."),
                ("b", "The flood on the river Ilve killed 19 people in Ardal, police said."),
            )
        )
    )
    asked: list[str] = []

    def listen(request: RewriteRequest) -> Rewrite:
        asked.extend(request.sentences)
        return Rewrite(text="The flood killed 19 people in Ardal.", tokens=7)

    tell(listen, articles=articles)
    assert asked == [articles[1].text]


def test_what_stands_on_another_side_of_a_conflict_is_no_material_for_a_rewrite() -> None:
    texts = (
        "The march through the old town of Ardal drew 6,000 people, police said.",
        "The march through the old town of Ardal drew 10,000 people, police said.",
    )
    articles = tuple(Article(id=f"a{k}", index=k, text=text, source=f"s{k}") for k, text in enumerate(texts))
    asked: list[tuple[str, ...]] = []

    def listen(request: RewriteRequest) -> Rewrite:
        asked.append(request.sentences)
        return Rewrite(text=request.sentences[0], tokens=7)

    tell(listen, articles=articles)
    assert [len(sentences) for sentences in asked] == [1]
