"""Factual consistency: whether a sentence says what its evidence says, and nothing else.

Checks look for what can be named: numbers, dates and names that the evidence does not hold, negations and roles that it
turns round, quotations that are not its words. The rest is a matter of degree: meaning, words, and runs of words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.domain import Verification, VerificationStatus
from service.pipeline.text.corpus import Evidence
from service.pipeline.text.recall import remembered
from service.pipeline.verification.check_antonyms import check_antonyms
from service.pipeline.verification.check_fusion import check_fusion, count_joints
from service.pipeline.verification.check_names import check_names
from service.pipeline.verification.check_negation import check_negations
from service.pipeline.verification.check_numbers import check_dates, check_numbers
from service.pipeline.verification.check_quotations import check_quotations, find_implied_speakers
from service.pipeline.verification.check_roles import check_roles
from service.pipeline.verification.check_substitutions import (
    check_substitutions,
    count_additions,
    find_resolved_anaphora,
)
from service.pipeline.verification.decomposition import decompose
from service.pipeline.verification.overlap import Overlap, measure_overlap
from service.pipeline.verification.reporting_verbs import leave_out_credits
from service.pipeline.verification.spans import locate_errors
from service.pipeline.verification.statements import Finding, Statement, read_statement
from service.pipeline.verification.support import DEFAULT_THRESHOLD, Likeness, score_support
from service.pipeline.verification.truecasing import truecase
from service.ports import Entailment

_RETOLD_PAIRS = 0.6
"""Share of a sentence's pairs of stems from which a source tells it in nearly the same words: of sentences with one
word changed 0.9 have more, of human ones one in five."""
_COPIED_WORDS, _COPIED_NEW = 4, 2
"""Words in a row, and those of content among them that no other evidence has, from which a sentence is copied from."""
_NAMED_WORDS = 8
"""Missing words listed in a reason."""
_CONTRADICTED = 0.8
"""Probability from which a sentence that is not supported is contradicted."""
_CONTRADICTION = "the cited sentences say otherwise"
_WORD = re.compile(r"\w+(?:['’](?![sS]\b)\w+)*")


def check_factual_consistency(
    text: str,
    evidence: Sequence[Evidence],
    *,
    language: str,
    similarity: float,
    entailments: Sequence[Entailment] = (),
    threshold: float = DEFAULT_THRESHOLD,
) -> Verification:
    """Whether `evidence` supports `text`: a status, the probability of support, what is wrong and where in `text`.

    similarity: cosine of the sentence's embedding to its best evidence, in [-1, 1].
    entailments: what an entailment model says of all evidence together, then of that of each article; empty without a
    model, and then a finding of any check is enough to refuse. threshold: the probability from which it is supported.
    """
    if not evidence:
        return Verification(status=VerificationStatus.UNSUPPORTED, score=0.0, reasons=("nothing is cited",))
    written, sources = _read(text, evidence, language)
    findings = (*_check_held(written, sources), *_check_told(written, sources))
    told = leave_out_credits(written, _read_story(sources))
    likeness = Likeness(
        similarity=similarity,
        overlap=measure_overlap(told, sources),
        added=count_additions(told, sources),
        joined=count_joints(told, sources),
        nearest=max(measure_overlap(written, [source]).pairs for source in sources),
    )
    score = score_support(likeness, findings, entailments)
    if score >= threshold and not (findings and not entailments):
        return Verification(status=VerificationStatus.SUPPORTED, score=score)
    contradicted = _is_contradicted(entailments)
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
    """Whether some evidence contradicts the sentence, and none entails it as surely."""
    against = max((entailment.contradicted for entailment in entailments), default=0.0)
    return against >= _CONTRADICTED and against > max(entailment.entailed for entailment in entailments)


def count_missing(text: str, evidence: Sequence[Evidence], *, language: str) -> int:
    """Of `text`, the numbers, dates, names, quotations and negations that `evidence` lacks and more of it may hold.

    0 where one sentence of it says nearly the same words: what differs there is changed, not taken from elsewhere.
    """
    written, sources = _read(text, evidence, language)
    if _is_retold(written, sources):
        return 0
    return sum(len(finding.words) for finding in _check_held(written, sources))


def copies_further(text: str, evidence: Sequence[Evidence], further: Evidence, *, language: str) -> bool:
    """Whether `text` repeats words in a row of `further` that `evidence` lacks."""
    written, sources = _read(text, (*evidence, further), language)
    held = frozenset[str]().union(*(source.terms.content for source in sources[:-1]))
    decomposition = decompose(written, sources)
    return any(
        run.source == len(evidence)
        and run.end - run.start >= _COPIED_WORDS
        and len({word.token.stem for word in decomposition.read(run) if word.content} - held) >= _COPIED_NEW
        for run in decomposition.runs
    )


def _read(text: str, evidence: Sequence[Evidence], language: str) -> tuple[Statement, list[Statement]]:
    cased = truecase(text, [source.context or source.text for source in evidence])
    return read_statement(cased, language=language), [
        read_statement(source.text, language=source.language, published_at=source.published_at, context=source.context)
        for source in evidence
    ]


def _is_retold(written: Statement, sources: Sequence[Statement]) -> bool:
    """Whether one source has most of the sentence's pairs of stems."""
    return any(measure_overlap(written, [source]).pairs >= _RETOLD_PAIRS for source in sources)


def _check_held(written: Statement, sources: Sequence[Statement]) -> tuple[Finding, ...]:
    """What the sentence names and the evidence lacks, and what more evidence may hold."""
    findings = (
        check_numbers(written, sources),
        check_dates(written, sources),
        check_names(
            written,
            sources,
            _read_story(sources),
            resolved=find_resolved_anaphora(written, sources) | find_implied_speakers(written, sources),
            retold=_is_retold(written, sources),
        ),
        check_negations(written, sources),
        check_quotations(written, sources),
    )
    return tuple(finding for finding in findings if finding)


def _check_told(written: Statement, sources: Sequence[Statement]) -> tuple[Finding, ...]:
    """What the evidence holds and tells otherwise."""
    findings = (
        check_antonyms(written, sources),
        check_roles(written, sources),
        check_substitutions(written, sources),
        check_fusion(written, sources),
    )
    return tuple(finding for finding in findings if finding)


def _read_story(sources: Sequence[Statement]) -> frozenset[str]:
    """Lower-cased words of the articles that are cited."""
    return frozenset[str]().union(*(_read_words(source.context) for source in sources))


def _name_missing(overlap: Overlap) -> str:
    if not overlap.missing:
        return "the cited sentences have its words and say something else"
    return f"words that the cited sentences do not hold: {', '.join(overlap.missing[:_NAMED_WORDS])}"


@remembered(maxsize=512)
def _read_words(text: str) -> frozenset[str]:
    """Lower-cased words. Cached: all the sentences of an article share its text."""
    return frozenset(word.lower().replace("’", "'") for word in _WORD.findall(text))
