from __future__ import annotations

import logging
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM
from transformers.utils import logging as transformers_logging

from models.pretrained import load_tokenizer, load_weights, quiet_transformers
from service.errors import CheckpointError
from tests.models.written_checkpoints import write_json
from tests.models.written_rewriters import write_causal


def test_weights_come_in_the_arithmetic_asked_for_and_ready_to_run(tmp_path: Path) -> None:
    model = load_weights(write_causal(tmp_path), AutoModelForCausalLM, torch.bfloat16)
    assert {parameter.dtype for parameter in model.parameters()} == {torch.bfloat16}
    assert not model.training


def test_a_folder_without_weights_cannot_be_loaded(tmp_path: Path) -> None:
    checkpoint = write_causal(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_weights(checkpoint, AutoModelForCausalLM, torch.float32)


def test_a_tokenizer_without_padding_pads_with_the_end(tmp_path: Path) -> None:
    checkpoint = write_causal(tmp_path)
    write_json(tmp_path / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "</s>"})
    tokenizer = load_tokenizer(checkpoint, padding_side="left")
    assert (tokenizer.pad_token, tokenizer.padding_side) == ("</s>", "left")


def test_a_tokenizer_with_nothing_to_pad_with_is_refused(tmp_path: Path) -> None:
    checkpoint = write_causal(tmp_path)
    write_json(tmp_path / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast"})
    with pytest.raises(CheckpointError, match="neither an end nor a padding token"):
        load_tokenizer(checkpoint, padding_side="left")


def test_transformers_is_silent_only_meanwhile() -> None:
    before = transformers_logging.get_verbosity()
    with quiet_transformers():
        assert transformers_logging.get_verbosity() == logging.ERROR
    assert transformers_logging.get_verbosity() == before
