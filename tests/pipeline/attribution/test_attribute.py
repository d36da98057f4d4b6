from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from service.domain import Article, CitationRole, CitedText, ErrorKind, VerificationStatus
from tests.doubles import HashingEncoder, ScriptedEntailment, StubbornEntailment, make_pipeline
from tests.pipeline.stories import FIRE, PatientClock


def ask(text: str, articles: tuple = FIRE) -> CitedText:  # type: ignore[type-arg]
    return make_pipeline().cite(articles, text, PatientClock())


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


def test_the_model_reads_all_evidence_together_then_what_each_article_says_that_is_nearest() -> None:
    text = "The mayor of Ardal ordered all markets to close. Elephants flew over Paris."
    doubter = StubbornEntailment(0.0)
    doubted = make_pipeline(entailment=doubter).cite(FIRE, text, PatientClock())
    first, second = doubted.sentences
    together, *alone = [evidence for evidence, asked in doubter.asked if asked == first.text]
    assert {evidence in article.text for evidence in alone for article in FIRE} == {True, False}
    assert len(alone) > 1
    assert all(len(own) <= len(together) for own in alone)
    assert second.text not in {asked for _, asked in doubter.asked}  # nothing of the articles is near it
    assert first.citations[0].cited_text in doubter.asked[0][0]
    assert first.verification.status is VerificationStatus.UNSUPPORTED
    assert second.citations == ()
    assert ask(text).sentences[0].verification.status is VerificationStatus.SUPPORTED


class KnowingEncoder(HashingEncoder):
    """Knows that what is forbidden here was ruled about a pipeline."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().encode([text.replace("forbidden part", "ruling on the pipeline") for text in texts])


def test_an_article_that_says_it_in_other_words_is_cited() -> None:
    told = "The court's ruling concerns 90 kilometres of the pipeline."
    before = " ".join(f"Bird number {number} nests beside the lake." for number in range(30))
    articles = (
        Article(id="a", index=0, text=f"{before} {told}"),
        Article(id="b", index=1, text=f"{before} The minister said nothing."),
    )
    text = "The forbidden part is 56 miles long."
    model = ScriptedEntailment({told: (0.97, 0.01)})
    knowing = KnowingEncoder()
    (sentence,) = make_pipeline(encoder=knowing, entailment=model).cite(articles, text, PatientClock()).sentences
    assert [(c.cited_text, c.role) for c in sentence.citations] == [(told, CitationRole.SUPPORTING)]
    assert sentence.verification.status is VerificationStatus.SUPPORTED
    (unread,) = make_pipeline(encoder=knowing).cite(articles, text, PatientClock()).sentences
    assert unread.citations == ()


def test_an_article_that_says_otherwise_in_other_words_is_cited_beside_the_verdict() -> None:
    told, near = (
        "The court's ruling concerns 90 kilometres of the pipeline.",
        "The forbidden part is long, people said.",
    )
    before = " ".join(f"Bird number {number} nests beside the lake." for number in range(30))
    articles = (Article(id="a", index=0, text=f"{before} {told}"), Article(id="b", index=1, text=f"{before} {near}"))
    pipeline = make_pipeline(encoder=KnowingEncoder(), entailment=ScriptedEntailment({told: (0.01, 0.97)}))
    (sentence,) = pipeline.cite(articles, "The forbidden part is 56 miles long.", PatientClock()).sentences
    assert sentence.verification.status is VerificationStatus.CONTRADICTED
    assert {c.cited_text: c.role for c in sentence.citations} == {
        told: CitationRole.DISPUTING,
        near: CitationRole.RELATED,
    }


def test_an_article_that_says_nothing_near_is_not_read() -> None:
    said, far = "The court forbade the pipeline on Monday.", "Elephants flew over Paris."
    articles = (Article(id="a", index=0, text=said), Article(id="b", index=1, text=far))
    model = ScriptedEntailment({said: (0.97, 0.01)})
    make_pipeline(entailment=model).cite(articles, "On Monday the court forbade the pipeline.", PatientClock())
    assert said in {evidence for evidence, _ in model.asked}
    assert far not in {evidence for evidence, _ in model.asked}


TOLLS = (
    Article(id="a", index=0, text="The fire at the market killed 12 people on Monday, police said."),
    Article(id="b", index=1, text="Twelve people died when the market burned on Monday, police said."),
    Article(id="c", index=2, text="The fire at the market killed nobody on Monday, police said."),
    Article(id="d", index=3, text="The fire at the market frightened many people on Monday, police said."),
)
TOLL = "A fire at the market killed 12 people on Monday, police said."
KNOWN = {"killed 12": (0.99, 0.01), "Twelve people": (0.9, 0.02), "nobody": (0.02, 0.98)}


def test_each_article_is_cited_in_the_role_that_it_has() -> None:
    (sentence,) = make_pipeline(entailment=ScriptedEntailment(KNOWN)).cite(TOLLS, TOLL, PatientClock()).sentences
    assert {citation.article_id: citation.role for citation in sentence.citations} == {
        "a": CitationRole.SUPPORTING,
        "b": CitationRole.SUPPORTING,
        "c": CitationRole.DISPUTING,
        "d": CitationRole.RELATED,
    }
    scores = {citation.article_id: citation.score for citation in sentence.citations}
    assert scores["a"] > scores["b"] > 0.8
    assert scores["c"] == 0.98
    assert sentence.verification.status is VerificationStatus.SUPPORTED


def test_what_articles_say_otherwise_is_contradicted_and_the_places_are_named() -> None:
    model = ScriptedEntailment({"market": (0.02, 0.95)})
    text = "Police said:\n- A fire at the market killed 15 people on Monday [1]."
    sentence = make_pipeline(entailment=model).cite(TOLLS, text, PatientClock()).sentences[-1]
    assert sentence.verification.status is VerificationStatus.CONTRADICTED
    (wrong,) = [span for span in sentence.verification.spans if span.kind is ErrorKind.NUMBER]
    assert text[wrong.start : wrong.end] == "15"
    assert {place.article_id for place in wrong.contradicting} == {"a", "b", "c", "d"}


def test_articles_that_support_a_sentence_together_support_each_a_part_of_it() -> None:
    first = "Anna Kohl opened the new bridge over the river in Ardal."
    second = "Officials closed all the markets of the old town for a week."
    articles = (Article(id="a", index=0, text=first), Article(id="b", index=1, text=second))
    text = "Anna Kohl opened the new bridge in Ardal, while officials closed all the markets of the old town."
    model = ScriptedEntailment({f"{first} {second}": (0.95, 0.01), f"{second} {first}": (0.95, 0.01)})
    (sentence,) = make_pipeline(entailment=model).cite(articles, text, PatientClock()).sentences
    parts = {c.article_id: (c.role, text[c.claim.start : c.claim.end]) for c in sentence.citations if c.claim}
    assert parts == {
        "a": (CitationRole.SUPPORTING, "Anna Kohl opened the new bridge in Ardal"),
        "b": (CitationRole.SUPPORTING, "officials closed all the markets of the old town."),
    }


def test_an_article_that_names_others_does_not_contradict() -> None:
    said, others = "France kept its embassy open on Monday.", "The United States closed its embassy on Monday."
    articles = (Article(id="a", index=0, text=said), Article(id="b", index=1, text=others))
    pipeline = make_pipeline(entailment=ScriptedEntailment({said: (0.8, 0.02), others: (0.02, 0.97)}))
    (sentence,) = pipeline.cite(articles, "On Monday the embassy of France was open.", PatientClock()).sentences
    assert sentence.verification.status is VerificationStatus.SUPPORTED


def test_a_newer_count_replaces_an_older_one() -> None:
    old, new = "The flood killed 14 people, the mayor said.", "The number of people killed rose to 19, the mayor said."
    model = ScriptedEntailment({"14": (0.05, 0.97), new: (0.8, 0.02)})

    def judge(*times: datetime) -> VerificationStatus:
        articles = tuple(
            Article(id=text, index=index, text=text, published_at=time)
            for index, (text, time) in enumerate(zip((old, new), times, strict=True))
        )
        cited = make_pipeline(entailment=model).cite(articles, "The flood has killed 19 people.", PatientClock())
        return cited.sentences[0].verification.status

    monday, tuesday = (datetime(2026, 11, day, tzinfo=UTC) for day in (2, 3))
    assert judge(monday, tuesday) is VerificationStatus.SUPPORTED
    assert judge(tuesday, monday) is VerificationStatus.CONTRADICTED


def test_what_is_told_of_one_of_two_is_refused_of_both() -> None:
    told = "Norvik shut its mill on Monday, while Halden kept a mill open."
    model = ScriptedEntailment({told: (0.95, 0.01), "Halden kept": (0.02, 0.97), "Norvik shut": (0.95, 0.01)})
    pipeline = make_pipeline(entailment=model)
    article = Article(id="a", index=0, text=told)
    (sentence,) = pipeline.cite((article,), "Norvik and Halden shut a mill on Monday.", PatientClock()).sentences
    assert sentence.verification.status is VerificationStatus.CONTRADICTED
    assert sentence.verification.reasons == ("not said of Halden: the cited sentences say otherwise",)
    (wrong,) = sentence.verification.spans
    assert sentence.text[wrong.start : wrong.end] == "Halden"
    (one,) = pipeline.cite((article,), "Norvik shut a mill on Monday.", PatientClock()).sentences
    assert one.verification.status is VerificationStatus.SUPPORTED


def test_a_sentence_of_an_article_is_verbatim() -> None:
    cited = ask(
        "A storm  closed the bridge.", (Article(id="a", index=0, text="A storm closed the bridge. It rained."),)
    )
    assert [sentence.verification.status for sentence in cited.sentences] == [VerificationStatus.VERBATIM]
    assert (cited.support, cited.count_statuses()) == (1.0, {VerificationStatus.VERBATIM: 1})


def test_the_share_that_is_supported_is_that_of_all_sentences() -> None:
    cited = ask("A fire destroyed the central market of Ardal. Elephants flew over Paris.")
    assert cited.support == 0.5
    assert cited.count_statuses() == {VerificationStatus.SUPPORTED: 1, VerificationStatus.UNSUPPORTED: 1}


def test_the_threshold_is_the_caller_s() -> None:
    model = ScriptedEntailment(KNOWN)
    pipeline = make_pipeline(entailment=model)
    (sure,) = pipeline.cite(TOLLS, TOLL, PatientClock(), threshold=0.999).sentences
    assert sure.verification.status is VerificationStatus.UNSUPPORTED
    assert sure.verification.score == pipeline.cite(TOLLS, TOLL, PatientClock()).sentences[0].verification.score


def test_what_no_summary_shows_may_be_cited_all_the_same() -> None:
    caption = "(Photo: Ardal Press) A fire destroyed the central market of Ardal on Monday."
    article = Article(id="a", index=0, text=f"{caption} The mayor spoke.")
    (sentence,) = ask("A fire destroyed the central market of Ardal on Monday.", (article,)).sentences
    assert [citation.cited_text for citation in sentence.citations] == [caption]
    assert sentence.verification.status is VerificationStatus.SUPPORTED


@pytest.mark.parametrize("stage", ["align", "verify", "entail"])
def test_the_clock_is_looked_at_in_front_of_every_sentence(stage: str) -> None:
    class Clock(PatientClock):
        looks = 0

        def check(self, name: str | None = None) -> None:
            self.looks += name == stage

    clock = Clock()
    make_pipeline(entailment=StubbornEntailment(0.9)).cite(FIRE, "The fire killed four. " * 30, clock)
    assert clock.looks >= 30
