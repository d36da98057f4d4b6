from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from models.rewriters.llama import Branch, Llama, join_weights
from service.errors import CheckpointError
from tests.models.written_rewriters import write_causal

PROMPT = [5, 6, 7, 8, 9]
ENDINGS = [[10, 11], [12], [13, 14, 15]]
ROWS, CAPACITY, STEPS = 4, 32, 6


def keep(_name: str, weight: torch.Tensor) -> torch.Tensor:
    return weight


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_causal(tmp_path_factory.mktemp("tied"), tied=True).folder


@pytest.fixture(scope="module")
def tiny(folder: Path) -> Llama:
    return Llama(folder, torch.float32, keep)


def write(model: Llama, branches: Sequence[Branch]) -> list[list[int]]:
    rows = model.start(branches, rows=ROWS, capacity=CAPACITY)
    written: list[list[int]] = [[] for _ in branches]
    for _ in range(STEPS):
        tokens, odds = rows.choose()
        assert all(own <= 0 for own in odds)
        for own, token in zip(written, tokens, strict=False):
            own.append(token)
        rows.append(tokens, ended=[False] * ROWS)
    return written


def test_it_reads_and_writes_as_transformers_does(folder: Path, tiny: Llama) -> None:
    known = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    branches = tiny.read(PROMPT, ENDINGS)
    for ending, branch, tokens in zip(ENDINGS, branches, write(tiny, branches), strict=True):
        ids = [*PROMPT, *ending]
        with torch.inference_mode():
            state = known.model(torch.tensor([ids])).last_hidden_state[0, -1]
            logits = known(torch.tensor([[*ids, *tokens]])).logits[0, len(ids) - 1 : -1]
        torch.testing.assert_close(branch.state, state, atol=1e-5, rtol=1e-5)
        assert tokens == logits.argmax(-1).tolist()


def test_the_odds_of_a_token_are_those_of_the_whole_vocabulary(tiny: Llama) -> None:
    [branch] = tiny.read(PROMPT, ENDINGS[:1])
    token, odds = tiny.measure(branch.state[None])
    logits = branch.state @ tiny._words.T
    assert int(token[0]) == int(logits.argmax())
    assert float(odds[0]) == pytest.approx(float(logits.log_softmax(-1).max()), abs=1e-5)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_row_does_not_depend_on_the_others(folder: Path, dtype: torch.dtype) -> None:
    model = Llama(folder, dtype, keep)
    branches = model.read(PROMPT, ENDINGS)
    together = write(model, branches)
    assert [write(model, [branch])[0] for branch in branches] == together
    assert write(model, branches[::-1]) == together[::-1]


def test_what_is_no_llama_with_one_embedding_is_refused(tmp_path: Path) -> None:
    untied = write_causal(tmp_path)
    with pytest.raises(CheckpointError, match="no Llama with tied embeddings"):
        Llama(untied.folder, torch.float32, keep)


def test_weights_that_are_missing_are_an_error_of_the_checkpoint(tmp_path: Path) -> None:
    folder = write_causal(tmp_path, tied=True).folder
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 3}))
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        Llama(folder, torch.float32, keep)


def test_joined_weights_in_a_file_are_those_that_each_would_join(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "joined.safetensors"
    save_file(join_weights(load_file(folder / "model.safetensors")), file)
    assert not any("q_proj" in name or "gate_proj" in name for name in load_file(file))
    own, mapped = Llama(folder, torch.float32, keep), Llama(folder, torch.float32, keep, file=file)
    one, other = (model.read([1, 2, 3, 4], [[5, 6]])[0] for model in (own, mapped))
    assert torch.equal(one.state, other.state)
    assert all(torch.equal(a, b) for a, b in zip(one.keys, other.keys, strict=True))
