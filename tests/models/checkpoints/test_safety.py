from pathlib import Path

import pytest

from models.checkpoints.safety import check_configuration, select_files
from service.errors import CheckpointError, CheckpointUnsafeError
from tests.models.written_checkpoints import write_json


def test_only_what_loading_needs_is_selected_weights_last() -> None:
    offered = [
        "README.md", "model.safetensors", "onnx/model.onnx", "openvino/x.safetensors", "pytorch_model.bin",
        "tokenizer.json", "config.json", "1_Pooling/config.json", "../config.json",
    ]  # fmt: skip
    assert select_files(offered, where="x") == (
        "1_Pooling/config.json", "config.json", "tokenizer.json", "model.safetensors",
    )  # fmt: skip


def test_sharded_weights_are_selected_with_their_index() -> None:
    shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    offered = ["config.json", "tokenizer.json", "model.safetensors.index.json", *shards]
    assert select_files(offered, where="x")[-3:] == ("tokenizer.json", *shards)


@pytest.mark.parametrize("weights", ["pytorch_model.bin", "model.pt", "weights.pkl", "model.ckpt"])
def test_weights_that_must_be_unpickled_are_refused(weights: str) -> None:
    with pytest.raises(CheckpointUnsafeError, match=weights):
        select_files(["config.json", "tokenizer.json", weights], where="x")


@pytest.mark.parametrize("lacking", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_checkpoint_that_lacks_a_needed_file_is_refused(lacking: str) -> None:
    with pytest.raises(CheckpointError, match="holds no"):
        select_files({"config.json", "tokenizer.json", "model.safetensors"} - {lacking}, where="x")


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json"])
def test_a_checkpoint_that_asks_for_its_own_code_is_refused(tmp_path: Path, name: str) -> None:
    write_json(tmp_path / name, {"auto_map": {"AutoModel": "modeling_evil.EvilModel"}})
    with pytest.raises(CheckpointUnsafeError, match="auto_map"):
        check_configuration(tmp_path)


def test_a_configuration_that_is_no_object_is_refused(tmp_path: Path) -> None:
    write_json(tmp_path / "config.json", ["bert"])
    with pytest.raises(CheckpointError, match="no JSON object"):
        check_configuration(tmp_path)
