"""Instruct models through transformers: one group a prompt, greedy, in batches, up to the end of the sentence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import torch
from transformers import AutoModelForCausalLM, LogitsProcessor, PreTrainedTokenizerBase, StoppingCriteria

from models.loading import DtypeName, choose_dtype, load_tokenizer, load_weights
from models.rewriter_text import OUT_OF_TIME, TOO_LONG, holds_sentence, instruct_small, take_sentence
from models.store import InstalledCheckpoint
from models.word_graph import WordGraph
from service.domain import Rewrite, RewriterDescription, RewriteRequest, RewriterKind
from service.pipeline.language import count_words

ROWS = 8
"""Groups rewritten at once. A batch has always so many rows, dummies among them: the bits of a row depend on how many
there are, not on what they hold (docs/decisions/0010)."""
WIDTH_STEP_TOKENS = 192
"""Prompts are padded to multiples of this: most fit the first. Narrower steps tear batches apart."""
_SPARE_TOKENS = 4
"""Beyond what as many words of its own sentences take: the full stop, and what shows that it was one."""
_CONFINED_PARAMETERS = 1_000_000_000
"""Smaller models invent; they may only choose a path through the words of their group."""


class InstructRewriter:
    """A `Rewriter` made of a checkpoint for causal language modelling; several threads may use it at once.

    Same request, same sentence: whatever the other requests, their number and their order.
    """

    def __init__(self, checkpoint: InstalledCheckpoint, *, dtype: DtypeName = "auto") -> None:
        """Loads the checkpoint. Raises: CheckpointError if it cannot be loaded as it is."""
        arithmetic = choose_dtype(dtype)
        self._tokenizer = load_tokenizer(checkpoint, padding_side="left")
        self._model = load_weights(checkpoint, AutoModelForCausalLM, arithmetic)
        self._max_tokens = int(getattr(self._model.config, "max_position_embeddings", 2048))
        self._special_tokens = tuple(self._tokenizer.all_special_tokens)
        self._is_confined = self._model.num_parameters() < _CONFINED_PARAMETERS
        self._description = RewriterDescription(
            name=checkpoint.card.name,
            kind=RewriterKind.INSTRUCT,
            revision=checkpoint.card.revision,
            sha256=checkpoint.weights_sha256,
            dtype=str(arithmetic).removeprefix("torch."),
            languages=tuple(sorted({tag.split("-")[0] for tag in checkpoint.card.languages})),
        )

    @property
    def description(self) -> RewriterDescription:
        return self._description

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        """One sentence for each request; cost grows with the longest of a batch, not with their number up to ROWS."""
        prompts = [self._tokenize(request) for request in requests]
        rewrites = [Rewrite(failure=TOO_LONG)] * len(requests)
        by_width: defaultdict[int, list[int]] = defaultdict(list)
        for place, (prompt, request) in enumerate(zip(prompts, requests, strict=True)):
            width = -(-len(prompt) // WIDTH_STEP_TOKENS) * WIDTH_STEP_TOKENS
            if width + self._count_new_tokens(request) <= self._max_tokens:
                by_width[width].append(place)
        for width, places in sorted(by_width.items()):
            for start in range(0, len(places), ROWS):
                chosen = places[start : start + ROWS]
                batch = [(prompts[place], requests[place]) for place in chosen]
                for place, rewrite in zip(chosen, self._write(batch, width, remaining_seconds), strict=True):
                    rewrites[place] = rewrite
        return tuple(rewrites)

    def warm_up(self) -> None:
        """Rewrites a sentence, so that the first request does not pay for what is set up once."""
        request = RewriteRequest(sentences=("The bridge is open.",), language="en", max_words=5)
        self.rewrite([request], remaining_seconds=lambda: 60.0)

    def _tokenize(self, request: RewriteRequest) -> list[int]:
        messages = instruct_small(request, self._special_tokens)
        if self._tokenizer.chat_template:
            prompt = self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        else:
            prompt = "\n\n".join([*(message["content"] for message in messages), "One concise sentence:\n"])
        ids: list[int] = self._tokenizer(prompt, add_special_tokens=False)["input_ids"]
        return ids

    def _write(
        self,
        batch: Sequence[tuple[list[int], RewriteRequest]],
        width: int,
        remaining_seconds: Callable[[], float],
    ) -> list[Rewrite]:
        """The rewrites of at most ROWS prompts of at most `width` tokens."""
        if remaining_seconds() <= 0:
            return [Rewrite(failure=OUT_OF_TIME)] * len(batch)
        rows = [prompt for prompt, _ in batch] + [batch[0][0]] * (ROWS - len(batch))
        ids = torch.full((ROWS, width), int(self._tokenizer.pad_token_id))
        mask = torch.zeros((ROWS, width), dtype=torch.long)
        for row, prompt in enumerate(rows):
            ids[row, width - len(prompt) :] = torch.tensor(prompt)
            mask[row, width - len(prompt) :] = 1
        most_tokens = [self._count_new_tokens(request) for _, request in batch]
        paths = []
        if self._is_confined:
            graphs = [self._draw(request) for _, request in batch]
            most_tokens = [most + 1 for _, most in graphs]  # the end is a token too
            paths = [_GraphPaths(graphs, width, int(self._tokenizer.eos_token_id))]
        shows_end = None if self._is_confined else self._tokenizer
        end = _SentenceEnd(int(self._tokenizer.eos_token_id), width, most_tokens, remaining_seconds, shows_end)
        with torch.inference_mode():
            output = self._model.generate(  # type: ignore[operator]  # a mixin that torch's stubs hide
                input_ids=ids,
                attention_mask=mask,
                do_sample=False,
                max_new_tokens=max(most_tokens),
                pad_token_id=self._tokenizer.pad_token_id,
                stopping_criteria=[end],
                logits_processor=paths,
            )
        return [self._read(output[row, width:].tolist(), late=row in end.late) for row in range(len(batch))]

    def _read(self, tokens: list[int], *, late: bool) -> Rewrite:
        written = [token for token in tokens if token != self._tokenizer.pad_token_id]
        text = str(self._tokenizer.decode(written, skip_special_tokens=True))
        if late:
            return Rewrite(failure=OUT_OF_TIME, tokens=len(written))
        return Rewrite(text=(text.strip() if self._is_confined else take_sentence(text)) or "", tokens=len(written))

    def _count_new_tokens(self, request: RewriteRequest) -> int:
        """Tokens that the sentence may take: those of as many words of the request's own sentences, and a few."""
        text = " ".join(request.sentences)
        tokens = len(self._tokenizer(text, add_special_tokens=False)["input_ids"])
        return math.ceil(tokens / max(1, count_words(text)) * request.max_words) + _SPARE_TOKENS

    def _draw(self, request: RewriteRequest) -> tuple[WordGraph, int]:
        """The word graph of a request's sentences, and the tokens that a path may have.

        As many as the longest of the sentences that are short enough has, so that this one at least may be repeated.
        """

        def tokenize(text: str) -> list[int]:
            ids: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
            return ids

        graph = WordGraph(request.sentences, tokenize)
        short = [k for k, sentence in enumerate(request.sentences) if count_words(sentence) <= request.max_words]
        return graph, max((graph.count_tokens(k) for k in short), default=graph.count_tokens(0))


class _GraphPaths(LogitsProcessor):
    """Bars each row from every token that does not lead on along its graph; dummy rows may write anything."""

    def __init__(self, graphs: Sequence[tuple[WordGraph, int]], width: int, eos_id: int) -> None:
        """graphs: of each row, with the tokens that its path may have. width: of the prompts."""
        self._graphs, self._width, self._eos_id = graphs, width, eos_id
        self._places = [frozenset({WordGraph.START})] * len(graphs)
        self._begun = False

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        confined = torch.full_like(scores, -torch.inf)
        confined[len(self._graphs) :] = scores[len(self._graphs) :]
        for row, (graph, most_tokens) in enumerate(self._graphs):
            if self._begun:
                self._places[row] = graph.follow(self._places[row], int(input_ids[row, -1]))
            left = most_tokens - (input_ids.shape[1] - self._width)
            allowed = sorted(graph.list_tokens(self._places[row], left)) or [self._eos_id]
            confined[row, allowed] = scores[row, allowed]
        self._begun = True
        return confined


class _SentenceEnd(StoppingCriteria):
    """Stops a row behind its first sentence, or at its own number of tokens, and all of them when the time is up.

    late: rows that the end of the time cut off.
    """

    def __init__(
        self,
        eos_id: int,
        width: int,
        most_tokens: Sequence[int],
        remaining_seconds: Callable[[], float],
        tokenizer: PreTrainedTokenizerBase | None,
    ) -> None:
        """tokenizer: to see where a sentence ends; None for rows that end by themselves."""
        self._eos_id, self._tokenizer, self._width, self._most_tokens = eos_id, tokenizer, width, most_tokens
        self._remaining_seconds = remaining_seconds
        self._done: set[int] = set()
        self.late: frozenset[int] = frozenset()

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **kwargs: Any) -> torch.Tensor:  # noqa: ARG002
        rows = range(len(self._most_tokens))
        ended = (input_ids[:, -1] == self._eos_id).tolist()
        for row in rows:
            if row not in self._done and (ended[row] or self._is_done(input_ids[row, self._width :], row)):
                self._done.add(row)
        if self._remaining_seconds() <= 0:
            self.late = frozenset(rows) - self._done
            return torch.ones(len(input_ids), dtype=torch.bool)
        return torch.tensor([row not in rows or row in self._done for row in range(len(input_ids))])

    def _is_done(self, tokens: torch.Tensor, row: int) -> bool:
        if len(tokens) >= self._most_tokens[row]:
            return True
        if self._tokenizer is None:
            return False
        return holds_sentence(str(self._tokenizer.decode(tokens, skip_special_tokens=True)))
