"""What every model loaded through transformers has in common: its weights, and silence meanwhile.

Importing transformers takes seconds: only what cannot do without it imports this module.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils import logging as transformers_logging

from models.checkpoints.store import InstalledCheckpoint
from service.descriptions import RewriterDescription, RewriterKind
from service.errors import CheckpointError

LOADING_ERRORS = (OSError, ValueError, TypeError, KeyError, RuntimeError, SafetensorError)
"""What transformers raises for a checkpoint that it cannot load."""


def load_weights(
    checkpoint: InstalledCheckpoint, auto_class: Any, dtype: torch.dtype, **options: Any
) -> PreTrainedModel:
    """The model of `checkpoint` as `auto_class` makes it, ready to be run. options: for its constructor.

    Raises: CheckpointError if it cannot be loaded, or lacks weights.
    """
    folder = checkpoint.folder
    try:
        with quiet_transformers():
            model, report = auto_class.from_pretrained(
                folder,
                dtype=dtype,
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
                output_loading_info=True,
                **options,
            )
    except LOADING_ERRORS as error:
        raise CheckpointError(f"{folder} cannot be loaded: {error}") from error
    if missing := sorted(report["missing_keys"]):
        raise CheckpointError(f"{folder} lacks weights: {', '.join(missing[:3])} ({len(missing)} in all)")
    loaded: PreTrainedModel = model.eval()
    return loaded


def load_tokenizer(checkpoint: InstalledCheckpoint, *, padding_side: str) -> PreTrainedTokenizerBase:
    """The tokenizer of `checkpoint`, with something to pad with. Raises: CheckpointError if it cannot be loaded."""
    try:
        with quiet_transformers():
            tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
                checkpoint.folder, local_files_only=True, trust_remote_code=False, padding_side=padding_side
            )
    except LOADING_ERRORS as error:
        raise CheckpointError(f"the tokenizer of {checkpoint.folder} cannot be loaded: {error}") from error
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if tokenizer.pad_token is None:
        raise CheckpointError(f"the tokenizer of {checkpoint.folder} has neither an end nor a padding token")
    return tokenizer


def describe_rewriter(checkpoint: InstalledCheckpoint, kind: RewriterKind, dtype: torch.dtype) -> RewriterDescription:
    """Which rewriter is made of `checkpoint`, run in `dtype`."""
    return RewriterDescription(
        name=checkpoint.card.name,
        kind=kind,
        revision=checkpoint.card.revision,
        sha256=checkpoint.weights_sha256,
        dtype=str(dtype).removeprefix("torch."),
        languages=tuple(sorted({tag.split("-")[0] for tag in checkpoint.card.languages})),
        licence=checkpoint.card.licence,
        learned_from=checkpoint.card.learned_from,
    )


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """No bars and no load report: the weights of a layer that is not used are no news."""
    verbosity = transformers_logging.get_verbosity()
    bars = transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity(logging.ERROR)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        transformers_logging.set_verbosity(verbosity)
        if bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
