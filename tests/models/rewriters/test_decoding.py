from __future__ import annotations

import torch

from models.rewriters.decoding import GraphConstraint, RowEnds
from models.rewriters.word_graph import WordGraph
from tests.models.written_rewriters import compress

EOS, WIDTH, FULL_STOP = 1, 2, 11
PROMPT = [9, 9]


def spell(text: str) -> list[int]:
    """A token a letter, from 2 on for `a`."""
    return [FULL_STOP if letter == "." else ord(letter) - ord("a") + 2 for letter in text if letter != " "]


def allow(processor: GraphConstraint, written: list[list[int]]) -> list[list[int]]:
    """Which tokens each row may write next, all tokens being equally likely."""
    ids = torch.tensor([PROMPT + tokens for tokens in written])
    scores = processor(ids, torch.zeros((len(written), 12)))
    return [torch.isfinite(row).nonzero().flatten().tolist() for row in scores]


def test_a_row_may_only_follow_its_graph_and_then_end() -> None:
    processor = GraphConstraint(
        [WordGraph(["a b"], spell, find_edges=compress), WordGraph(["c d", "c e"], spell, find_edges=compress)],
        [3, 3],
        WIDTH,
        EOS,
    )
    assert allow(processor, [[], []]) == [spell("a"), spell("c")]
    assert allow(processor, [spell("a"), spell("c")]) == [spell("b"), spell("de")]
    assert allow(processor, [spell("ab"), spell("ce")]) == [[EOS], [EOS]]


def test_a_path_that_would_be_too_long_is_not_entered() -> None:
    processor = GraphConstraint([WordGraph(["a b c d", "e f"], spell, find_edges=compress)], [3], WIDTH, EOS)
    assert allow(processor, [[]]) == [spell("e")]


def test_rows_without_a_graph_may_write_anything() -> None:
    processor = GraphConstraint([WordGraph(["a b"], spell, find_edges=compress)], [3], WIDTH, EOS)
    assert [len(tokens) for tokens in allow(processor, [[], []])] == [1, 12]


def end(ends: RowEnds, *written: list[int]) -> list[bool]:
    ids = torch.tensor([PROMPT + tokens for tokens in written])
    return ends(ids, torch.zeros(1)).tolist()


def test_a_row_ends_with_the_turn_or_when_it_has_its_tokens() -> None:
    ends = RowEnds([9, 2], WIDTH, EOS, remaining_seconds=lambda: 1.0, has_sentence=None)
    assert end(ends, [5], [5], [5]) == [False, False, True]  # the third row is a dummy
    assert end(ends, [5, 5], [5, 5], [5, 5]) == [False, True, True]
    assert end(ends, [5, 5, EOS], [5, 5, 0], [5, 5, 5]) == [True, True, True]
    assert ends.late == frozenset()


def test_when_the_time_is_up_all_rows_end_and_those_that_were_not_done_are_late() -> None:
    ends = RowEnds([9, 1], WIDTH, EOS, remaining_seconds=lambda: 0.0, has_sentence=None)
    assert end(ends, [5], [5]) == [True, True]
    assert ends.late == {0}
