from pathlib import Path

import pytest

from models.checkpoints.catalog import ModelCard, Pooling
from models.encoder.layout import EncoderLayout, read_layout
from service.errors import CheckpointError, CheckpointUnsafeError
from tests.models.written_checkpoints import write_json

CARD = ModelCard(name="x", max_tokens=128)


def test_a_checkpoint_that_says_nothing_is_pooled_by_the_mean(tmp_path: Path) -> None:
    assert read_layout(tmp_path, CARD) == EncoderLayout(pooling=Pooling.MEAN, max_tokens=128)


def test_the_checkpoint_says_how_it_is_pooled_and_how_much_it_reads(tmp_path: Path) -> None:
    write_json(tmp_path / "1_Pooling/config.json", {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False})
    write_json(tmp_path / "sentence_bert_config.json", {"max_seq_length": 64})
    assert read_layout(tmp_path, CARD) == EncoderLayout(pooling=Pooling.CLS, max_tokens=64)


def test_the_card_says_how_it_is_pooled_before_the_checkpoint_does(tmp_path: Path) -> None:
    card = ModelCard(name="x", pooling=Pooling.CLS)
    assert read_layout(tmp_path, card).pooling is Pooling.CLS


@pytest.mark.parametrize("modes", [("max_tokens",), ("mean_tokens", "cls_token"), ("weightedmean_tokens",)])
def test_another_pooling_is_refused(tmp_path: Path, modes: tuple[str, ...]) -> None:
    write_json(tmp_path / "1_Pooling/config.json", {f"pooling_mode_{mode}": True for mode in modes})
    with pytest.raises(CheckpointError, match=modes[0]):
        read_layout(tmp_path, CARD)


def test_a_module_that_would_be_left_out_is_refused(tmp_path: Path) -> None:
    write_json(tmp_path / "modules.json", [{"type": "sentence_transformers.models.Dense"}])
    with pytest.raises(CheckpointError, match="Dense"):
        read_layout(tmp_path, CARD)


def test_a_module_of_its_own_is_unsafe(tmp_path: Path) -> None:
    write_json(tmp_path / "modules.json", [{"type": "custom_st.Transformer"}])
    with pytest.raises(CheckpointUnsafeError, match="custom_st"):
        read_layout(tmp_path, CARD)
