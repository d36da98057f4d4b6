"""What decides, token by token, how a batch of rewrites goes on and when it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from transformers import LogitsProcessor, StoppingCriteria

from models.rewriters.word_graph import WordGraph


class GraphConstraint(LogitsProcessor):
    """Bars each row from every token that does not lead on along its graph; dummy rows may write anything."""

    def __init__(self, graphs: Sequence[WordGraph], most_tokens: Sequence[int], width: int, eos_id: int) -> None:
        """most_tokens: of each row's path, its end included. width: of the prompts."""
        self._graphs, self._most_tokens, self._width, self._eos_id = graphs, most_tokens, width, eos_id
        self._places = [frozenset({WordGraph.START})] * len(graphs)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        written = input_ids.shape[1] - self._width
        confined = torch.full_like(scores, -torch.inf)
        confined[len(self._graphs) :] = scores[len(self._graphs) :]
        for row, graph in enumerate(self._graphs):
            if written:
                self._places[row] = graph.follow(self._places[row], int(input_ids[row, -1]))
            allowed = sorted(graph.list_tokens(self._places[row], self._most_tokens[row] - 1 - written))
            confined[row, allowed or [self._eos_id]] = scores[row, allowed or [self._eos_id]]
        return confined


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
        has_sentence: Callable[[Sequence[int]], bool] | None,
    ) -> None:
        """has_sentence: whether a first sentence has ended with these tokens; None for rows that end by themselves."""
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
        return self._has_sentence is not None and self._has_sentence(tokens.tolist())
