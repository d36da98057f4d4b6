from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BertModel, MPNetModel, PreTrainedModel

from models.encoder.packed import PackedModel
from models.encoder.weights import can_read, read_weights
from service.errors import CheckpointError
from tests.models.encoder.test_packed import TEXTS
from tests.models.entailments import write_base
from tests.models.written_checkpoints import write_bert, write_json

WEIGHT = "encoder.layer.1.attention.self.query.weight"


def load_bert(folder: Path) -> PreTrainedModel:
    write_bert(folder)
    return BertModel.from_pretrained(folder, add_pooling_layer=False)


def load_mpnet(folder: Path) -> PreTrainedModel:
    write_base(folder)
    return MPNetModel.from_pretrained(folder, add_pooling_layer=False)


@pytest.mark.parametrize("load", [load_bert, load_mpnet])
def test_states_are_those_of_transformers(load: Callable[[Path], PreTrainedModel], tmp_path: Path) -> None:
    model = load(tmp_path)
    model.train(False)
    assert can_read(tmp_path)
    for ids, states in zip(TEXTS, PackedModel(read_weights(tmp_path, torch.float32)).read(TEXTS), strict=True):
        with torch.inference_mode():
            expected = model(input_ids=torch.tensor([ids])).last_hidden_state[0]
        torch.testing.assert_close(states, expected, atol=2e-5, rtol=1e-4)


def test_what_is_added_by_how_far_tokens_are_apart_is_that_of_transformers(tmp_path: Path) -> None:
    encoder: Any = load_mpnet(tmp_path).get_submodule("encoder")
    nearness = read_weights(tmp_path, torch.float32).nearness
    assert nearness is not None
    with torch.inference_mode():
        expected = encoder.compute_position_bias(torch.zeros(1, nearness.shape[1], 1))[0]
    assert nearness.shape[1] == 100
    assert torch.equal(nearness, expected)


def test_a_checkpoint_with_a_head_has_the_type_in_front_of_each_name(tmp_path: Path) -> None:
    write_bert(tmp_path)
    plain = read_weights(tmp_path, torch.float32)
    weights = {f"bert.{name}": weight for name, weight in load_file(tmp_path / "model.safetensors").items()}
    save_file(weights | {"cls.bias": torch.zeros(1)}, tmp_path / "model.safetensors")
    read = read_weights(tmp_path, torch.float32)
    assert torch.equal(read.layers[1].query.weight, plain.layers[1].query.weight)


def test_weights_are_changed_by_name_before_they_are_converted(tmp_path: Path) -> None:
    write_bert(tmp_path)
    plain = read_weights(tmp_path, torch.float32)
    read = read_weights(tmp_path, torch.bfloat16, lambda name, weight: weight + 1 if name == WEIGHT else weight)
    assert torch.equal(read.layers[1].query.weight, (plain.layers[1].query.weight + 1).bfloat16())
    assert torch.equal(read.layers[0].query.weight, plain.layers[0].query.weight.bfloat16())


def test_tuned_weights_take_the_place_of_those_of_their_names_and_other_layers_are_shared(tmp_path: Path) -> None:
    read = read_weights(write_bert(tmp_path), torch.bfloat16)
    tuned = read.tune({WEIGHT: torch.full((32, 32), 3.0)})
    assert tuned.embeddings is read.embeddings
    assert tuned.layers[0] is read.layers[0]
    assert tuned.layers[1].key is read.layers[1].key
    assert torch.equal(tuned.layers[1].query.weight, torch.full((32, 32), 3.0).bfloat16())


@pytest.mark.parametrize(("name", "shape"), [(WEIGHT, (32, 31)), ("encoder.layer.9.output.dense.bias", (32,))])
def test_tuned_weights_that_do_not_fit_are_refused(tmp_path: Path, name: str, shape: tuple[int, ...]) -> None:
    read = read_weights(write_bert(tmp_path), torch.float32)
    with pytest.raises(CheckpointError, match="do not fit"):
        read.tune({name: torch.zeros(shape)})


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "distilbert"},
        {"model_type": "bert", "hidden_act": "relu"},
        {"model_type": "bert", "position_embedding_type": "relative_key"},
    ],
)
def test_other_architectures_are_left_to_transformers(tmp_path: Path, config: dict[str, str]) -> None:
    write_json(tmp_path / "config.json", config)
    (tmp_path / "model.safetensors").touch()
    assert not can_read(tmp_path)
