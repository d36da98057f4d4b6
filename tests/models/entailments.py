"""Small entailment models."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing
from transformers import MPNetConfig, MPNetModel

from models.checkpoints.catalog import ModelCard
from models.checkpoints.store import InstalledCheckpoint
from tests.models.written_checkpoints import WORDS, write_bert, write_json

TARGET = "encoder.layer.0.attention.attn.q.weight"
WIDTH, RANK = 32, 2


def write_base(folder: Path) -> InstalledCheckpoint:
    """An MPNet with random weights, large enough to tell pairs apart; 100 positions."""
    write_bert(folder)
    torch.manual_seed(2)
    config = MPNetConfig(
        vocab_size=len(WORDS),
        hidden_size=WIDTH,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=102,
        pad_token_id=0,
        initializer_range=0.4,
    )
    MPNetModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.post_processor = TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    return InstalledCheckpoint(folder=folder, card=ModelCard(name="tiny-mpnet"), weights_sha256=digest)


def make_weights() -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)

    def draw(*shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=generator).to(torch.bfloat16)

    return {
        f"{TARGET}.lora_down": draw(RANK, WIDTH) * 0.2,
        f"{TARGET}.lora_up": draw(WIDTH, RANK) * 0.2,
        "dense.weight": draw(WIDTH, 2 * WIDTH),
        "dense.bias": draw(WIDTH),
        "out.weight": draw(3, WIDTH) * 0.1,
        "out.bias": draw(3) * 0.1,
    }


def write_adapters(folder: Path, of: InstalledCheckpoint, weights: dict[str, torch.Tensor], **changes: Any) -> Path:
    config = {
        "name": "tiny-entailment",
        "base": of.card.name,
        "base_sha256": of.weights_sha256,
        "languages": ["en"],
        "max_tokens": 64,
        "adapter_scale": 2.0,
        "calibration": {"slope": 1.0, "intercept": 0.0},
    } | changes
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / "model.safetensors")
    write_json(folder / "config.json", config)
    return folder
