from __future__ import annotations

import torch

from models.rewriters.decoding import RowEnds

EOS, WIDTH = 1, 2
PROMPT = [9, 9]


def end(ends: RowEnds, *written: list[int]) -> list[bool]:
    ids = torch.tensor([PROMPT + tokens for tokens in written])
    return ends(ids, torch.zeros(1)).tolist()


def test_a_row_ends_with_the_turn_or_when_it_has_its_tokens() -> None:
    ends = RowEnds([9, 2], WIDTH, EOS, remaining_seconds=lambda: 1.0, has_sentence=lambda _: False)
    assert end(ends, [5], [5], [5]) == [False, False, True]  # the third row is a dummy
    assert end(ends, [5, 5], [5, 5], [5, 5]) == [False, True, True]
    assert end(ends, [5, 5, EOS], [5, 5, 0], [5, 5, 5]) == [True, True, True]
    assert ends.late == frozenset()


def test_when_the_time_is_up_all_rows_end_and_those_that_were_not_done_are_late() -> None:
    ends = RowEnds([9, 1], WIDTH, EOS, remaining_seconds=lambda: 0.0, has_sentence=lambda _: False)
    assert end(ends, [5], [5]) == [True, True]
    assert ends.late == {0}


def test_a_row_ends_with_its_first_sentence() -> None:
    ends = RowEnds([9, 9], WIDTH, EOS, remaining_seconds=lambda: 1.0, has_sentence=lambda tokens: tokens == [5, 7])
    assert end(ends, [5, 7], [5, 6]) == [True, False]
