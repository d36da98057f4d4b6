"""What every model has in common that is loaded here: its arithmetic, and its tokenizer."""

from __future__ import annotations

from typing import Literal

import torch
from tokenizers import Tokenizer

from models.checkpoints.store import InstalledCheckpoint
from models.processor import multiplies_bfloat16_fast
from service.errors import CheckpointError

DtypeName = Literal["auto", "bfloat16", "float32"]


def choose_dtype(dtype: DtypeName) -> torch.dtype:
    """The arithmetic that `dtype` names; `auto` is bfloat16 where the processor multiplies it fast, else float32."""
    if dtype == "auto":
        return torch.bfloat16 if multiplies_bfloat16_fast() else torch.float32
    return torch.bfloat16 if dtype == "bfloat16" else torch.float32


def read_tokenizer(checkpoint: InstalledCheckpoint) -> Tokenizer:
    """The tokenizer of `checkpoint` as its file has it, without transformers.

    Raises: CheckpointError if it cannot be loaded.
    """
    path = checkpoint.folder / "tokenizer.json"
    try:
        tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # broad: tokenizers raises Exception itself
        raise CheckpointError(f"{path} cannot be loaded: {error}") from error
    return tokenizer
