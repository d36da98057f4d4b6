from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.checkpoints.store import InstalledCheckpoint, locate
from models.encoder import TransformerEncoder
from models.same_fact import InteractionModel
from models.training.clusters import ScoredPair
from models.training.tuning import FIRST_TUNED_LAYER, TunedLayers, export_weights, plan_lesson, read_lower, tune
from tests.models.same_facts import decide_nothing, write_same_fact
from tests.models.training.stories import make_cluster
from tests.models.written_checkpoints import write_bert

TEXTS = ("the old bridge in the town closed.", "the bridge in the old town closed.", "a town.")
PAIRS = (
    ScoredPair(first=TEXTS[0], second=TEXTS[1], target=1.0, graded=False),
    ScoredPair(first=TEXTS[0], second=TEXTS[2], target=0.2, graded=True),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> InstalledCheckpoint:
    """A checkpoint of one layer more than are left as they are."""
    folder = write_bert(tmp_path_factory.mktemp("base") / "bert", layers=FIRST_TUNED_LAYER + 1)
    return locate(str(folder), folder.parent)


def test_the_lower_and_the_upper_layers_read_what_the_encoder_reads(base: InstalledCheckpoint) -> None:
    lower = read_lower(base, TEXTS)
    assert lower.by_text[TEXTS[2]].shape == (5, 32)  # [CLS] a town . [SEP]
    with torch.inference_mode():
        read = TunedLayers(base).eval().read([lower.by_text[text] for text in TEXTS])
    expected = TransformerEncoder(base, dtype="float32").encode(TEXTS)
    np.testing.assert_allclose(read.pooled.numpy(), expected, atol=0.02)  # bfloat16 beside float32
    assert read.mask.sum(dim=1).tolist() == [8, 8, 3]
    assert read.weights[2, 4:].tolist() == [0.0] * 6


def test_a_lesson_knows_which_of_its_candidates_are_one_fact(base: InstalledCheckpoint) -> None:
    embeddings = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    lesson = plan_lesson(make_cluster(TEXTS, [0, 0, -1]), embeddings, embeddings)
    pairs = list(zip(lesson.first.tolist(), lesson.second.tolist(), strict=True))
    assert lesson.same.tolist() == [pair == (0, 1) for pair in pairs]
    assert (0, 1) in pairs
    assert lesson.near.all()
    assert lesson.teacher is not None
    assert lesson.teacher[pairs.index((0, 1))] == 1.0


def test_tuned_weights_are_exported_as_the_model_in_use_reads_them(tmp_path: Path, base: InstalledCheckpoint) -> None:
    lower = read_lower(base, TEXTS)
    embeddings = TransformerEncoder(base, dtype="float32").encode(TEXTS)
    lesson = plan_lesson(make_cluster(TEXTS, [0, 0, -1]), embeddings, embeddings)
    layers = tune(base, [lesson, lesson], PAIRS, lower, epochs=1, seed=1)
    weights = export_weights(layers)
    heads = {"token_weight", "same_fact", "paraphrase"}
    upper = f"encoder.layer.{FIRST_TUNED_LAYER}."
    assert {name for name in weights if not name.startswith(upper)} == {
        f"{head}.{part}" for head in heads for part in ("weight", "bias")
    }
    assert not weights["token_weight.bias"].equal(TunedLayers(base).token_weight.bias)
    folder = write_same_fact(tmp_path, base, weights | decide_nothing())
    read = InteractionModel(base, folder, dtype="float32").read(TEXTS, check=lambda: None)
    compared = read.compare(np.array([0, 0, 1]), np.array([1, 2, 2]))
    with torch.inference_mode():
        states = layers.read([lower.by_text[text] for text in TEXTS])
        expected = states.compare(torch.tensor([0, 0, 1]), torch.tensor([1, 2, 2]))
    np.testing.assert_allclose(compared[:, :5], expected.numpy(), atol=0.02)
