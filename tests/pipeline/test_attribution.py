from __future__ import annotations

import random

import pytest

from service.domain import Article, CitedText, VerificationStatus
from service.pipeline.attribution import cite
from tests.doubles import HashingEncoder, StubbornScorer
from tests.pipeline.stories import FIRE, PatientClock


def ask(text: str, articles: tuple = FIRE) -> CitedText:  # type: ignore[type-arg]
    return cite(articles, text, encoder=HashingEncoder(), clock=PatientClock(), max_sentences=99)


def test_any_text_is_cited_sentence_by_sentence() -> None:
    text = "A fire destroyed the central market of Ardal. Elephants flew over Paris."
    first, second = ask(text).sentences
    assert text[first.start : first.end] == first.text
    assert first.citations
    for citation in first.citations:
        assert FIRE[citation.article_index].text[citation.start : citation.end] == citation.cited_text
    assert second.verification.status is VerificationStatus.UNSUPPORTED
    assert second.verification.reasons


def test_every_article_that_says_it_is_cited() -> None:
    (sentence,) = ask("A fire destroyed the central market of Ardal on Monday.").sentences
    assert {citation.article_id for citation in sentence.citations} == {"a1", "a2", "a3"}


def test_the_order_of_the_articles_changes_nothing_but_their_index() -> None:
    text = "A fire killed 12 people. The mayor closed all markets for a week."
    shuffled = list(FIRE)
    random.Random(7).shuffle(shuffled)
    one, other = ask(text), ask(text, tuple(shuffled))
    assert [s.citations for s in one.sentences] == [s.citations for s in other.sentences]
    assert [s.verification for s in one.sentences] == [s.verification for s in other.sentences]


def test_articles_without_a_sentence_support_nothing() -> None:
    (sentence,) = ask("A fire destroyed the market.", ()).sentences
    assert sentence.verification.reasons == ("the articles hold no sentence",)


def test_a_sentence_spliced_from_two_cites_both_and_is_refused() -> None:
    first = "Anna Kohl opened the new bridge in Ardal."
    second = "Officials closed all markets of the old town for a week."
    article = Article(id="a", index=0, text=f"{first} {second}")
    (sentence,) = ask("Anna Kohl opened the new markets of the old town for a week.", (article,)).sentences
    assert {citation.cited_text for citation in sentence.citations} == {first, second}
    assert sentence.verification.status is VerificationStatus.UNSUPPORTED
    assert "joined" in " ".join(sentence.verification.reasons)


def test_a_support_model_is_asked_of_what_is_cited_alone() -> None:
    text = "The mayor of Ardal ordered all markets to close. Elephants flew over Paris."
    doubter = StubbornScorer(0.0)
    doubted = cite(FIRE, text, encoder=HashingEncoder(), clock=PatientClock(), max_sentences=99, scorer=doubter)
    first, second = doubted.sentences
    ((evidence, asked),) = doubter.asked
    assert asked == first.text
    assert all(citation.cited_text in evidence for citation in first.citations)
    assert first.verification.status is VerificationStatus.UNSUPPORTED
    assert second.citations == ()
    assert ask(text).sentences[0].verification.status is VerificationStatus.SUPPORTED


def test_what_no_summary_shows_may_be_cited_all_the_same() -> None:
    caption = "(Photo: Ardal Press) A fire destroyed the central market of Ardal on Monday."
    article = Article(id="a", index=0, text=f"{caption} The mayor spoke.")
    (sentence,) = ask("A fire destroyed the central market of Ardal on Monday.", (article,)).sentences
    assert [citation.cited_text for citation in sentence.citations] == [caption]
    assert sentence.verification.status is VerificationStatus.SUPPORTED


@pytest.mark.parametrize("stage", ["align", "verify"])
def test_the_clock_is_looked_at_in_front_of_every_sentence(stage: str) -> None:
    class Clock(PatientClock):
        looks = 0

        def check(self, name: str) -> None:
            self.looks += name == stage

    clock = Clock()
    cite(FIRE, "The fire killed four. " * 30, encoder=HashingEncoder(), clock=clock, max_sentences=99)
    assert clock.looks >= 30
