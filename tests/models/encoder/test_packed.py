from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from models.encoder import layers
from models.encoder.layers import Linear
from models.encoder.packed import PackedModel, plan_packs
from models.encoder.weights import read_weights
from service.errors import OutOfMemoryError
from tests.models.entailments import write_base
from tests.models.processors import needs_bfloat16
from tests.models.written_checkpoints import write_bert

TEXTS = ([2, 8, 9, 5, 3], [2, 3], [2, *([8, 9, 5, 7, 10, 6] * 3), 3], [2, 9, 9, 8, 3])


def test_a_texts_states_do_not_depend_on_its_company(tmp_path: Path) -> None:
    model = PackedModel(read_weights(write_base(tmp_path).folder, torch.float32))
    together = model.read(TEXTS)
    for ids, states in zip(TEXTS, together, strict=True):
        assert torch.equal(model.read([ids])[0], states)
    assert all(torch.equal(*pair) for pair in zip(model.read(TEXTS[::-1])[::-1], together, strict=True))
    assert model.read([]) == []


@pytest.mark.parametrize("dtype", [torch.float32, pytest.param(torch.bfloat16, marks=needs_bfloat16)])
def test_layers_that_two_models_share_are_run_once(
    tmp_path: Path, dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = read_weights(write_bert(tmp_path), dtype)
    first = PackedModel(weights)
    second = first.tune({"encoder.layer.1.output.dense.bias": torch.arange(32.0)})
    assert first.shares_layers(second)
    assert not first.shares_layers(PackedModel(read_weights(tmp_path, dtype)))
    alone = [first.read(TEXTS), second.read(TEXTS)]
    runs: list[Linear] = []
    expand = layers.expand

    def count(states: torch.Tensor, linear: Linear) -> torch.Tensor:
        runs.append(linear)
        return expand(states, linear)

    monkeypatch.setattr(layers, "expand", count)
    together = first.read_beside([second], TEXTS)
    assert len(runs) == 3  # the lower layer, and the upper one of each
    for own, beside in zip(alone, together, strict=True):
        assert all(torch.equal(*pair) for pair in zip(own, beside, strict=True))
    assert not torch.equal(together[0][0], together[1][0])
    assert first.read_beside([second], []) == [[], []]


def test_what_attention_alone_needs_is_not_computed_by_the_other_layers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = PackedModel(read_weights(write_bert(tmp_path), torch.float32))
    rows: list[int] = []
    expand = layers.expand

    def count(states: torch.Tensor, linear: Linear) -> torch.Tensor:
        rows.append(len(states))
        return expand(states, linear)

    monkeypatch.setattr(layers, "expand", count)
    read = model.read([TEXTS[0]] * 120)
    assert rows == [640, 640]  # 120 texts of 5 tokens in steps of 64, not of 16 each
    assert all(torch.equal(states, read[0]) for states in read)


def test_packs_hold_every_text_once_short_ones_first_within_their_rows() -> None:
    packs = list(plan_packs([40, 3, 500, 16, 17], most_rows=64))
    assert packs == [(1, 3, 4), (0,), (2,)]
    assert list(plan_packs([], most_rows=64)) == []


class Cramped(PackedModel):
    """A model that has memory for texts of so many tokens in all, and counts its readings."""

    def __init__(self, folder: Path, most: int, error: Exception) -> None:
        super().__init__(read_weights(write_base(folder).folder, torch.float32))
        self.most, self.error, self.readings = most, error, 0

    def _read_at_once(
        self, models: Sequence[PackedModel], token_ids: Sequence[Sequence[int]]
    ) -> list[list[torch.Tensor]]:
        self.readings += 1
        if sum(map(len, token_ids)) > self.most:
            raise self.error
        return super()._read_at_once(models, token_ids)


NO_MEMORY = (MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."))


@pytest.mark.parametrize("error", NO_MEMORY)
def test_where_memory_is_short_halves_are_read_and_states_are_the_same(tmp_path: Path, error: Exception) -> None:
    model = Cramped(tmp_path, sum(map(len, TEXTS)), error)
    whole = model.read(TEXTS)
    model.most = 20
    assert all(torch.equal(*pair) for pair in zip(model.read(TEXTS), whole, strict=True))
    # All, the first two, the last two, and each of these: of 20 and of 5 tokens.
    assert model.readings == 1 + 5


@pytest.mark.parametrize("error", NO_MEMORY)
def test_a_text_for_which_there_is_no_memory_is_told_and_the_next_request_is_read(
    tmp_path: Path, error: Exception
) -> None:
    model = Cramped(tmp_path, 19, error)
    with pytest.raises(OutOfMemoryError):
        model.read(TEXTS)
    assert len(model.read([TEXTS[0], TEXTS[3]])) == 2


def test_other_errors_are_not_taken_for_a_lack_of_memory(tmp_path: Path) -> None:
    model = Cramped(tmp_path, 0, RuntimeError("shapes do not fit"))
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        model.read(TEXTS)
    assert model.readings == 1
