"""Instruct models through transformers: one group a prompt, greedy, in batches, up to the end of the sentence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from transformers import AutoModelForCausalLM

from models.checkpoints.store import InstalledCheckpoint
from models.loading import DtypeName
from models.memory import telling_shortage
from models.rewriters.decoding import RowEnds
from models.rewriters.loaded import LoadedRewriter
from models.rewriters.prompts import OUT_OF_TIME, TOO_LONG, holds_sentence, instruct_small, take_sentence
from service.descriptions import RewriterKind
from service.ports import SentenceSplitter
from service.rewrites import Rewrite, RewriteRequest

ROWS = 8
"""Sentences written at once. A batch has always so many rows, dummies among them: the bits of a row depend on how many
there are, not on what they hold (docs/decisions/0010)."""
WIDTH_STEP_TOKENS = 256
"""Prompts are padded to multiples of this, and lose sentences, the last first, until one step is enough: groups of one
batch are then rewritten at the price of one."""
_SPARE_TOKENS = 4
"""Beyond what as many words of its own sentences take: the full stop, and what shows that it was one."""


class InstructRewriter(LoadedRewriter):
    """A `Rewriter` made of a checkpoint for causal language modelling.

    Same request, same sentence: whatever the other requests, their number and their order.
    """

    def __init__(self, checkpoint: InstalledCheckpoint, *, split: SentenceSplitter, dtype: DtypeName = "auto") -> None:
        """Loads the checkpoint. Raises: CheckpointError if it cannot be loaded as it is."""
        super().__init__(
            checkpoint, AutoModelForCausalLM, RewriterKind.INSTRUCT, split=split, dtype=dtype, padding_side="left"
        )
        self._max_tokens = int(getattr(self._model.config, "max_position_embeddings", 2048))

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        """One sentence for each request; cost grows with the longest of a batch, not with their number up to ROWS."""
        tasks = [self._prepare(request) for request in requests]
        rewrites = [Rewrite(failure=TOO_LONG)] * len(tasks)
        by_width: defaultdict[int, list[int]] = defaultdict(list)
        for place, task in enumerate(tasks):
            if task.width + task.most_tokens <= self._max_tokens:
                by_width[task.width].append(place)
        for width, places in sorted(by_width.items()):
            for start in range(0, len(places), ROWS):
                chosen = places[start : start + ROWS]
                written = self._write([tasks[place] for place in chosen], width, remaining_seconds)
                for place, rewrite in zip(chosen, written, strict=True):
                    rewrites[place] = rewrite
        return tuple(rewrites)

    def _prepare(self, request: RewriteRequest) -> _Task:
        """The request with as many of its sentences as the narrowest batch has room for, at least the first."""
        prompt = self._prompt(request)
        while len(prompt) > WIDTH_STEP_TOKENS and len(request.sentences) > 1:
            request = replace(request, sentences=request.sentences[:-1], word_counts=request.word_counts[:-1])
            prompt = self._prompt(request)
        per_word = len(self._tokenize(" ".join(request.sentences))) / max(1, sum(request.word_counts))
        return _Task(prompt=prompt, most_tokens=math.ceil(per_word * request.max_words) + _SPARE_TOKENS)

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
        most_tokens = [task.most_tokens + 1 for task in tasks]  # the end of the turn is a token, too
        ends = RowEnds(
            most_tokens,
            width,
            int(self._tokenizer.eos_token_id),
            remaining_seconds=remaining_seconds,
            has_sentence=self._has_sentence,
        )
        with torch.inference_mode(), telling_shortage():
            output = self._model.generate(  # type: ignore[operator]  # a mixin that torch's stubs hide
                input_ids=ids,
                attention_mask=mask,
                do_sample=False,
                max_new_tokens=max(most_tokens),
                pad_token_id=self._tokenizer.pad_token_id,
                stopping_criteria=[ends],
            )
        return [self._read(output[row, width:].tolist(), late=row in ends.late) for row in range(len(tasks))]

    def _read(self, tokens: list[int], *, late: bool) -> Rewrite:
        written = [token for token in tokens if token != self._tokenizer.pad_token_id]
        if late:
            return Rewrite(failure=OUT_OF_TIME, tokens=len(written))
        return Rewrite(text=take_sentence(self._spell(written), self._split) or "", tokens=len(written))

    def _has_sentence(self, tokens: Sequence[int]) -> bool:
        return holds_sentence(self._spell(tokens), self._split)

    def _spell(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=True)).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A request as the model gets it. most_tokens: that it may write, but for the end of its turn."""

    prompt: tuple[int, ...]
    most_tokens: int

    @property
    def width(self) -> int:
        """Tokens that the prompt is padded to."""
        return -(-len(self.prompt) // WIDTH_STEP_TOKENS) * WIDTH_STEP_TOKENS
