from __future__ import annotations

from service.domain import VerificationStatus
from service.pipeline.alignment import Alignment, align_sentences
from service.pipeline.terms import extract_terms
from tests.doubles import HashingEncoder

SOURCES = [
    "The storm closed the old bridge over the river on Monday.",
    "Twelve workers were treated in the hospital of Ardal.",
    "The minister promised 40 million crowns for repairs.",
    "A festival of music opens in the harbour next week.",
]


def align(text: str, sources: list[str] = SOURCES) -> Alignment:
    encoder = HashingEncoder()
    (alignment,) = align_sentences(
        encoder.encode([text]),
        [extract_terms(text, "en")],
        encoder.encode(sources),
        [extract_terms(source, "en") for source in sources],
    )
    return alignment


def test_the_nearest_sentence_is_cited_first() -> None:
    alignment = align("On Monday a storm closed the old bridge.")
    assert alignment.cited[0] == 0
    assert alignment.verification.status is VerificationStatus.SUPPORTED


def test_a_sentence_merged_from_two_cites_both() -> None:
    alignment = align("The storm closed the old bridge and the minister promised 40 million crowns for repairs.")
    assert set(alignment.cited) == {0, 2}
    assert alignment.verification.status is VerificationStatus.SUPPORTED


def test_a_number_that_no_cited_sentence_holds_is_named() -> None:
    verification = align("The minister promised 60 million crowns for repairs.").verification
    assert verification.status is VerificationStatus.UNSUPPORTED
    assert "60" in verification.reasons[0]


def test_what_no_article_says_is_cited_nowhere() -> None:
    alignment = align("Penguins elected an emperor yesterday.")
    assert alignment.cited == ()
    assert alignment.verification.status is VerificationStatus.UNSUPPORTED
    assert alignment.verification.reasons


def test_scores_are_shares() -> None:
    alignment = align(SOURCES[0])
    assert alignment.scores[0] == 1.0
    assert all(0 <= score <= 1 for score in alignment.scores)
    assert alignment.verification.score == 1.0


def test_no_sources_support_nothing() -> None:
    assert align("The storm closed the bridge.", []).verification.status is VerificationStatus.UNSUPPORTED
