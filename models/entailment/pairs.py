"""The tokenizer of a cross-encoder: evidence and claim as one input."""

from __future__ import annotations

from tokenizers import Tokenizer

from models.checkpoints.store import InstalledCheckpoint
from models.loading import read_tokenizer


def load_pair_tokenizer(checkpoint: InstalledCheckpoint, max_tokens: int) -> Tokenizer:
    """The tokenizer of `checkpoint`, which cuts the evidence and never the claim, and does not pad.

    Raises: CheckpointError if it cannot be loaded.
    """
    tokenizer = read_tokenizer(checkpoint)
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens, strategy="only_first")
    return tokenizer
