"""A GGUF file of the Llama family into a checkpoint that transformers loads: weights in bfloat16, tokenizer, template.

Packed weights run at 0.5 tokens a second on a processor, since each step unpacks them again; unpacked once, at 20.
Nothing is executed: a GGUF is numbers and strings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFReader, dequantize
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE

from service.errors import CheckpointError

_ARCHITECTURE = "llama"
_VOCABULARY = "gpt2"
"""Byte-level pairs; the only kind of vocabulary read here."""
_SPLITS_DIGITS = frozenset({"smollm"})
"""Pre-tokenizers that take each digit alone."""
_CONTROL_TOKEN = 3
"""`LLAMA_TOKEN_TYPE_CONTROL` of llama.cpp."""
_READABLE = 0o644
_MODULES = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_OUTER = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}


def convert_gguf(source: Path, folder: Path) -> tuple[str, ...]:
    """Writes the checkpoint that `source` holds into `folder` and returns the names of its files.

    The weights are dequantized exactly, then rounded to bfloat16. The same file gives the same bytes.

    Raises: CheckpointError if it is no GGUF file, or not one of a Llama with a byte-level vocabulary.
    """
    try:
        reader = GGUFReader(source)
        fields = {name: field.contents() for name, field in reader.fields.items()}
        config = _read_config(fields, {tensor.name for tensor in reader.tensors})
        weights = _read_weights(reader, config)
        tokenizer = _read_tokenizer(fields)
        tokenizer_config = _read_tokenizer_config(fields)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise CheckpointError(f"{source.name} cannot be converted: {error!r}") from error
    _write_json(folder / "config.json", config)
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(folder / "tokenizer_config.json", tokenizer_config)
    _write_weights(weights, folder / "model.safetensors")
    return ("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors")


def _read_config(fields: Mapping[str, Any], tensors: Iterable[str]) -> dict[str, Any]:
    """What transformers' LlamaConfig takes."""
    if (architecture := fields["general.architecture"]) != _ARCHITECTURE:
        raise ValueError(f"architecture '{architecture}' is not '{_ARCHITECTURE}'")
    heads = fields["llama.attention.head_count"]
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "dtype": "bfloat16",
        "hidden_size": fields["llama.embedding_length"],
        "intermediate_size": fields["llama.feed_forward_length"],
        "num_hidden_layers": fields["llama.block_count"],
        "num_attention_heads": heads,
        "num_key_value_heads": fields.get("llama.attention.head_count_kv", heads),
        "max_position_embeddings": fields["llama.context_length"],
        "rms_norm_eps": fields["llama.attention.layer_norm_rms_epsilon"],
        "rope_theta": fields.get("llama.rope.freq_base", 10_000.0),
        "tie_word_embeddings": "output.weight" not in tensors,
        "vocab_size": len(fields["tokenizer.ggml.tokens"]),
        "bos_token_id": fields["tokenizer.ggml.bos_token_id"],
        "eos_token_id": fields["tokenizer.ggml.eos_token_id"],
        "pad_token_id": fields.get("tokenizer.ggml.padding_token_id", fields["tokenizer.ggml.eos_token_id"]),
    }


def _read_weights(reader: GGUFReader, config: Mapping[str, Any]) -> dict[str, NDArray[np.float32]]:
    weights = {}
    for tensor in reader.tensors:
        stem, _, suffix = tensor.name.rpartition(".")
        values = np.array(dequantize(tensor.data, tensor.tensor_type), np.float32)
        if stem.startswith("blk."):
            _, layer, part = stem.split(".", 2)
            if part in {"attn_q", "attn_k"}:
                heads = config["num_attention_heads" if part == "attn_q" else "num_key_value_heads"]
                values = _undo_interleaving(values, heads)
            name = f"model.layers.{layer}.{_MODULES[part]}"
        else:
            name = _OUTER[stem]
        weights[f"{name}.{suffix}"] = values
    return weights


def _undo_interleaving(values: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Rows of a query or key matrix as transformers has them: halves of a head, where llama.cpp has pairs."""
    rows, columns = values.shape
    pairs = values.reshape(heads, rows // heads // 2, 2, columns)
    return np.ascontiguousarray(pairs.swapaxes(1, 2).reshape(rows, columns))


def _read_tokenizer(fields: Mapping[str, Any]) -> Tokenizer:
    if (model := fields["tokenizer.ggml.model"]) != _VOCABULARY:
        raise ValueError(f"vocabulary '{model}' is not '{_VOCABULARY}'")
    tokens: list[str] = fields["tokenizer.ggml.tokens"]
    merges = [tuple(merge.split(" ", 1)) for merge in fields["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(BPE({token: index for index, token in enumerate(tokens)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    if fields.get("tokenizer.ggml.pre") in _SPLITS_DIGITS:
        digits = pre_tokenizers.Digits(individual_digits=True)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, tokenizer.pre_tokenizer])
    tokenizer.decoder = decoders.ByteLevel()
    kinds = fields["tokenizer.ggml.token_type"]
    special = [token for token, kind in zip(tokens, kinds, strict=True) if kind == _CONTROL_TOKEN]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    return tokenizer


def _read_tokenizer_config(fields: Mapping[str, Any]) -> dict[str, Any]:
    tokens: list[str] = fields["tokenizer.ggml.tokens"]
    eos = tokens[fields["tokenizer.ggml.eos_token_id"]]
    pad_id = fields.get("tokenizer.ggml.padding_token_id")
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": tokens[fields["tokenizer.ggml.bos_token_id"]],
        "eos_token": eos,
        "pad_token": eos if pad_id is None else tokens[pad_id],
        "clean_up_tokenization_spaces": False,
        "model_max_length": fields["llama.context_length"],
    } | ({"chat_template": fields["tokenizer.chat_template"]} if "tokenizer.chat_template" in fields else {})


def _write_weights(weights: Mapping[str, NDArray[np.float32]], path: Path) -> None:
    # Imported here because torch takes seconds, which only an installation should cost.
    import torch  # noqa: PLC0415
    from safetensors.torch import save_file  # noqa: PLC0415

    save_file(
        {name: torch.from_numpy(values).to(torch.bfloat16) for name, values in weights.items()},
        path,
        metadata={"format": "pt"},
    )
    path.chmod(_READABLE)  # it is written as a file of its owner alone, and images are built by another user


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
