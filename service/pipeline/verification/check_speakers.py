"""Speakers: statements that the evidence has somebody else make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.pipeline.claims.names import Name, same_name, stand_for_one
from service.pipeline.claims.speakers import Report, find_reports, list_words
from service.pipeline.verification.check_names import is_sure
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.reporting_verbs import is_credited
from service.pipeline.verification.statements import Statement

_RETOLD = 0.5
"""Share of the words of a statement that another report of it has."""
_LEAST_WORDS = 3
_MOST_NAMES = 32
"""Names of a sentence that are looked at; where more stand, it is a list."""


def check_speakers(comparison: Comparison) -> Finding | None:
    """Whom the sentence has say what somebody else says in the evidence, and not they.

    An outlet that is credited with the report says what others say in it. English alone. Cost: linear in the lengths of
    the sentences; of each, the first 32 reports and names are looked at.
    """
    written = comparison.written
    if written.language != "en":
        return None
    reports = [
        (report, report.speaker)
        for report in find_reports(written.claims)
        if report.speaker and len(report.words) >= _LEAST_WORDS
        if is_sure(report.speaker, written) and not is_credited(report.speaker, written.text, comparison.story)
    ]
    if not reports:
        return None
    sources = [source for source in comparison.evidence if source.language == "en"]
    told = [(source, find_reports(source.claims)) for source in sources]
    words = [
        f"{speaker.text} ({other.text})" for report, speaker in reports if (other := _find_other(report, speaker, told))
    ]
    return Finding(kind=Inconsistency.SPEAKER, words=tuple(words)) if words else None


def _find_other(report: Report, speaker: Name, told: Sequence[tuple[Statement, Sequence[Report]]]) -> Name | None:
    """Who else says most of a statement, of which the evidence has its speaker say no half as much."""
    shares = [
        (_share(report, other.words), other.speaker if other.speaker and is_sure(other.speaker, source) else None)
        for source, reports in told
        for other in reports
    ]
    # Of those that say as much, one of nobody named comes first.
    share, best = max(shares, key=lambda pair: (pair[0], pair[1] is None, _text(pair[1])), default=(0.0, None))
    if share < _RETOLD or best is None or _may_be_one(speaker, best):
        return None
    theirs = [own for own, other in shares if other is None or _may_be_one(speaker, other)]
    theirs += [_share(report, held) for source, reports in told for held in _read_behind(speaker, source, reports)]
    return best if max(theirs, default=0.0) < share / 2 else None


def _read_behind(speaker: Name, source: Statement, reports: Sequence[Report]) -> Iterable[frozenset[str]]:
    """The words behind each name of the speaker in a source, up to whom else it has speak."""
    for name in source.claims.names[:_MOST_NAMES]:
        if _may_be_one(speaker, name):
            end = next((report.start for report in reports if report.start >= name.end), len(source.text))
            yield list_words(token for token in source.claims.tokens if name.end <= token.start < end)


def _text(name: Name | None) -> str:
    return name.text if name else ""


def _may_be_one(one: Name, other: Name) -> bool:
    return same_name(one, other) or stand_for_one(one, other)


def _share(report: Report, words: frozenset[str]) -> float:
    return len(report.words & words) / len(report.words)
