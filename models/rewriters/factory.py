"""Rewriters by name: which kind of model a checkpoint is, and the class that runs it."""

from __future__ import annotations

from models.checkpoints.safety import read_json_object
from models.checkpoints.store import InstalledCheckpoint
from models.loading import DtypeName
from models.rewriters.fusion import SHIPPED_FOLDER, FusionRewriter
from service.ports import Rewriter, SentenceSplitter

_SEQ2SEQ_TYPES = frozenset(
    {"bart", "bigbird_pegasus", "led", "longt5", "mbart", "mt5", "pegasus", "pegasus_x", "prophetnet", "t5", "umt5"}
)
"""Model types of encoder-decoder summarizers whose configuration need not say so."""


def load_rewriter(checkpoint: InstalledCheckpoint, *, split: SentenceSplitter, dtype: DtypeName = "auto") -> Rewriter:
    """The rewriter of `checkpoint`, warm: with the adapters that ship, if they were made for it.

    split: finds where the first sentence of an answer ends.

    Raises: CheckpointError if it cannot be loaded as it is.
    """
    if checkpoint.weights_sha256 == read_json_object(SHIPPED_FOLDER / "config.json").get("base_sha256"):
        shipped = FusionRewriter(checkpoint, dtype=dtype)
        shipped.warm_up()
        return shipped
    # Imported here because these bring transformers' models, which takes two seconds that the one that ships saves.
    from models.rewriters.instruct import InstructRewriter  # noqa: PLC0415
    from models.rewriters.seq2seq import Seq2SeqRewriter  # noqa: PLC0415

    config = read_json_object(checkpoint.folder / "config.json")
    is_seq2seq = config.get("is_encoder_decoder") is True or config.get("model_type") in _SEQ2SEQ_TYPES
    rewriter = (Seq2SeqRewriter if is_seq2seq else InstructRewriter)(checkpoint, split=split, dtype=dtype)
    rewriter.warm_up()
    return rewriter
