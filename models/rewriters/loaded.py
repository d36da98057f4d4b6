"""What rewriters have in common that are run through transformers: their weights, their tokenizer, their name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from models.checkpoints.store import InstalledCheckpoint
from models.loading import DtypeName, choose_dtype
from models.pretrained import describe_rewriter, load_tokenizer, load_weights
from models.rewriters.prompts import disarm
from service.descriptions import RewriterDescription, RewriterKind
from service.ports import SentenceSplitter
from service.rewrites import Rewrite, RewriteRequest

_WARM_UP = RewriteRequest(
    sentences=("The bridge is open.", "The bridge opened."), word_counts=(4, 3), language="en", max_words=5
)


class LoadedRewriter:
    """A checkpoint loaded through transformers; several threads may use it at once."""

    def __init__(
        self,
        checkpoint: InstalledCheckpoint,
        auto_class: Any,
        kind: RewriterKind,
        *,
        split: SentenceSplitter,
        dtype: DtypeName,
        padding_side: Literal["left", "right"],
    ) -> None:
        """split: finds where the first sentence of an answer ends. Raises: CheckpointError if it cannot be loaded."""
        arithmetic = choose_dtype(dtype)
        self._split = split
        self._tokenizer = load_tokenizer(checkpoint, padding_side=padding_side)
        self._model = load_weights(checkpoint, auto_class, arithmetic)
        self._special_tokens = tuple(self._tokenizer.all_special_tokens)
        self._description = describe_rewriter(checkpoint, kind, arithmetic)

    @property
    def description(self) -> RewriterDescription:
        return self._description

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        """As of `service.ports.Rewriter`."""
        raise NotImplementedError

    def warm_up(self) -> None:
        """Rewrites two sentences, so that the first request does not pay for what is set up once."""
        self.rewrite([_WARM_UP], remaining_seconds=lambda: 60.0)

    def _disarm(self, request: RewriteRequest) -> list[str]:
        return [disarm(sentence, self._special_tokens) for sentence in request.sentences]
