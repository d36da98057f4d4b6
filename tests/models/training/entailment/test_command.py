from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch

from models.checkpoints.store import InstalledCheckpoint
from models.entailment import AdaptedEntailment
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment import __main__ as command
from models.training.entailment.adapters import AdaptedCrossEncoder
from models.training.entailment.calibration import Calibration
from models.training.entailment.examples import ENTAILED, NOT_ENTAILED, ClaimExamples, Example
from tests.models.entailments import write_base


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> InstalledCheckpoint:
    return write_base(tmp_path_factory.mktemp("base"))


def make_claim(label: str, cluster: str) -> ClaimExamples:
    claim = "The bridge closed." if label == ENTAILED else "The town closed."
    example = Example(evidence="The old bridge closed.", claim=claim, label=label, source="claims", cluster=cluster)
    return ClaimExamples(training=(example,), as_served=example)


def test_claims_are_learned_in_passes_and_some_clusters_are_left_out(base: InstalledCheckpoint) -> None:
    torch.manual_seed(0)
    model, tokenizer = AdaptedCrossEncoder(base, dtype=torch.float32), load_pair_tokenizer(base, 64)
    claims = [make_claim(label, cluster) for cluster in ("a", "b") for label in (ENTAILED, NOT_ENTAILED)] * 40
    lessons = [command._Lesson(claims=claims, beside=(), learning_rate=rate) for rate in (5e-3, 2e-3)]
    command._learn(model, lessons, tokenizer, random.Random(0), without=frozenset({"b"}))
    odds, true = command._judge(model, claims[:2], tokenizer)
    assert true.tolist() == [True, False]
    assert odds[0] > odds[1]
    measured = command._measure(Calibration(slope=1.0, intercept=0.0), odds, true)
    assert (measured["claims"], measured["auc"]) == (2, 1.0)


def test_what_is_written_can_be_loaded(base: InstalledCheckpoint, tmp_path: Path) -> None:
    model = AdaptedCrossEncoder(base, dtype=torch.float32)
    command._write(
        tmp_path / "out",
        model,
        Calibration(slope=0.5, intercept=0.25),
        {"claims_dev": {"claims": 1.0, "auc": 0.5}},
        base_sha256=base.weights_sha256,
        terms={"licence": "CC0-1.0", "learned_from": "tests"},
    )
    loaded = AdaptedEntailment(base, tmp_path / "out", dtype="float32")
    assert (loaded.description.name, loaded.description.licence) == (command.NAME, "CC0-1.0")
    assert json.loads((tmp_path / "out" / "metrics.json").read_text())["claims_dev"]["auc"] == 0.5
    assert 0 < loaded.judge([("The bridge closed.", "A town.")], check=lambda: None)[0].entailed < 1


def test_the_weights_after_the_last_passes_are_averaged(
    base: InstalledCheckpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, tokenizer = AdaptedCrossEncoder(base, dtype=torch.float32), load_pair_tokenizer(base, 64)
    learned = iter((7.0, 1.0, 2.0))

    def set_bias(tuned: AdaptedCrossEncoder, *_: object, **__: object) -> None:
        with torch.no_grad():
            tuned.out.bias.fill_(next(learned))

    monkeypatch.setattr(command, "tune", set_bias)
    lessons = [command._Lesson(claims=(), beside=(), learning_rate=1e-3)] * 3
    command._learn(model, lessons, tokenizer, random.Random(0))
    assert model.out.bias.tolist() == [1.5, 1.5, 1.5]
