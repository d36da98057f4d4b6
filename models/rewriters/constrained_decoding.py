"""Paths through word graphs, chosen by a model: a pass of the model for each choice, not for each token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from transformers import DynamicCache, PreTrainedModel
from transformers.cache_utils import DynamicLayer

from models.rewriters.word_graph import WordGraph

ROWS = 8
"""Paths written at once. A batch has always so many rows, dummies among them: the bits of a row depend on how many
there are, not on what they hold (docs/decisions/0010)."""
_RUN_TOKENS = 16
"""Read in one pass, for the same reason always so many: between two choices a path has seldom more, and twice as many
take half as long again (docs/decisions/0010)."""
_PROMPT_STEP_TOKENS = 64
"""Prompts are padded to multiples of this, so that there are few shapes to prepare for."""


@dataclass(slots=True, kw_only=True)
class GraphPath:
    """A path as it grows.

    prompt: token ids. most_tokens: that it may have. late: whether the time was up before it ended.
    """

    prompt: Sequence[int]
    graph: WordGraph
    most_tokens: int
    tokens: list[int] = field(default_factory=list)
    late: bool = False
    _nodes: frozenset[int] = frozenset({WordGraph.START})

    def list_choices(self) -> list[int]:
        """The tokens that may come next, ascending; none at the end."""
        return sorted(self.graph.list_tokens(self._nodes, self.most_tokens - len(self.tokens)))

    def append(self, token: int) -> None:
        self._nodes = self.graph.follow(self._nodes, token)
        self.tokens.append(token)

    def run_on(self, most: int) -> bool:
        """Appends up to `most` tokens while there is but one that may come next; whether the path has ended."""
        for _ in range(most):
            choices = self.list_choices()
            if len(choices) != 1:
                return not choices
            self.append(choices[0])
        return not self.list_choices()


def reads_ahead(model: PreTrainedModel) -> bool:
    """Whether `model` may read several tokens of several rows at once, with gaps: whether it keeps every position."""
    layers = DynamicCache(config=model.config).layers
    return bool(layers) and all(type(layer) is DynamicLayer for layer in layers)


def write_paths(
    model: PreTrainedModel, paths: Sequence[GraphPath], width: int, *, remaining_seconds: Callable[[], float]
) -> None:
    """Writes at most ROWS paths to their ends, or until the time is up, greedily.

    width: at least the tokens of each prompt; the same for the same prompt in any company.
    """
    ended = [path.run_on(0) for path in paths]
    read = [0] * len(paths)
    with torch.inference_mode():
        reader = None
        while not all(ended):
            if remaining_seconds() <= 0:
                break
            reader = reader or _Reader(model, paths, width)
            for row, path in enumerate(paths):
                if not ended[row]:
                    ended[row] = _continue(path, read[row], reader.states[row], model)
            if not all(ended):
                runs = [[] if ended[row] else path.tokens[read[row] :] for row, path in enumerate(paths)]
                reader.read(runs)
                read = [count + len(run) for count, run in zip(read, runs, strict=True)]
    for path, has_ended in zip(paths, ended, strict=True):
        path.late = not has_ended


def _continue(path: GraphPath, read: int, state: torch.Tensor, model: PreTrainedModel) -> bool:
    """Chooses the next token, where all before it are read, and what follows without a choice; whether it has ended."""
    if read == len(path.tokens) and len(choices := path.list_choices()) > 1:
        path.append(_choose(choices, state, model))
    return path.run_on(read + _RUN_TOKENS - len(path.tokens))


def _choose(choices: Sequence[int], state: torch.Tensor, model: PreTrainedModel) -> int:
    """The likeliest of some tokens after a hidden state; of equals, the first."""
    head = model.get_output_embeddings()  # type: ignore[no-untyped-call]
    scores = (head.weight[list(choices)].float() * state.float()).sum(-1)
    if getattr(head, "bias", None) is not None:
        scores = scores + head.bias[list(choices)].float()
    return choices[int(scores.argmax())]


class _Reader:
    """What a model has read of each row.

    states: of each row, the hidden state behind its last token. Shape: (hidden,).
    """

    def __init__(self, model: PreTrainedModel, paths: Sequence[GraphPath], width: int) -> None:
        """Reads the prompts, one by one, so that none pays for the others and no bit depends on them."""
        self._model = model.get_decoder()  # type: ignore[no-untyped-call]
        self._lengths = [len(path.prompt) for path in paths] + [1] * (ROWS - len(paths))
        self._mask = torch.zeros((ROWS, width), dtype=torch.long)
        self._mask[:, 0] = 1  # of dummies too, which would else see nothing
        self.states: list[torch.Tensor] = []
        layers: list[tuple[torch.Tensor, torch.Tensor]] = []
        for row, path in enumerate(paths):
            size = -(-len(path.prompt) // _PROMPT_STEP_TOKENS) * _PROMPT_STEP_TOKENS
            ids = torch.zeros((1, size), dtype=torch.long)
            ids[0, : len(path.prompt)] = torch.tensor(path.prompt)
            output = self._model(input_ids=ids, past_key_values=DynamicCache(), use_cache=True)
            self.states.append(output.last_hidden_state[0, len(path.prompt) - 1])
            self._mask[row, : len(path.prompt)] = 1
            for place, layer in enumerate(output.past_key_values.layers):
                if row == 0:
                    layers.append((_widen(layer.keys, width), _widen(layer.values, width)))
                for whole, part in zip(layers[place], (layer.keys, layer.values), strict=True):
                    whole[row, :, :size] = part[0]
        self._cache = DynamicCache()
        for place, (keys, values) in enumerate(layers):
            self._cache.update(keys, values, place)

    def read(self, runs: Sequence[Sequence[int]]) -> None:
        """Reads some more tokens, at most _RUN_TOKENS, of each row."""
        ids = torch.zeros((ROWS, _RUN_TOKENS), dtype=torch.long)
        positions = torch.zeros((ROWS, _RUN_TOKENS), dtype=torch.long)
        mask = torch.zeros((ROWS, _RUN_TOKENS), dtype=torch.long)
        for row, run in enumerate(runs):
            ids[row, : len(run)] = torch.tensor(run, dtype=torch.long)
            positions[row] = torch.arange(self._lengths[row], self._lengths[row] + _RUN_TOKENS)
            mask[row, : len(run)] = 1
            self._lengths[row] += len(run)
        self._mask = torch.cat([self._mask, mask], dim=1)
        output = self._model(
            input_ids=ids,
            attention_mask=self._mask,
            position_ids=positions,
            past_key_values=self._cache,
            use_cache=True,
        )
        for row, run in enumerate(runs):
            if run:
                self.states[row] = output.last_hidden_state[row, len(run) - 1]


def _widen(part: torch.Tensor, width: int) -> torch.Tensor:
    """Zeros for ROWS rows of so many positions. Shape: (ROWS, heads, width, size)."""
    return part.new_zeros((ROWS, part.shape[1], width, part.shape[3]))
