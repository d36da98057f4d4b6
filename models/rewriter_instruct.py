"""Instruct models through transformers: one group a prompt, greedy, in batches, up to the end of the sentence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from transformers import AutoModelForCausalLM

from models.decoding import GraphPaths, RowEnds
from models.loading import DtypeName, choose_dtype, load_tokenizer, load_weights
from models.rewriter_text import OUT_OF_TIME, TOO_LONG, disarm, instruct_small, take_sentence
from models.store import InstalledCheckpoint
from models.word_graph import WordGraph
from service.domain import Rewrite, RewriterDescription, RewriteRequest, RewriterKind
from service.pipeline.language import count_words

ROWS = 8
"""Groups rewritten at once. A batch has always so many rows, dummies among them: the bits of a row depend on how many
there are, not on what they hold (docs/decisions/0010)."""
WIDTH_STEP_TOKENS = 256
"""Prompts are padded to multiples of this, and lose sentences, the last first, until one step is enough: groups of one
batch are then rewritten at the price of one."""
_SHORTER = 0.85
"""Share of a sentence's tokens that a confined model may use: docs/decisions/0010-rewriting.md has others."""
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
        tasks = [self._prepare(request) for request in requests]
        rewrites = [Rewrite(text=request.sentences[0]) for request in requests]
        by_width: defaultdict[int, list[int]] = defaultdict(list)
        for place, task in enumerate(tasks):
            if task.width + task.most_tokens > self._max_tokens:
                rewrites[place] = Rewrite(failure=TOO_LONG)
            elif task.leaves_a_choice:
                by_width[task.width].append(place)
        for width, places in sorted(by_width.items()):
            for start in range(0, len(places), ROWS):
                chosen = places[start : start + ROWS]
                written = self._write([tasks[place] for place in chosen], width, remaining_seconds)
                for place, rewrite in zip(chosen, written, strict=True):
                    rewrites[place] = rewrite
        return tuple(rewrites)

    def warm_up(self) -> None:
        """Rewrites two sentences, so that the first request does not pay for what is set up once."""
        request = RewriteRequest(sentences=("The bridge is open.", "The bridge opened."), language="en", max_words=5)
        self.rewrite([request], remaining_seconds=lambda: 60.0)

    def _prepare(self, request: RewriteRequest) -> _Task:
        """The request with as many of its sentences as the narrowest batch has room for, at least the first."""
        prompt = self._prompt(request)
        while len(prompt) > WIDTH_STEP_TOKENS and len(request.sentences) > 1:
            request = replace(request, sentences=request.sentences[:-1])
            prompt = self._prompt(request)
        if not self._is_confined:
            own = " ".join(request.sentences)
            per_word = len(self._tokenize(own)) / max(1, count_words(own))
            most_tokens = math.ceil(per_word * request.max_words) + _SPARE_TOKENS
            return _Task(prompt=prompt, most_tokens=most_tokens, graph=None)
        sentences = [disarm(sentence, self._special_tokens) for sentence in request.sentences]
        graph = WordGraph(sentences, self._tokenize)
        short = [k for k, sentence in enumerate(sentences) if count_words(sentence) <= request.max_words]
        whole = max((graph.count_tokens(k) for k in short), default=graph.count_tokens(0))
        return _Task(prompt=prompt, most_tokens=max(graph.shortest, int(whole * _SHORTER)) + 1, graph=graph)

    def _prompt(self, request: RewriteRequest) -> tuple[int, ...]:
        messages = instruct_small(request, self._special_tokens)
        if self._tokenizer.chat_template:
            text = str(self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))
        else:
            text = "\n\n".join([*(message["content"] for message in messages), "One concise sentence:\n"])
        return tuple(self._tokenize(text))

    def _tokenize(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    def _write(self, tasks: Sequence[_Task], width: int, remaining_seconds: Callable[[], float]) -> list[Rewrite]:
        """The rewrites of at most ROWS tasks whose prompts are padded to `width` tokens."""
        if remaining_seconds() <= 0:
            return [Rewrite(failure=OUT_OF_TIME)] * len(tasks)
        ids = torch.full((ROWS, width), int(self._tokenizer.pad_token_id))
        mask = torch.zeros((ROWS, width), dtype=torch.long)
        for row, task in enumerate([*tasks, *[tasks[0]] * (ROWS - len(tasks))]):
            ids[row, width - len(task.prompt) :] = torch.tensor(task.prompt)
            mask[row, width - len(task.prompt) :] = 1
        most_tokens = [task.most_tokens for task in tasks]
        graphs = [task.graph for task in tasks if task.graph]
        eos_id = int(self._tokenizer.eos_token_id)
        ends = RowEnds(
            most_tokens,
            width,
            eos_id,
            remaining_seconds=remaining_seconds,
            tokenizer=None if self._is_confined else self._tokenizer,
        )
        with torch.inference_mode():
            output = self._model.generate(  # type: ignore[operator]  # a mixin that torch's stubs hide
                input_ids=ids,
                attention_mask=mask,
                do_sample=False,
                max_new_tokens=max(most_tokens),
                pad_token_id=self._tokenizer.pad_token_id,
                stopping_criteria=[ends],
                logits_processor=[GraphPaths(graphs, most_tokens, width, eos_id)] if graphs else [],
            )
        return [self._read(output[row, width:].tolist(), late=row in ends.late) for row in range(len(tasks))]

    def _read(self, tokens: list[int], *, late: bool) -> Rewrite:
        written = [token for token in tokens if token != self._tokenizer.pad_token_id]
        if late:
            return Rewrite(failure=OUT_OF_TIME, tokens=len(written))
        text = str(self._tokenizer.decode(written, skip_special_tokens=True)).strip()
        return Rewrite(text=text if self._is_confined else take_sentence(text) or "", tokens=len(written))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A request as the model gets it. most_tokens: that it may write, the end included."""

    prompt: tuple[int, ...]
    most_tokens: int
    graph: WordGraph | None

    @property
    def width(self) -> int:
        """Tokens that the prompt is padded to."""
        return -(-len(self.prompt) // WIDTH_STEP_TOKENS) * WIDTH_STEP_TOKENS

    @property
    def leaves_a_choice(self) -> bool:
        """Whether there may be another path than the first sentence; else nothing has to be decoded."""
        return self.graph is None or self.graph.sentences > 1 or self.graph.count_tokens(0) >= self.most_tokens
