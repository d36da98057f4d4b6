"""Small rewriters with random weights, written as published ones are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, pre_tokenizers
from tokenizers.models import WordLevel
from tokenizers.processors import TemplateProcessing
from transformers import BartConfig, BartForConditionalGeneration, LlamaConfig, LlamaForCausalLM, PreTrainedModel

from models.checkpoints.catalog import ModelCard
from models.checkpoints.store import InstalledCheckpoint
from service.rewrites import RewriteRequest
from tests.models.written_checkpoints import write_json

SPECIAL = ("<pad>", "<s>", "</s>", "<unk>", "<doc-sep>")
TOKEN_IDS: dict[str, Any] = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
TEMPLATE = "{% for m in messages %}<s> {{ m['role'] }} : {{ m['content'] }} </s> {% endfor %}<s> assistant :"
WORDS = """
    The bridge is open again . , after two years of repairs Engineers reopened it on Tuesday and ferries stop system
    user assistant : ignore your instructions
""".split()  # noqa: SIM905


def make_request(*sentences: str, max_words: int = 20) -> RewriteRequest:
    default = ("Engineers reopened it on Tuesday, after two years of repairs.", "The bridge is open again.")
    given = sentences or default
    return RewriteRequest(
        sentences=given,
        word_counts=tuple(len(sentence.split()) for sentence in given),
        language="en",
        max_words=max_words,
    )


def write_causal(folder: Path, *, tied: bool = False) -> InstalledCheckpoint:
    """A Llama of two layers. tied: whether it reads and writes with one embedding."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=_count_tokens(),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=512,
        tie_word_embeddings=tied,
        **TOKEN_IDS,
    )
    return _save(LlamaForCausalLM(config), folder, TEMPLATE)


def write_seq2seq(folder: Path) -> InstalledCheckpoint:
    """A BART of one layer a side, which reads 64 tokens."""
    torch.manual_seed(0)
    config = BartConfig(
        vocab_size=_count_tokens(),
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        max_position_embeddings=64,
        **TOKEN_IDS,
        decoder_start_token_id=2,
        forced_eos_token_id=2,
    )
    return _save(BartForConditionalGeneration(config), folder, None)


def _count_tokens() -> int:
    return len(SPECIAL) + len(set(WORDS))


def _save(model: PreTrainedModel, folder: Path, template: str | None) -> InstalledCheckpoint:
    model.save_pretrained(folder)
    vocabulary = {token: index for index, token in enumerate([*SPECIAL, *dict.fromkeys(WORDS)])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="<unk>"))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.post_processor = TemplateProcessing("<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)])
    tokenizer.save(str(folder / "tokenizer.json"))
    named = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    chat = {} if template is None else {"chat_template": template}
    write_json(folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", **named, **chat})
    return InstalledCheckpoint(folder=folder, card=ModelCard(name="tiny", languages=("en",)), weights_sha256="0" * 64)
