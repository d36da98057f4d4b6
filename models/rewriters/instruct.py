"""Instruct models through transformers: one group a prompt, greedy, in batches, up to the end of the sentence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from transformers import AutoModelForCausalLM

from models.checkpoints.store import InstalledCheckpoint
from models.loading import DtypeName, choose_dtype
from models.pretrained import describe_rewriter, load_tokenizer, load_weights
from models.rewriters.constrained_decoding import ROWS, GraphPath, reads_ahead, write_paths
from models.rewriters.decoding import GraphConstraint, RowEnds
from models.rewriters.prompts import OUT_OF_TIME, TOO_LONG, disarm, holds_sentence, instruct_small, take_sentence
from models.rewriters.word_graph import WordGraph
from service.descriptions import RewriterDescription, RewriterKind
from service.ports import SentenceSplitter
from service.rewrites import Rewrite, RewriteRequest

WIDTH_STEP_TOKENS = 256
"""Prompts are padded to multiples of this, and lose sentences, the last first, until one step is enough: groups of one
batch are then rewritten at the price of one."""
_SPARE_TOKENS = 4
"""Beyond what as many words of its own sentences take: the full stop, and what shows that it was one."""
_CONFINED_PARAMETERS = 1_000_000_000
"""Smaller models invent; they may only choose a path through the words of their group."""


class InstructRewriter:
    """A `Rewriter` made of a checkpoint for causal language modelling; several threads may use it at once.

    Same request, same sentence: whatever the other requests, their number and their order.
    """

    def __init__(self, checkpoint: InstalledCheckpoint, *, split: SentenceSplitter, dtype: DtypeName = "auto") -> None:
        """Loads the checkpoint. split: finds where the first sentence of an answer ends.

        Raises: CheckpointError if it cannot be loaded as it is.
        """
        arithmetic = choose_dtype(dtype)
        self._split = split
        self._tokenizer = load_tokenizer(checkpoint, padding_side="left")
        self._model = load_weights(checkpoint, AutoModelForCausalLM, arithmetic)
        self._max_tokens = int(getattr(self._model.config, "max_position_embeddings", 2048))
        self._special_tokens = tuple(self._tokenizer.all_special_tokens)
        self._is_confined = self._model.num_parameters() < _CONFINED_PARAMETERS
        self._reads_ahead = self._is_confined and reads_ahead(self._model)
        self._description = describe_rewriter(checkpoint, RewriterKind.INSTRUCT, arithmetic)

    @property
    def description(self) -> RewriterDescription:
        return self._description

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        """One sentence for each request; cost grows with the longest of a batch, not with their number up to ROWS."""
        tasks = [self._prepare(request) for request in requests]
        rewrites = [Rewrite()] * len(tasks)
        by_width: defaultdict[int, list[int]] = defaultdict(list)
        for place, (request, task) in enumerate(zip(requests, tasks, strict=True)):
            if task.width + task.most_tokens > self._max_tokens:
                rewrites[place] = Rewrite(failure=TOO_LONG)
            elif (path := task.find_only_path()) is not None:
                rewrites[place] = Rewrite(text=request.sentences[0] if path in ([], task.own) else self._spell(path))
            else:
                by_width[task.width].append(place)
        for width, places in sorted(by_width.items()):
            for start in range(0, len(places), ROWS):
                chosen = places[start : start + ROWS]
                write = self._write_paths if self._reads_ahead else self._write
                written = write([tasks[place] for place in chosen], width, remaining_seconds)
                for place, rewrite in zip(chosen, written, strict=True):
                    rewrites[place] = rewrite
        return tuple(rewrites)

    def warm_up(self) -> None:
        """Rewrites two sentences, so that the first request does not pay for what is set up once."""
        request = RewriteRequest(
            sentences=("The bridge is open.", "The bridge opened."), word_counts=(4, 3), language="en", max_words=5
        )
        self.rewrite([request], remaining_seconds=lambda: 60.0)

    def _prepare(self, request: RewriteRequest) -> _Task:
        """The request with as many of its sentences as the narrowest batch has room for, at least the first."""
        prompt = self._prompt(request)
        while len(prompt) > WIDTH_STEP_TOKENS and len(request.sentences) > 1:
            request = replace(request, sentences=request.sentences[:-1], word_counts=request.word_counts[:-1])
            prompt = self._prompt(request)
        if not self._is_confined:
            own = " ".join(request.sentences)
            per_word = len(self._tokenize(own)) / max(1, sum(request.word_counts))
            most_tokens = math.ceil(per_word * request.max_words) + _SPARE_TOKENS
            return _Task(prompt=prompt, most_tokens=most_tokens, graph=None)
        sentences = [disarm(sentence, self._special_tokens) for sentence in request.sentences]
        graph = WordGraph(sentences, self._tokenize, find_edges=request.find_edges)
        most_tokens = max(graph.shortest, len(graph.first) - 1)  # left to itself, a small model repeats what it reads
        return _Task(prompt=prompt, most_tokens=most_tokens, graph=graph)

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

    def _write_paths(self, tasks: Sequence[_Task], width: int, remaining_seconds: Callable[[], float]) -> list[Rewrite]:
        """The rewrites of at most ROWS tasks that have graphs, with few passes of the model."""
        paths = [
            GraphPath(prompt=task.prompt, graph=task.graph, most_tokens=task.most_tokens)
            for task in tasks
            if task.graph
        ]
        write_paths(self._model, paths, width, remaining_seconds=remaining_seconds)
        return [self._read(path.tokens, late=path.late) for path in paths]

    def _write(self, tasks: Sequence[_Task], width: int, remaining_seconds: Callable[[], float]) -> list[Rewrite]:
        """The rewrites of at most ROWS tasks whose prompts are padded to `width` tokens."""
        if remaining_seconds() <= 0:
            return [Rewrite(failure=OUT_OF_TIME)] * len(tasks)
        ids = torch.full((ROWS, width), int(self._tokenizer.pad_token_id))
        mask = torch.zeros((ROWS, width), dtype=torch.long)
        for row, task in enumerate([*tasks, *[tasks[0]] * (ROWS - len(tasks))]):
            ids[row, width - len(task.prompt) :] = torch.tensor(task.prompt)
            mask[row, width - len(task.prompt) :] = 1
        most_tokens = [task.most_tokens + 1 for task in tasks]  # the end of the turn is a token, too
        graphs = [task.graph for task in tasks if task.graph]
        eos_id = int(self._tokenizer.eos_token_id)
        ends = RowEnds(
            most_tokens,
            width,
            eos_id,
            remaining_seconds=remaining_seconds,
            has_sentence=None if self._is_confined else self._has_sentence,
        )
        with torch.inference_mode():
            output = self._model.generate(  # type: ignore[operator]  # a mixin that torch's stubs hide
                input_ids=ids,
                attention_mask=mask,
                do_sample=False,
                max_new_tokens=max(most_tokens),
                pad_token_id=self._tokenizer.pad_token_id,
                stopping_criteria=[ends],
                logits_processor=[GraphConstraint(graphs, most_tokens, width, eos_id)] if graphs else [],
            )
        return [self._read(output[row, width:].tolist(), late=row in ends.late) for row in range(len(tasks))]

    def _read(self, tokens: list[int], *, late: bool) -> Rewrite:
        written = [token for token in tokens if token != self._tokenizer.pad_token_id]
        if late:
            return Rewrite(failure=OUT_OF_TIME, tokens=len(written))
        text = self._spell(written)
        return Rewrite(text=text if self._is_confined else take_sentence(text, self._split) or "", tokens=len(written))

    def _has_sentence(self, tokens: Sequence[int]) -> bool:
        return holds_sentence(str(self._tokenizer.decode(list(tokens), skip_special_tokens=True)), self._split)

    def _spell(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=True)).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A request as the model gets it. most_tokens: that it may write, but for the end of its turn."""

    prompt: tuple[int, ...]
    most_tokens: int
    graph: WordGraph | None

    @property
    def width(self) -> int:
        """Tokens that the prompt is padded to."""
        return -(-len(self.prompt) // WIDTH_STEP_TOKENS) * WIDTH_STEP_TOKENS

    @property
    def own(self) -> list[int] | None:
        """The tokens of the sentence that is to be rewritten."""
        return self.graph.first if self.graph else None

    def find_only_path(self) -> list[int] | None:
        """The tokens of the rewrite where nothing is left to choose; None where something is."""
        if self.graph is None:
            return None
        path = GraphPath(prompt=(), graph=self.graph, most_tokens=self.most_tokens)
        return path.tokens if path.run_on(self.most_tokens) else None
