from __future__ import annotations

from service.domain import ErrorKind
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.spans import locate_errors

TEXT = "The mayor denied that 14 people lacked evidence, and the mayor left."


def locate(*findings: Finding, missing: tuple[str, ...] = ()) -> list[tuple[str, ErrorKind]]:
    return [(TEXT[span.start : span.end], span.kind) for span in locate_errors(TEXT, findings, missing)]


def test_words_that_a_check_names_are_found_in_order_of_the_text() -> None:
    found = locate(
        Finding(kind=Inconsistency.NAME, words=("mayor",)), Finding(kind=Inconsistency.NUMBER, words=("14 people",))
    )
    assert found == [("mayor", ErrorKind.NAME), ("14 people", ErrorKind.NUMBER)]


def test_stems_are_found_by_the_words_that_begin_with_them() -> None:
    assert locate(Finding(kind=Inconsistency.NEGATION, words=("lack evid",))) == [
        ("lacked evidence", ErrorKind.NEGATION)
    ]


def test_words_that_the_sentence_does_not_hold_are_left_out() -> None:
    assert locate(Finding(kind=Inconsistency.DATE, words=("Tuesday",))) == []


def test_without_a_finding_the_words_that_nobody_says_are_unstated() -> None:
    assert locate(missing=("evidence", "left")) == [("evidence", ErrorKind.UNSTATED), ("left", ErrorKind.UNSTATED)]


def test_a_finding_comes_before_what_is_merely_missing() -> None:
    assert locate(Finding(kind=Inconsistency.NUMBER, words=("14",)), missing=("left",)) == [("14", ErrorKind.NUMBER)]
