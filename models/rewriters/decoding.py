"""What decides, token by token, when the rewrites of a batch end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from transformers import StoppingCriteria


class RowEnds(StoppingCriteria):
    """Stops a row at its end or at its number of tokens, and all of them when the time is up.

    late: rows that the end of the time cut off.
    """

    def __init__(
        self,
        most_tokens: Sequence[int],
        width: int,
        eos_id: int,
        *,
        remaining_seconds: Callable[[], float],
        has_sentence: Callable[[Sequence[int]], bool],
    ) -> None:
        """has_sentence: whether a first sentence has ended with these tokens."""
        self._most_tokens, self._width, self._eos_id = most_tokens, width, eos_id
        self._remaining_seconds, self._has_sentence = remaining_seconds, has_sentence
        self._done: set[int] = set()
        self.late: frozenset[int] = frozenset()

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **kwargs: Any) -> torch.Tensor:  # noqa: ARG002
        for row in range(len(self._most_tokens)):
            if row not in self._done and self._has_ended(input_ids[row, self._width :], row):
                self._done.add(row)
        if self._remaining_seconds() <= 0:
            self.late = frozenset(range(len(self._most_tokens))) - self._done
            return torch.ones(len(input_ids), dtype=torch.bool)
        return torch.tensor([row >= len(self._most_tokens) or row in self._done for row in range(len(input_ids))])

    def _has_ended(self, tokens: torch.Tensor, row: int) -> bool:
        if int(tokens[-1]) == self._eos_id or len(tokens) >= self._most_tokens[row]:
            return True
        return self._has_sentence(tokens.tolist())
