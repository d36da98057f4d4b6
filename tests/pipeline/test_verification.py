from __future__ import annotations

from service.domain import Verification, VerificationStatus
from service.pipeline.verification import Evidence, verify_sentence

EVIDENCE = "The minister promised 40 million crowns for repairs of the old bridge."


def verify(text: str, *evidence: str, similarity: float = 0.9) -> Verification:
    sources = [Evidence(text=source, language="en") for source in evidence or (EVIDENCE,)]
    return verify_sentence(text, sources, language="en", similarity=similarity)


def test_what_the_evidence_says_is_supported() -> None:
    verification = verify(EVIDENCE, similarity=1.0)
    assert verification.status is VerificationStatus.SUPPORTED
    assert verification.score == 1.0
    assert verification.reasons == ()


def test_a_number_that_the_evidence_does_not_hold_is_named() -> None:
    verification = verify("The minister promised 60 million crowns for repairs of the old bridge.")
    assert verification.status is VerificationStatus.UNSUPPORTED
    assert "60" in verification.reasons[0]


def test_what_the_evidence_does_not_say_is_unsupported() -> None:
    verification = verify("Penguins elected an emperor.", similarity=0.1)
    assert verification.status is VerificationStatus.UNSUPPORTED
    assert "penguin" in verification.reasons[0]


def test_no_evidence_supports_nothing() -> None:
    verification = verify_sentence("The bridge fell.", [], language="en", similarity=0.0)
    assert verification.status is VerificationStatus.UNSUPPORTED
    assert verification.score == 0.0
