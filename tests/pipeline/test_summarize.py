from __future__ import annotations

import random
from dataclasses import replace

import pytest

from service.domain import (
    Article,
    BoilerplateKind,
    CitationRole,
    Length,
    LengthUnit,
    Order,
    StopReason,
    Summary,
    SummaryOptions,
    VerificationStatus,
)
from service.errors import DeadlineExceededError, InvalidRequestError, LengthTooShortError
from tests.doubles import HashingEncoder, make_pipeline
from tests.pipeline.stories import FIRE, PatientClock, SpentClock, article


def run(articles: tuple[Article, ...] = FIRE, **options: object) -> Summary:
    words = options.pop("words", 40)
    length = options.pop("length", Length(value=words))  # type: ignore[arg-type]
    return make_pipeline().summarize(articles, SummaryOptions(length=length, **options), PatientClock())  # type: ignore[arg-type]


def check_spans(summary: Summary, articles: tuple[Article, ...]) -> None:
    for sentence in summary.sentences:
        assert summary.text[sentence.start : sentence.end] == sentence.text
        assert sentence.citations[0].role is CitationRole.REPRESENTATIVE
        assert sentence.citations[0].cited_text == sentence.text
        for citation in sentence.citations:
            assert articles[citation.article_index].text[citation.start : citation.end] == citation.cited_text
            assert articles[citation.article_index].id == citation.article_id


def test_the_fact_that_all_report_comes_first_with_its_sources_counted() -> None:
    summary = run()
    lead = summary.sentences[0]
    assert "destroyed the central market" in lead.text
    assert lead.coverage.independent_sources == 3
    assert {c.article_id for c in lead.citations} == {"a1", "a2", "a3"}
    assert all(s.verification.status is VerificationStatus.VERBATIM for s in summary.sentences)
    check_spans(summary, FIRE)


def test_boilerplate_is_reported_and_never_told() -> None:
    summary = run(words=500)
    assert "Reuters" not in summary.text
    assert "newsletter" not in summary.text
    kinds = {b.kind for b in summary.articles[0].boilerplate}
    assert kinds == {BoilerplateKind.DATELINE, BoilerplateKind.PROMOTION}
    assert summary.length.stop_reason is StopReason.EXHAUSTED


@pytest.mark.parametrize("order", list(Order))
def test_article_order_changes_nothing_but_indices(order: Order) -> None:
    shuffled = list(FIRE)
    random.Random(1).shuffle(shuffled)
    other = run(tuple(replace(a, index=i) for i, a in enumerate(shuffled)), order=order)
    one = run(order=order)
    assert one.text == other.text
    assert [g.coverage for g in one.groups] == [g.coverage for g in other.groups]
    assert [[m.sentence.text for m in g.members] for g in one.groups] == [
        [m.sentence.text for m in g.members] for g in other.groups
    ]


def test_a_copy_of_an_article_adds_no_independent_source() -> None:
    long = FIRE[1].text + " " + " ".join(f"Witness number {n} told the police about smoke and heat." for n in range(9))
    original = replace(FIRE[1], text=long)
    copied = (FIRE[0], original, FIRE[2], article(long, index=3, source="Copycat"))
    without, with_copy = run(copied[:3]), run(copied)
    assert with_copy.groups[0].coverage.independent_sources == without.groups[0].coverage.independent_sources
    assert with_copy.groups[0].coverage.sources == without.groups[0].coverage.sources + 1
    assert [a.copy_of for a in with_copy.articles].count(None) == 3


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        (LengthUnit.WORDS, 30),
        (LengthUnit.SENTENCES, 2),
        (LengthUnit.CHARACTERS, 180),
        (LengthUnit.FRACTION, 0.4),
    ],
)
def test_the_length_is_kept_in_every_unit(unit: LengthUnit, value: float) -> None:
    summary = run(length=Length(unit=unit, value=value))
    assert 0 < summary.length.actual <= value
    assert summary.length.stop_reason is StopReason.LENGTH


def test_an_impossible_length_names_the_smallest_possible_one() -> None:
    with pytest.raises(LengthTooShortError) as error:
        run(words=3)
    assert run(words=int(error.value.smallest)).length.actual == error.value.smallest


def test_min_sources_leaves_out_what_fewer_report() -> None:
    summary = run(words=500, min_sources=2)
    assert summary.sentences
    assert all(s.coverage.independent_sources >= 2 for s in summary.sentences)
    empty = run(words=500, min_sources=4)
    assert empty.text == ""
    assert empty.length.stop_reason is StopReason.EXHAUSTED
    assert empty.warnings == ("no statement has 4 independent sources",)


def test_a_query_is_answered_from_what_is_about_it() -> None:
    summary = run(words=500, query="gas bottle exploded in a bakery")
    assert [s.text for s in summary.sentences] == ["Investigators suspect that a gas bottle exploded in a bakery."]


def test_what_is_asked_is_told_before_what_all_sources_open_with() -> None:
    opening = "A fire destroyed the old market hall of Ardal in the night to Sunday."
    wires = "The fire brigade of Ardal suspects worn wires above a bakery as the cause of the fire."
    stories = (article(f"{opening} Nobody was hurt. {wires}"), article(f"{opening} The hall was insured.", index=1))
    one = Length(unit=LengthUnit.SENTENCES, value=1)
    assert run(stories, length=one).text == opening
    assert run(stories, length=one, query="cause of the fire, worn wires").text == wires


def test_a_query_too_short_to_tell_is_read_in_the_language_of_the_articles() -> None:
    told = "Die alten Brücken werden am Montag in Ardal wieder geöffnet."
    summary = run((replace(article(told), language="de"),), query="Bleibt die alte Brücke gesperrt?")
    assert [sentence.text for sentence in summary.sentences] == [told]


def test_a_query_about_something_else_gives_nothing_and_says_why() -> None:
    summary = run(query="penguin parliament")
    assert summary.text == ""
    assert summary.warnings == ("no sentence of the articles is about the query 'penguin parliament'",)


def test_articles_without_a_sentence_give_an_empty_summary_and_say_why() -> None:
    summary = run((article("..."),))
    assert summary.text == ""
    assert summary.warnings == ("the articles hold no sentence that could be summarized",)


def test_too_many_sentences_are_refused_with_the_bound() -> None:
    with pytest.raises(InvalidRequestError, match="more than 5 sentences"):
        make_pipeline(max_sentences=5).summarize(FIRE, SummaryOptions(), PatientClock())


def test_too_many_sentences_of_a_text_to_cite_are_refused_with_the_bound() -> None:
    pipeline = make_pipeline(max_sentences=50)
    assert len(pipeline.cite(FIRE, "It burned there. " * 50, PatientClock()).sentences) == 50
    with pytest.raises(InvalidRequestError, match="has 51 sentences; at most 50 are taken") as caught:
        pipeline.cite(FIRE, "It burned there. " * 51, PatientClock())
    assert [problem.pointer for problem in caught.value.problems] == ["/text"]


@pytest.mark.parametrize("stage", ["segment", "embed", "group", "rank", "select", "order", "cite"])
def test_a_spent_deadline_stops_at_any_stage(stage: str) -> None:
    with pytest.raises(DeadlineExceededError):
        make_pipeline().summarize(FIRE, SummaryOptions(), SpentClock(stage))


def test_explanations_multiply_to_the_value_that_chose_the_sentence() -> None:
    explanations = sorted((s.explanation for s in run(words=60).sentences), key=lambda e: e.step)
    assert [e.step for e in explanations] == list(range(1, len(explanations) + 1))
    assert explanations[0].redundancy == 0.0
    for e in explanations:
        assert e.value == pytest.approx(
            e.concept_gain * e.position * e.coverage * e.independence * e.nearness * e.brevity, rel=1e-6
        )
        assert 0 <= e.redundancy < 1
        assert 0 <= e.salience <= 1


def test_groups_are_those_of_the_summary_without_one() -> None:
    grouped = make_pipeline().group(FIRE, PatientClock())
    assert [g.members for g in grouped.groups] == [g.members for g in run().groups]
    assert [g.rank for g in grouped.groups] == list(range(1, len(grouped.groups) + 1))


def test_languages_the_encoder_was_not_trained_on_are_said() -> None:
    class English(HashingEncoder):
        @property
        def description(self):  # type: ignore[no-untyped-def]
            return replace(super().description, languages=("en",))

    summary = make_pipeline(encoder=English()).summarize(
        [article("桥梁在星期一的风暴中被关闭了。市长下令关闭所有市场。")], SummaryOptions(), PatientClock()
    )
    assert summary.text.startswith("桥梁")
    assert any("articles in zh are grouped less well" in warning for warning in summary.warnings)


def test_what_is_left_out_counts_as_sentences_too() -> None:
    articles = [
        article("The bridge over the river reopened on Tuesday after repairs.\n" + "Advertisement\n" * 50, index=0)
    ]
    with pytest.raises(InvalidRequestError, match="more than 40 sentences"):
        make_pipeline(max_sentences=40).summarize(articles, SummaryOptions(), PatientClock())
