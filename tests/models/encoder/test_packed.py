from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from transformers import BertModel, DistilBertConfig, DistilBertModel, MPNetModel, PreTrainedModel

from models.encoder.packed import PackedModel, can_pack, plan_packs
from tests.models.entailments import write_base
from tests.models.written_checkpoints import write_bert

TEXTS = ([2, 8, 9, 5, 3], [2, 3], [2, *([8, 9, 5, 7, 10, 6] * 3), 3], [2, 9, 9, 8, 3])


def _still(model: PreTrainedModel) -> PreTrainedModel:
    model.train(False)
    return model


def load_bert(folder: Path) -> PreTrainedModel:
    write_bert(folder)
    return _still(BertModel.from_pretrained(folder, add_pooling_layer=False))


def load_mpnet(folder: Path) -> PreTrainedModel:
    write_base(folder)
    return _still(MPNetModel.from_pretrained(folder, add_pooling_layer=False))


@pytest.mark.parametrize("load", [load_bert, load_mpnet])
def test_states_are_those_of_transformers(load: Callable[[Path], PreTrainedModel], tmp_path: Path) -> None:
    model = load(tmp_path)
    assert can_pack(model)
    for ids, states in zip(TEXTS, PackedModel(model).read(TEXTS), strict=True):
        with torch.inference_mode():
            expected = model(input_ids=torch.tensor([ids])).last_hidden_state[0]
        torch.testing.assert_close(states, expected, atol=2e-5, rtol=1e-4)


def test_a_texts_states_do_not_depend_on_its_company(tmp_path: Path) -> None:
    packed = PackedModel(load_mpnet(tmp_path))
    together = packed.read(TEXTS)
    for ids, states in zip(TEXTS, together, strict=True):
        assert torch.equal(packed.read([ids])[0], states)
    assert all(torch.equal(*pair) for pair in zip(packed.read(TEXTS[::-1])[::-1], together, strict=True))
    assert packed.read([]) == []


def list_layers(model: PreTrainedModel) -> list[Any]:
    layers: Any = model.get_submodule("encoder").layer
    return list(layers)


def test_layers_that_two_models_share_are_run_once(tmp_path: Path) -> None:
    model = load_bert(tmp_path)
    lower, upper = list_layers(model)
    other = copy.deepcopy(model, {id(part): part for part in (model.embeddings, lower)})
    tuned = list_layers(other)[1]
    tuned.output.dense.bias.data += 1.0
    runs: list[nn.Module] = []
    for layer in (lower, upper, tuned):
        layer.output.dense.register_forward_hook(lambda module, *_: runs.append(module))
    first, second = PackedModel(model), PackedModel(other)
    assert first.shares_layers(second)
    assert not first.shares_layers(PackedModel(load_bert(tmp_path)))
    together = first.read_beside([second], TEXTS)
    assert len(runs) == 3
    for own, beside in zip((first.read(TEXTS), second.read(TEXTS)), together, strict=True):
        assert all(torch.equal(*pair) for pair in zip(own, beside, strict=True))
    assert not torch.equal(together[0][0], together[1][0])


def test_other_architectures_are_not_packed() -> None:
    config = DistilBertConfig(dim=8, n_heads=2, n_layers=1, hidden_dim=8, vocab_size=16)
    assert not can_pack(_still(DistilBertModel(config)))


def test_packs_hold_every_text_once_short_ones_first_within_their_rows() -> None:
    packs = list(plan_packs([40, 3, 500, 16, 17], most_rows=64))
    assert packs == [(1, 3, 4), (0,), (2,)]
    assert list(plan_packs([], most_rows=64)) == []
