from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Verification, VerificationStatus
from service.pipeline.text.corpus import Evidence
from service.pipeline.verification.support import DEFAULT_THRESHOLD
from service.pipeline.verification.verify import check_factual_consistency
from service.ports import Entailment

EVIDENCE = "The minister promised 40 million crowns for repairs of the old bridge."


def verify(text: str, *evidence: str, similarity: float = 0.9) -> Verification:
    sources = [Evidence(text=source, language="en") for source in evidence or (EVIDENCE,)]
    return check_factual_consistency(text, sources, language="en", similarity=similarity)


def test_what_the_evidence_says_is_supported() -> None:
    verification = verify(EVIDENCE, similarity=1.0)
    assert verification.status is VerificationStatus.SUPPORTED
    assert verification.reasons == ()
    # Odds of -1.75 + 3.3 + 1.4 + 2.4 + 1.7 = 7.05.
    assert verification.score == pytest.approx(0.9991, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The minister promised 60 million crowns for repairs of the old bridge.", "60 million"),
        ("The minister promised 40 million crowns for repairs of the old bridge in Ardal.", "Ardal"),
        ("The minister promised 40 million crowns on Monday for repairs of the old bridge.", "Monday"),
        ("The minister has not promised 40 million crowns for repairs of the old bridge.", "not"),
        ('The minister promised "40 million crowns for everybody" for repairs of the old bridge.', "for everybody"),
    ],
)
def test_what_is_made_up_is_named(text: str, word: str) -> None:
    verification = verify(text)
    assert verification.status is VerificationStatus.UNSUPPORTED
    assert verification.score < 0.5
    assert word in " ".join(verification.reasons)


def test_a_sentence_merged_from_two_is_supported_by_both_alone() -> None:
    other = "Twelve workers were treated in the hospital of Ardal."
    merged = "The minister promised 40 million crowns for repairs, and twelve workers were treated in the hospital."
    assert verify(merged, EVIDENCE, other, similarity=0.7).status is VerificationStatus.SUPPORTED
    assert verify(merged, EVIDENCE, similarity=0.7).status is VerificationStatus.UNSUPPORTED


def test_parts_of_two_sentences_joined_inside_a_clause_are_unsupported() -> None:
    other = "Twelve workers were treated in the old hospital of Ardal."
    verification = verify("The minister promised 40 million workers were treated in the old hospital.", EVIDENCE, other)
    assert verification.status is VerificationStatus.UNSUPPORTED


def test_names_are_checked_in_text_without_capitals() -> None:
    article = f"In Ardal, Anna Kohl and Otto Meier spoke with Meier and Kohl. {EVIDENCE} It was said by Kohl."
    said = "All of it was said by Kohl in the town hall."
    evidence = [Evidence(text=said, language="en", context=f"{article} {said}")]
    for text, status in (
        ("all of it was said by kohl in the town hall .", VerificationStatus.SUPPORTED),
        ("all of it was said by meier in the town hall .", VerificationStatus.UNSUPPORTED),
    ):
        assert check_factual_consistency(text, evidence, language="en", similarity=0.9).status is status


def test_what_the_evidence_does_not_say_is_unsupported_and_its_words_are_named() -> None:
    verification = verify("Two penguins elected an emperor.", similarity=0.1)
    assert verification.status is VerificationStatus.UNSUPPORTED
    assert "Two" in verification.reasons[0]
    assert "penguins" in verify("Some penguins elected an emperor.", similarity=0.1).reasons[0]


def test_the_more_of_it_the_evidence_says_the_higher_the_score() -> None:
    texts = (
        "The minister promised crowns for repairs of the old bridge.",
        "The minister promised money for the old bridge.",
        "The minister spoke about money for the bridge.",
        "The government spoke about spending.",
    )
    scores = [verify(text).score for text in texts]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def judge(text: str, *entailments: Entailment, threshold: float = DEFAULT_THRESHOLD) -> Verification:
    evidence = [Evidence(text=EVIDENCE, language="en")]
    return check_factual_consistency(
        text, evidence, language="en", similarity=0.9, entailments=entailments, threshold=threshold
    )


def test_an_entailment_model_decides_where_words_are_the_same() -> None:
    assert judge(EVIDENCE, Entailment(entailed=0.98, contradicted=0.01)).status is VerificationStatus.SUPPORTED
    assert judge(EVIDENCE, Entailment(entailed=0.01, contradicted=0.1)).status is VerificationStatus.UNSUPPORTED
    assert judge(EVIDENCE, Entailment(entailed=0.01, contradicted=0.98)).status is VerificationStatus.CONTRADICTED


@pytest.mark.parametrize(("alone", "status"), [(0.4, "unsupported"), (0.6, "contradicted")])
def test_what_all_articles_contradict_together_is_contradicted_where_one_alone_does_likely(
    alone: float, status: str
) -> None:
    together, first, second = (Entailment(entailed=0.05, contradicted=against) for against in (0.9, alone, 0.1))
    assert judge(EVIDENCE, together, first, second).status == status


def test_evidence_that_contradicts_beside_evidence_that_entails_as_surely_is_no_contradiction() -> None:
    unsure = Entailment(entailed=0.2, contradicted=0.1)
    verification = judge(
        EVIDENCE, unsure, Entailment(entailed=0.9, contradicted=0.0), Entailment(entailed=0.0, contradicted=0.9),
        threshold=0.9999,
    )  # fmt: skip
    assert verification.status is VerificationStatus.UNSUPPORTED


def test_a_short_sentence_that_no_article_says_and_one_denies_is_not_supported_together() -> None:
    together, neither, denied = (
        Entailment(entailed=entailed, contradicted=against)
        for entailed, against in ((0.99, 0.0), (0.4, 0.1), (0.1, 0.75))
    )
    short = "The minister promised repairs of the old bridge."
    assert judge(short, together, neither).status is VerificationStatus.SUPPORTED
    assert judge(short, together, neither, denied).score == pytest.approx(0.2689, abs=1e-4)  # odds of -1
    assert judge(EVIDENCE, together, neither, denied).status is VerificationStatus.SUPPORTED  # of more words


def test_the_score_rises_with_what_the_model_concludes() -> None:
    scores = [judge(EVIDENCE, Entailment(entailed=p, contradicted=0.0)).score for p in (0.0, 0.1, 0.5, 0.9, 1.0)]
    assert scores == sorted(scores)
    assert scores[0] < 0.5 < scores[-1]


def test_no_evidence_supports_nothing() -> None:
    verification = check_factual_consistency("The bridge fell.", [], language="en", similarity=0.0)
    assert verification.status is VerificationStatus.UNSUPPORTED
    assert verification.score == 0.0


@given(st.text(max_size=60), st.text(max_size=60), st.floats(-1, 1), st.sampled_from(["en", "de", "zh", "xx"]))
def test_any_text_in_any_language_gets_a_score(text: str, source: str, similarity: float, language: str) -> None:
    verification = check_factual_consistency(
        text, [Evidence(text=source, language=language)], language=language, similarity=similarity
    )
    assert 0.0 <= verification.score <= 1.0
    assert bool(verification.reasons) == (verification.status is VerificationStatus.UNSUPPORTED)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The race was won by Jose Pinaral of Bogota.", "The race was won by José Piñaral of Bogotá on Sunday."),
        ("The race was won by Søren Ålberg.", "The race was won by Soeren Aalberg on Sunday."),
        ("The race was won by Bob Kelman.", "The race was won by Robert Kelman on Sunday."),
        ("The summit was held in Kyiv.", "The summit was held in Kiev on Sunday."),
        ("It was 30 degrees Celsius in Lindal.", "It was 86 degrees Fahrenheit in Lindal on Monday."),
        ("The budget is 12,500,000 euros.", "The budget is 12500000 euros, the council said."),
    ],
)
def test_one_name_or_number_in_another_form_is_supported(text: str, source: str) -> None:
    assert verify(text, source).status is VerificationStatus.SUPPORTED


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The prize went to Edwin T. Carrow Sr. on Sunday.", "The prize went to Edwin T. Carrow Jr. on Sunday."),
        ("The race was won by Rolf Kelman on Sunday.", "The race was won by Robert Kelman on Sunday."),
        ("The ticket costs 150 euros in Lindal.", "The ticket costs 1,50 euros in Lindal."),
        ("Fewer than 300 people were hurt.", "More than 300 people were hurt."),
        ("Support rose by 5 percent.", "Support rose by 5 percentage points."),
    ],
)
def test_another_name_or_number_that_looks_alike_is_unsupported(text: str, source: str) -> None:
    assert verify(text, source).status is VerificationStatus.UNSUPPORTED
