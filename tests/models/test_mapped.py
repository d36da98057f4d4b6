from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from models.checkpoints.store import InstalledCheckpoint
from models.encoder.weights import read_shared_weights, read_weights
from models.mapped import map_weights
from service.errors import CheckpointError
from tests.models.encoder.test_weights import WEIGHT
from tests.models.entailments import write_base


def add_one(name: str, weight: torch.Tensor) -> torch.Tensor:
    return weight + 1 if name == WEIGHT else weight


def list_kept(base: InstalledCheckpoint) -> list[Path]:
    return sorted(base.folder.glob("*.mapped"))


def test_what_a_file_has_as_it_is_wanted_is_mapped_from_it_and_nothing_is_made(tmp_path: Path) -> None:
    base = write_base(tmp_path)
    path = base.folder / "model.safetensors"
    save_file(load_file(path) | {"embeddings.position_ids": torch.arange(9)}, path)
    assert map_weights(base, torch.float32) == path
    assert list_kept(base) == []


def test_converted_weights_are_made_once_and_are_those_that_each_would_convert(tmp_path: Path) -> None:
    base = write_base(tmp_path)
    shared = read_shared_weights(base, torch.bfloat16, add_one, changed_by="one")
    (kept,) = list_kept(base)
    made_at = kept.stat().st_mtime_ns

    def never(name: str, weight: torch.Tensor) -> torch.Tensor:
        raise AssertionError(name)

    again = read_shared_weights(base, torch.bfloat16, never, changed_by="one")
    own = read_weights(base.folder, torch.bfloat16, add_one)
    for weights in (shared, again):
        assert torch.equal(weights.layers[1].query.weight, own.layers[1].query.weight)
        assert torch.equal(weights.layers[0].inner.bias, own.layers[0].inner.bias)
        assert torch.equal(weights.embeddings.words, own.embeddings.words)
        assert weights.dtype is torch.bfloat16
    assert kept.stat().st_mtime_ns == made_at
    assert kept.stat().st_mode == (base.folder / "model.safetensors").stat().st_mode


def test_other_changes_dtypes_and_checkpoints_have_files_of_their_own(tmp_path: Path) -> None:
    base = write_base(tmp_path)
    other = replace(base, weights_sha256="0" * 64)
    kept = {map_weights(base, torch.bfloat16, add_one, changed_by=by) for by in ("one", "two")}
    kept |= {map_weights(base, torch.float32, add_one, changed_by="one"), map_weights(other, torch.bfloat16)}
    assert kept == set(list_kept(base))
    assert len(kept) == 4


def test_a_damaged_file_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    base = write_base(tmp_path)
    kept = map_weights(base, torch.bfloat16)
    assert kept is not None
    before = {name: weight.clone() for name, weight in load_file(kept).items()}
    content = bytearray(kept.read_bytes())
    content[-1] ^= 1
    kept.write_bytes(content)
    with caplog.at_level(logging.WARNING, logger="chorus"):
        assert map_weights(base, torch.bfloat16) == kept
    assert "damaged" in caplog.text
    after = load_file(kept)
    assert all(torch.equal(weight, after[name]) for name, weight in before.items())


def test_where_no_file_can_be_written_weights_are_converted_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = write_base(tmp_path)
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everywhere
    read = read_shared_weights(base, torch.bfloat16, add_one)
    assert list_kept(base) == []
    assert torch.equal(
        read.layers[1].query.weight, read_weights(base.folder, torch.bfloat16, add_one).layers[1].query.weight
    )


def test_a_change_that_is_refused_leaves_no_file(tmp_path: Path) -> None:
    base = write_base(tmp_path)

    def refuse() -> None:
        raise CheckpointError("adapters do not fit")

    for _ in range(2):
        with pytest.raises(CheckpointError, match="do not fit"):
            map_weights(base, torch.bfloat16, add_one, check=refuse)
    assert list_kept(base) == []
