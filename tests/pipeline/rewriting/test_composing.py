"""Whole summaries by a composer: accepted where the facts it names say so, asked for once more, or replaced."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.domain import Article, Length, LengthUnit, Mode, Order, Summary, SummaryOptions, VerificationStatus
from service.pipeline.text.language import count_words
from service.ports import EntailmentModel
from service.rewrites import NO_USAGE, Composed, ComposedSentence, CompositionRequest, Outcome, TokenUsage
from tests.doubles import ScriptedComposer, StubbornEntailment, make_pipeline
from tests.pipeline.stories import STORM, PatientClock

SHORT = "A storm closed the old bridge of Ardal on Monday."
HAIL = "Farmers lost their potatoes to hail."
FALSE = "Aliens burned 99 markets of Bergen."
SPANISH = (
    "Una tormenta cerró el lunes el viejo puente de la ciudad, que por la noche no se abrió.",
    "El puente de la ciudad se cerró el lunes por una tormenta que no sorprendió a los vecinos.",
)


def say(*sentences: tuple[str, ...], usage: TokenUsage = NO_USAGE) -> Composed:
    """Each a text, and the names of its facts."""
    told = tuple(ComposedSentence(text=one[0], facts=one[1:]) for one in sentences)
    return Composed(sentences=told, usage=usage)


def name(request: CompositionRequest, words: str) -> str:
    """The fact of which a wording holds `words`, else one that was not given."""
    return next((fact.name for fact in request.facts if any(words in wording for wording in fact.wordings)), "g99")


def compose(
    tell: Callable[[CompositionRequest], Composed],
    *,
    articles: tuple[Article, ...] = STORM,
    unit: LengthUnit = LengthUnit.WORDS,
    value: float = 40,
    languages: tuple[str, ...] = (),
    entailment: EntailmentModel | None = None,
    rewriting_tokens: int | None = None,
    order: Order = Order.NARRATIVE,
    min_sources: int = 1,
) -> tuple[Summary, ScriptedComposer]:
    composer = ScriptedComposer(tell, languages=languages)
    pipeline = make_pipeline(rewriters=(composer,), entailment=entailment, rewriting_tokens=rewriting_tokens)
    options = SummaryOptions(
        length=Length(unit=unit, value=value), mode=Mode.ABSTRACTIVE, order=order, min_sources=min_sources
    )
    return pipeline.summarize(articles, options, PatientClock()), composer


def tell_both(request: CompositionRequest) -> Composed:
    return say((HAIL, name(request, "potatoes")), (SHORT, name(request, "storm closed")))


def test_composed_sentences_stand_in_the_composers_order_with_their_citations() -> None:
    summary, composer = compose(tell_both)
    assert [s.text for s in summary.sentences][:2] == [HAIL, SHORT]
    assert [s.outcome for s in summary.sentences][:2] == [Outcome.SUPPORTED] * 2
    for sentence in summary.sentences:
        assert summary.text[sentence.start : sentence.end] == sentence.text
        assert sentence.citations
    assert len(composer.compositions) == 1


def test_another_order_that_was_asked_for_is_the_services_own() -> None:
    summary, composer = compose(tell_both, order=Order.COVERAGE)
    assert [s.text for s in summary.sentences][:2] == [SHORT, HAIL]
    assert composer.compositions[0].order == "coverage"


def test_the_composer_reads_facts_with_their_sources_and_the_length() -> None:
    _, composer = compose(tell_both)
    [request] = composer.compositions
    storm = request.facts[0]
    assert storm.name == "g1"
    assert {"Reuters", "Ardal Post"} <= set(storm.sources)
    assert (request.max_words, request.max_sentences, request.language) == (40, None, "en")
    _, composer = compose(tell_both, unit=LengthUnit.SENTENCES, value=2)
    assert (composer.compositions[0].max_words, composer.compositions[0].max_sentences) == (None, 2)


def test_a_sentence_that_the_facts_do_not_say_is_asked_for_once_more_with_the_reason() -> None:
    def tell(request: CompositionRequest) -> Composed:
        return say((SHORT if request.refused else FALSE, name(request, "storm closed")))

    summary, composer = compose(tell)
    assert summary.sentences[0].text == SHORT
    assert summary.sentences[0].outcome is Outcome.REPAIRED
    refused = composer.compositions[1].refused
    assert refused
    assert refused.text == FALSE
    assert any("Bergen" in reason for reason in refused.reasons)
    assert [fact.name for fact in composer.compositions[1].facts] == ["g1"]


def test_a_sentence_that_is_refused_twice_is_replaced_and_says_why() -> None:
    summary, composer = compose(lambda request: say((FALSE, name(request, "storm closed"))))
    assert "Aliens" not in summary.text
    assert len(composer.compositions) == 2
    fallen = [s for s in summary.sentences if s.group_id == "g1"]
    assert [s.outcome for s in fallen] == [Outcome.FALLBACK]
    assert fallen[0].verification.status is VerificationStatus.FALLBACK
    assert any("Bergen" in reason for reason in fallen[0].verification.reasons)
    assert any(fallen[0].text in article.text for article in STORM)


def test_facts_that_were_left_out_come_in_where_there_is_room() -> None:
    summary, _ = compose(lambda request: say((SHORT, name(request, "storm closed"))))
    assert summary.sentences[0].text == SHORT
    assert len(summary.sentences) > 1
    assert count_words(summary.text) <= 40


def test_a_sentence_that_tells_two_facts_names_both_and_neither_is_told_again() -> None:
    both = "A storm closed the old bridge of Ardal on Monday, and farmers lost their potatoes to hail."

    def tell(request: CompositionRequest) -> Composed:
        return say((both, name(request, "storm closed"), name(request, "potatoes")))

    summary, composer = compose(tell, entailment=StubbornEntailment(1.0), value=100)
    assert summary.sentences[0].text == both
    told = summary.sentences[0].group_ids
    assert told == (name(composer.compositions[0], "storm closed"), name(composer.compositions[0], "potatoes"))
    assert not {s.group_id for s in summary.sentences[1:]} & set(told)


def test_what_tells_a_fact_again_is_left_out() -> None:
    again = "On Monday a storm closed the bridge of Ardal."
    summary, _ = compose(lambda r: say((SHORT, name(r, "storm closed")), (again, name(r, "storm closed"))))
    assert again not in summary.text


@pytest.mark.parametrize(
    ("unit", "value"), [(LengthUnit.WORDS, 12), (LengthUnit.SENTENCES, 1), (LengthUnit.CHARACTERS, 60)]
)
def test_a_composer_that_writes_too_much_makes_no_summary_longer(unit: LengthUnit, value: float) -> None:
    summary, _ = compose(tell_both, unit=unit, value=value)
    measured = {
        LengthUnit.WORDS: count_words(summary.text),
        LengthUnit.SENTENCES: len(summary.sentences),
        LengthUnit.CHARACTERS: len(summary.text),
    }
    assert 0 < measured[unit] <= value
    assert {s.text for s in summary.sentences} <= {SHORT, HAIL}


def test_a_sentence_without_a_name_of_a_fact_is_held_against_the_nearest() -> None:
    summary, _ = compose(lambda _: say((HAIL,), (SHORT, "g99")))
    assert [s.text for s in summary.sentences][:2] == [HAIL, SHORT]


def test_a_composer_that_fails_leaves_the_extract_and_a_warning() -> None:
    summary, composer = compose(lambda _: Composed(failure="it is down"))
    extract = make_pipeline().summarize(STORM, SummaryOptions(length=Length(value=40)), PatientClock())
    assert summary.text == extract.text
    assert {s.outcome for s in summary.sentences} == {Outcome.FALLBACK}
    assert any("it is down" in warning for warning in summary.warnings)
    assert composer.requests == [], "it is not asked group by group what it has failed at"


def test_sentences_that_point_back_or_break_off_are_not_shown() -> None:
    for text in ("He closed the bridge of Ardal on Monday.", "A storm closed the old bridge of."):
        summary, _ = compose(lambda r, text=text: say((text, name(r, "storm closed"))))  # type: ignore[misc]
        assert text not in summary.text


def test_hidden_characters_do_not_come_into_a_summary() -> None:
    hidden = SHORT.replace("storm", "st\u200borm\U000e0041").replace("old", "\u202eold")
    summary, _ = compose(lambda r: say((hidden, name(r, "storm closed"))))
    assert summary.sentences[0].text == SHORT


def test_articles_in_a_language_that_the_rewriter_does_not_write_stand_as_they_are() -> None:
    articles = tuple(Article(id=f"a{i}", index=i, text=text) for i, text in enumerate(SPANISH))
    summary, composer = compose(tell_both, articles=articles, languages=("en",))
    assert composer.compositions == []
    assert composer.requests == []
    assert {s.outcome for s in summary.sentences} == {Outcome.VERBATIM}
    assert any("does not write 'es'; it writes: en" in warning for warning in summary.warnings)


def test_a_budget_of_tokens_that_is_too_small_asks_nobody() -> None:
    summary, composer = compose(tell_both, rewriting_tokens=100)
    assert composer.compositions == composer.requests == []
    assert any("more tokens than a summary may" in warning for warning in summary.warnings)
    assert summary.rewriting
    assert summary.rewriting.token_budget == 100


def test_usage_and_cost_are_of_all_that_was_asked() -> None:
    usage = TokenUsage(requests=1, input_tokens=1000, output_tokens=100)

    def tell(request: CompositionRequest) -> Composed:
        return say((SHORT if request.refused else FALSE, name(request, "storm closed")), usage=usage)

    report = compose(tell)[0].rewriting
    assert report
    assert report.usage.input_tokens == 2000
    assert report.cost == pytest.approx(2000 * 1.0 / 1e6 + 200 * 10.0 / 1e6)


def test_a_sentence_needs_as_many_sources_as_were_asked_for() -> None:
    alone = "Engineers will look at every pillar."
    summary, _ = compose(lambda r: say((alone, r.facts[0].name)), min_sources=2)
    assert alone not in summary.text


def test_the_order_of_the_articles_changes_nothing() -> None:
    reordered = tuple(Article(id=a.id, index=i, text=a.text, source=a.source) for i, a in enumerate(reversed(STORM)))
    assert compose(tell_both, articles=reordered)[0].text == compose(tell_both)[0].text
