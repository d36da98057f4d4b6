from __future__ import annotations

import pytest

from service.pipeline.rewriting.drafting import Rewording, choose_sentences, draft_rewrite, read_rewrite
from service.rewrites import Rewrite

SENTENCES = ("The bridge is\n open.", "A bridge opened.")
REQUEST = draft_rewrite(SENTENCES, language="en", max_words=5, weight={})


def reword(answer: Rewrite) -> Rewording:
    return read_rewrite(answer, REQUEST)


def test_a_rewriter_reads_each_sentence_on_one_line_and_how_many_words_it_may_use() -> None:
    assert REQUEST.sentences == ("The bridge is open.", "A bridge opened.")
    assert (REQUEST.language, REQUEST.max_words, REQUEST.word_counts) == ("en", 5, (4, 3))


def test_the_first_distinct_wordings_are_chosen_at_most_four() -> None:
    assert choose_sentences(["a b", "a  b", "c", "d", "e", "f"]) == ("a b", "c", "d", "e")


def test_a_rewrite_comes_on_one_line() -> None:
    assert reword(Rewrite(text="The bridge\nopened.", tokens=4)) == Rewording(text="The bridge opened.")


@pytest.mark.parametrize("text", ["", "The bridge", "The bridge:", '"The bridge opened.', "The bridge (opened."])
def test_what_is_no_whole_sentence_is_refused(text: str) -> None:
    assert reword(Rewrite(text=text, tokens=3)) == Rewording(refusal="the rewriter gave no whole sentence")


def test_a_rewrite_of_more_words_than_allowed_is_refused() -> None:
    rewording = reword(Rewrite(text="The bridge is open once again."))
    assert (rewording.text, rewording.refusal) == (None, "the rewrite has 6 words, more than 5")


def test_why_a_rewriter_failed_is_handed_on() -> None:
    assert reword(Rewrite(failure="it is down")) == Rewording(failure="it is down")


def test_a_rewrite_that_points_back_where_its_sentence_does_not_is_refused() -> None:
    assert (
        reword(Rewrite(text="But the bridge opened.")).refusal
        == "the rewrite opens by pointing at a sentence before it"
    )


def test_a_rewrite_may_leave_details_out() -> None:
    assert reword(Rewrite(text="A bridge opened.")).text == "A bridge opened."


def test_of_several_wordings_those_without_a_fault_are_kept_in_their_order() -> None:
    others = ("A bridge opened.", "But it opened.", "One bridge opened.")
    answer = Rewrite(text="The bridge", others=others, least_support=(0.6, 0.7, 0.8, 0.9))
    assert reword(answer) == Rewording(
        text="A bridge opened.", least_support=0.7, others=(("One bridge opened.", 0.9),)
    )
    two = reword(Rewrite(text="A bridge opened.", others=("One bridge opened.",)))
    assert two.next == Rewording(text="One bridge opened.")
    assert two.next.next is None


def test_a_request_can_say_what_its_sentence_may_be_cut_down_to() -> None:
    request = draft_rewrite(["The bridge, painted in green, is open."], language="en", max_words=9, weight={})
    assert request.list_compressions() == ("The bridge is open.",)
