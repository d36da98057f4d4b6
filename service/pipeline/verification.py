"""Whether a sentence says what its evidence says, and nothing else.

Checks look for what can be named: numbers, dates and names that the evidence does not hold, negations and roles that it
turns round, quotations that are not its words. The rest is a matter of degree: meaning, words, and runs of words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.domain import Verification, VerificationStatus
from service.pipeline.checks.casing import restore_case
from service.pipeline.checks.changes import check_changes, count_additions, find_resolved
from service.pipeline.checks.copying import trace_copies
from service.pipeline.checks.crediting import leave_out_credits
from service.pipeline.checks.figures import check_dates, check_numbers
from service.pipeline.checks.findings import Finding, Statement, read_statement
from service.pipeline.checks.naming import check_names
from service.pipeline.checks.negation import check_negations
from service.pipeline.checks.opposites import check_opposites
from service.pipeline.checks.overlap import Overlap, measure_overlap
from service.pipeline.checks.quotation import check_quotations
from service.pipeline.checks.roles import check_roles
from service.pipeline.checks.splices import check_splices, count_joints
from service.pipeline.recall import remembered

_BIAS, _SIMILARITY, _WORDS, _PAIRS, _TRIPLES = -1.75, 3.3, 1.4, 2.4, 1.7
"""A logistic regression of similarity and of the shares of words, of pairs and of triples of stems that the evidence
has. Fitted to human summaries and to sentences of gold groups, against the same with their evidence taken away; then
moved by 1.4 towards supported: docs/decisions/0012-verification.md."""
_ADDED, _JOINED = -1.0, -1.6
"""What a word costs that stands between repeated ones, and a joint of parts of two sentences. Fitted to sentences of
articles that were cut, joined and spliced."""
_REPEATING = 0.5
"""Share of a sentence's pairs from which its evidence is repeated, so that a word more begins to count."""
_FINDING = 0.5
"""What each finding leaves of the score, so that a sentence with one is always below `_LEAST_SCORE`."""
_LEAST_SCORE = 0.5
"""A sentence of a lower score is unsupported, whether or not a check can say why."""
_RETOLD_PAIRS = 0.6
"""Share of a sentence's pairs of stems from which a source tells it in nearly the same words: of sentences with one
word changed 0.9 have more, of human ones one in five."""
_DECIMALS = 4
_COPIED_WORDS, _COPIED_NEW = 4, 2
"""Words in a row, and those of content among them that no other evidence has, from which a sentence is copied from."""
_NAMED_WORDS = 8
"""Missing words listed in a reason."""
_WORD = re.compile(r"\w+(?:['’](?![sS]\b)\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence that is cited.

    language: a primary subtag such as `en`. published_at: when its article came out, which dates "Wednesday".
    context: text of its article, which tells whom "she" stands for; empty where only the sentence itself may count.
    """

    text: str
    language: str
    published_at: datetime | None = None
    context: str = ""


def verify_sentence(
    text: str, evidence: Sequence[Evidence], *, language: str, similarity: float, support: float | None = None
) -> Verification:
    """Whether `evidence` supports `text`: supported or unsupported, a score in [0, 1], and what is missing.

    similarity: cosine of the sentence's embedding to its best evidence, in [-1, 1].
    support: a support model's probability that the evidence supports the sentence, in [0, 1], or None without a model.
    """
    if not evidence:
        return Verification(status=VerificationStatus.UNSUPPORTED, score=0.0, reasons=("nothing is cited",))
    written, sources = _read(text, evidence, language)
    findings = (*_check_held(written, sources), *_check_told(written, sources))
    told = leave_out_credits(written, _read_story(sources))
    overlap = measure_overlap(told, sources)
    repeating = max(0.0, overlap.pairs - _REPEATING) / (1 - _REPEATING)
    odds = _ADDED * repeating * count_additions(told, sources) + _JOINED * count_joints(told, sources)
    score = _score(overlap, similarity, odds, len(findings), support)
    reasons = [finding.reason for finding in findings]
    if not reasons and score < _LEAST_SCORE:
        reasons.append(_name_missing(overlap))
    status = VerificationStatus.UNSUPPORTED if reasons else VerificationStatus.SUPPORTED
    return Verification(status=status, score=score, reasons=tuple(reasons))


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
    tracing = trace_copies(written, sources)
    return any(
        run.source == len(evidence)
        and run.end - run.start >= _COPIED_WORDS
        and len({word.token.stem for word in tracing.read(run) if word.content} - held) >= _COPIED_NEW
        for run in tracing.runs
    )


def _read(text: str, evidence: Sequence[Evidence], language: str) -> tuple[Statement, list[Statement]]:
    cased = restore_case(text, [source.context or source.text for source in evidence])
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
            resolved=find_resolved(written, sources),
            retold=_is_retold(written, sources),
        ),
        check_negations(written, sources),
        check_quotations(written, sources),
    )
    return tuple(finding for finding in findings if finding)


def _check_told(written: Statement, sources: Sequence[Statement]) -> tuple[Finding, ...]:
    """What the evidence holds and tells otherwise."""
    findings = (
        check_opposites(written, sources),
        check_roles(written, sources),
        check_changes(written, sources),
        check_splices(written, sources),
    )
    return tuple(finding for finding in findings if finding)


def _read_story(sources: Sequence[Statement]) -> frozenset[str]:
    """Lower-cased words of the articles that are cited."""
    return frozenset[str]().union(*(_read_words(source.context) for source in sources))


def _score(overlap: Overlap, similarity: float, retelling: float, findings: int, support: float | None) -> float:
    """In [0, 1]. The support model, where there is one, has as much to say as meaning and words together."""
    odds = retelling + (
        _BIAS + _SIMILARITY * similarity + _WORDS * overlap.words + _PAIRS * overlap.pairs + _TRIPLES * overlap.triples
    )
    likeness = 1 / (1 + math.exp(-odds))
    return round((likeness if support is None else (likeness + support) / 2) * _FINDING**findings, _DECIMALS)


def _name_missing(overlap: Overlap) -> str:
    if not overlap.missing:
        return "the cited sentences have its words and say something else"
    return f"words that the cited sentences do not hold: {', '.join(overlap.missing[:_NAMED_WORDS])}"


@remembered(maxsize=512)
def _read_words(text: str) -> frozenset[str]:
    """Lower-cased words. Cached: all the sentences of an article share its text."""
    return frozenset(word.lower().replace("’", "'") for word in _WORD.findall(text))
