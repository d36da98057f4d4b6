from __future__ import annotations

from pathlib import Path

import pytest

from models.rewriters.factory import load_rewriter
from models.rewriters.instruct import InstructRewriter
from models.rewriters.seq2seq import Seq2SeqRewriter
from service.errors import CheckpointError
from service.pipeline.text.segmentation import split_text
from tests.models.written_checkpoints import write_json
from tests.models.written_rewriters import write_causal, write_seq2seq


def test_the_configuration_tells_which_kind_a_checkpoint_is(tmp_path: Path) -> None:
    assert isinstance(
        load_rewriter(write_causal(tmp_path / "causal"), split=split_text, dtype="float32"), InstructRewriter
    )
    assert isinstance(
        load_rewriter(write_seq2seq(tmp_path / "seq2seq"), split=split_text, dtype="float32"), Seq2SeqRewriter
    )


def test_a_configuration_that_is_no_object_is_refused(tmp_path: Path) -> None:
    checkpoint = write_causal(tmp_path)
    write_json(tmp_path / "config.json", [])
    with pytest.raises(CheckpointError):
        load_rewriter(checkpoint, split=split_text)
