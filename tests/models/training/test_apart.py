from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from models.checkpoints.store import locate
from models.encoder import TransformerEncoder
from models.training.apart import Lectures, tune_all
from models.training.clusters import ScoredPair
from models.training.tuning import export_weights, plan_lesson, read_lower, tune
from tests.models.training.stories import make_cluster
from tests.models.written_checkpoints import write_bert

TEXTS = ("the old bridge", "the bridge", "a town.")
PAIRS = [ScoredPair(first=TEXTS[0], second=TEXTS[1], target=1.0, graded=False)]


def test_layers_tuned_in_processes_of_their_own_are_those_tuned_here(tmp_path: Path) -> None:
    base = locate(str(write_bert(tmp_path / "bert", layers=5)), tmp_path / "no-models")
    embeddings = TransformerEncoder(base, dtype="float32").encode(TEXTS)
    lessons = [plan_lesson(make_cluster(TEXTS, label), embeddings, None) for label in ([0, 0, -1], [-1, 0, 0])]
    lectures = Lectures(base=base, lessons=lessons, pairs=PAIRS, lower=read_lower(base, TEXTS))
    apart = tune_all([[0], [0, 1]], lectures, epochs=1, seed=3, workers=2)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    here = export_weights(tune(base, lessons, PAIRS, lectures.lower, epochs=1, seed=3))
    torch.set_num_threads(threads)
    assert apart[1].keys() == here.keys()
    for name, weight in here.items():
        assert apart[1][name].dtype == weight.dtype
        np.testing.assert_array_equal(apart[1][name].float().numpy(), weight.float().numpy(), err_msg=name)
    assert any(not apart[0][name].equal(apart[1][name]) for name in here)


def test_layers_are_tuned_without_pairs_of_other_collections(tmp_path: Path) -> None:
    base = locate(str(write_bert(tmp_path / "bert", layers=5)), tmp_path / "no-models")
    embeddings = TransformerEncoder(base, dtype="float32").encode(TEXTS)
    lesson = plan_lesson(make_cluster(TEXTS, [0, 0, -1]), embeddings, None)
    assert export_weights(tune(base, [lesson], [], read_lower(base, TEXTS), epochs=1, seed=3))
