"""Summarizers of the encoder-decoder kind through transformers' `generate`: BART, T5, PEGASUS, PRIMERA and the like."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import torch
from transformers import AutoModelForSeq2SeqLM, MaxTimeCriteria

from models.checkpoints.store import InstalledCheckpoint
from models.loading import DtypeName
from models.memory import telling_shortage
from models.rewriters.loaded import LoadedRewriter
from models.rewriters.prompts import OUT_OF_TIME, TOO_LONG, take_sentence
from service.descriptions import RewriterKind
from service.ports import SentenceSplitter
from service.rewrites import Rewrite, RewriteRequest

_DOCUMENT_SEPARATOR = "<doc-sep>"
"""Of PRIMERA, which was trained on documents joined by it. Source: Xiao et al. (2022), section 3."""
_TASK = "summarization"
_TOKENS_PER_WORD = 2
"""Above what English sentences need in any of these vocabularies."""
_LEAST_NEW_TOKENS = 24
_MOST_INPUT_TOKENS = 1024
"""Where neither the tokenizer nor the model states a limit, that of BART."""
_UNLIMITED = 1_000_000
"""A tokenizer without a limit states one above this."""


class Seq2SeqRewriter(LoadedRewriter):
    """A `Rewriter` made of a checkpoint for sequence-to-sequence modelling.

    Groups are rewritten one by one, so that none depends on the others.
    """

    def __init__(self, checkpoint: InstalledCheckpoint, *, split: SentenceSplitter, dtype: DtypeName = "auto") -> None:
        """Loads the checkpoint. Raises: CheckpointError if it cannot be loaded as it is."""
        super().__init__(
            checkpoint, AutoModelForSeq2SeqLM, RewriterKind.SEQ2SEQ, split=split, dtype=dtype, padding_side="right"
        )
        vocabulary = self._tokenizer.get_vocab()
        self._separator = _DOCUMENT_SEPARATOR if _DOCUMENT_SEPARATOR in vocabulary else " "
        self._separator_id = vocabulary.get(_DOCUMENT_SEPARATOR)
        self._attends_globally = "global_attention_mask" in inspect.signature(self._model.forward).parameters
        task = (getattr(self._model.config, "task_specific_params", None) or {}).get(_TASK, {})
        self._prefix = str(task.get("prefix", "summarize: " if self._model.config.model_type == "t5" else ""))
        self._max_tokens = _find_input_limit(self._tokenizer.model_max_length, self._model.config)

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        """One sentence for each request, greedily; of a group that is too long, the first sentences are read."""
        return tuple(self._rewrite_one(request, remaining_seconds) for request in requests)

    def _rewrite_one(self, request: RewriteRequest, remaining_seconds: Callable[[], float]) -> Rewrite:
        seconds = remaining_seconds()
        if seconds <= 0:
            return Rewrite(failure=OUT_OF_TIME)
        ids = self._fit(request)
        if ids is None:
            return Rewrite(failure=TOO_LONG)
        inputs: dict[str, Any] = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
        if self._attends_globally:
            # The first token and the separators see everything, as in PRIMERA's training.
            inputs["global_attention_mask"] = (
                torch.eq(ids, self._separator_id or -1).long().index_fill(1, torch.tensor([0]), 1)
            )
        with torch.inference_mode(), telling_shortage():
            output = self._model.generate(  # type: ignore[operator]  # a mixin that torch's stubs hide
                **inputs,
                do_sample=False,
                num_beams=1,
                min_length=0,
                max_length=None,
                early_stopping=False,
                length_penalty=1.0,
                max_new_tokens=max(_LEAST_NEW_TOKENS, _TOKENS_PER_WORD * request.max_words),
                stopping_criteria=[MaxTimeCriteria(max_time=seconds), _OutOfTime(remaining_seconds)],
            )
        tokens = int(output.shape[1])
        if remaining_seconds() <= 0:
            return Rewrite(failure=OUT_OF_TIME, tokens=tokens)
        text = str(self._tokenizer.decode(output[0].tolist(), skip_special_tokens=True))
        return Rewrite(text=take_sentence(text, self._split) or "", tokens=tokens)

    def _fit(self, request: RewriteRequest) -> torch.Tensor | None:
        """Ids of as many of the sentences as the model reads, from the first; None if it does not read one whole.

        Shape: (1, tokens).
        """
        sentences = self._disarm(request)
        for count in range(len(sentences), 0, -1):
            ids = self._tokenizer(self._prefix + self._separator.join(sentences[:count]))["input_ids"]
            if len(ids) <= self._max_tokens:
                return torch.tensor([ids])
        return None


class _OutOfTime:
    """Stops once the request's time is up, which a client that goes away ends early."""

    def __init__(self, remaining_seconds: Callable[[], float]) -> None:
        self._remaining_seconds = remaining_seconds

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **kwargs: Any) -> torch.Tensor:  # noqa: ARG002
        return torch.full((len(input_ids),), self._remaining_seconds() <= 0, dtype=torch.bool)


def _find_input_limit(tokenizer_limit: int, config: Any) -> int:
    """The smallest of the limits on the encoder's input that are stated."""
    stated = [getattr(config, name, None) for name in ("max_encoder_position_embeddings", "max_position_embeddings")]
    limits = [limit for limit in (*stated, tokenizer_limit) if isinstance(limit, int) and 0 < limit < _UNLIMITED]
    return min(limits, default=_MOST_INPUT_TOKENS)
