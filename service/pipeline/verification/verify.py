"""Factual consistency: whether a sentence says what its evidence says, and nothing else.

Checks look for what can be named: numbers, dates and names that the evidence does not hold, negations and roles that it
turns round, quotations that are not its words. The rest is a matter of degree: meaning, words, and runs of words.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.domain import Verification, VerificationStatus
from service.pipeline.text.corpus import Evidence
from service.pipeline.verification.check_fusion import count_joints
from service.pipeline.verification.checks import ALL_CHECKS, CHECKS_FOR_MISSING, run_checks
from service.pipeline.verification.comparison import Comparison, compare
from service.pipeline.verification.gaps import count_additions
from service.pipeline.verification.overlap import Overlap, measure_overlap
from service.pipeline.verification.reporting_verbs import leave_out_credits
from service.pipeline.verification.spans import locate_errors
from service.pipeline.verification.support import DEFAULT_THRESHOLD, Likeness, score_support
from service.ports import Entailment

_COPIED_WORDS, _COPIED_NEW = 4, 2
"""Words in a row, and those of content among them that no other evidence has, from which a sentence is copied from."""
_NAMED_WORDS = 8
"""Missing words listed in a reason."""
_CONTRADICTED = 0.8
"""Probability from which a sentence that is not supported is contradicted."""
_SAID_BY_ONE = 0.5
"""Probability that one article alone contradicts what all together are sure to: else nobody can be named who does."""
_CONTRADICTION = "the cited sentences say otherwise"


def check_factual_consistency(
    text: str,
    evidence: Sequence[Evidence],
    *,
    language: str,
    similarity: float,
    entailments: Sequence[Entailment] = (),
    read: Sequence[Entailment] = (),
    threshold: float = DEFAULT_THRESHOLD,
) -> Verification:
    """Whether `evidence` supports `text`: a status, the probability of support, what is wrong and where in `text`.

    similarity: cosine of the sentence's embedding to its best evidence, in [-1, 1].
    entailments: what an entailment model says of all evidence together, then of that of each article; empty without a
    model, and then a finding of any check is enough to refuse; one that is certain always is.
    read: likewise, of all that was read, if `entailments` leaves something out: what is not supported is contradicted
    by any of it.
    threshold: the probability from which it is supported.
    """
    if not evidence:
        return Verification(status=VerificationStatus.UNSUPPORTED, score=0.0, reasons=("nothing is cited",))
    comparison = compare(text, evidence, language=language)
    findings = run_checks(ALL_CHECKS, comparison)
    likeness = _measure_likeness(comparison, similarity)
    score = score_support(likeness, findings, entailments, words=len(text.split()))
    refuted = any(finding.certain for finding in findings)
    if score >= threshold and not refuted and not (findings and not entailments):
        return Verification(status=VerificationStatus.SUPPORTED, score=score)
    contradicted = _is_contradicted(read or entailments)
    reasons = [finding.reason for finding in findings]
    if not reasons:
        reasons.append(_CONTRADICTION if contradicted else _name_missing(likeness.overlap))
    return Verification(
        status=VerificationStatus.CONTRADICTED if contradicted else VerificationStatus.UNSUPPORTED,
        score=score,
        reasons=tuple(reasons),
        spans=locate_errors(text, findings, likeness.overlap.missing),
    )


def _is_contradicted(entailments: Sequence[Entailment]) -> bool:
    """Whether some evidence contradicts the sentence, one article's alone too, and none entails it as surely."""
    against = max((entailment.contradicted for entailment in entailments), default=0.0)
    alone = entailments[1:] or entailments
    return (
        against >= _CONTRADICTED
        and against > max(entailment.entailed for entailment in entailments)
        and max(entailment.contradicted for entailment in alone) >= _SAID_BY_ONE
    )


def count_missing(text: str, evidence: Sequence[Evidence], *, language: str) -> int:
    """Of `text`, the numbers, dates, names, quotations and negations that `evidence` lacks and more of it may hold.

    0 where one sentence of it says nearly the same words: what differs there is changed, not taken from elsewhere.
    """
    comparison = compare(text, evidence, language=language)
    if comparison.retold:
        return 0
    return sum(len(finding.words) for finding in run_checks(CHECKS_FOR_MISSING, comparison))


def copies_further(text: str, evidence: Sequence[Evidence], further: Evidence, *, language: str) -> bool:
    """Whether `text` repeats words in a row of `further` that `evidence` lacks."""
    comparison = compare(text, (*evidence, further), language=language)
    held = frozenset[str]().union(*(source.terms.content for source in comparison.evidence[:-1]))
    decomposition = comparison.decomposition
    return any(
        run.source == len(evidence)
        and run.end - run.start >= _COPIED_WORDS
        and len({word.token.stem for word in decomposition.read(run) if word.content} - held) >= _COPIED_NEW
        for run in decomposition.runs
    )


def _measure_likeness(comparison: Comparison, similarity: float) -> Likeness:
    told = leave_out_credits(comparison)
    return Likeness(
        similarity=similarity,
        overlap=measure_overlap(told.written, told.evidence),
        added=count_additions(told.retellings),
        joined=count_joints(told),
        nearest=comparison.nearest,
    )


def _name_missing(overlap: Overlap) -> str:
    if not overlap.missing:
        return "the cited sentences have its words and say something else"
    return f"words that the cited sentences do not hold: {', '.join(overlap.missing[:_NAMED_WORDS])}"
