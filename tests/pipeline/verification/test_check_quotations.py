from __future__ import annotations

from service.pipeline.verification.check_quotations import check_quotations
from tests.pipeline.verification.statements import compare_with


def missing(text: str, *evidence: str) -> tuple[str, ...]:
    finding = check_quotations(compare_with(text, *evidence))
    return finding.words if finding else ()


def test_quoted_words_stand_in_the_evidence() -> None:
    assert missing("He called it “a very sad day,” and left.", '"It is a very sad day for us," he said.') == ()


def test_changed_words_are_named() -> None:
    assert missing('He called it "a very bad day."', '"It is a very sad day," he said.') == ("a very bad day.",)


def test_a_quotation_may_leave_out_words_where_it_says_so() -> None:
    evidence = '"We will go on, whatever it takes, until the bridge stands," he said.'
    assert missing('"We will go on ... until the bridge stands," he said.', evidence) == ()
    assert missing('"[They] will go on until the bridge stands," he said.', evidence) == (
        "will go on until the bridge stands,",
    )


def test_a_mark_may_stand_in_the_sentence_before_or_behind() -> None:
    evidence = '"We asked for help. Nobody came to us," she said.'
    assert missing('Nobody came to us," she said.', evidence) == ()
    assert missing('She said, "We asked for help.', evidence) == ()
    assert missing('Nobody listened to us," she said.', evidence) == ("Nobody listened to us,",)


def test_single_words_in_marks_are_no_quotations() -> None:
    assert missing('The "fastest" bridge fell.', "The bridge fell.") == ()
