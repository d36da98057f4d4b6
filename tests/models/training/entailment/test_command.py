from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from models.checkpoints.store import InstalledCheckpoint
from models.entailment import AdaptedEntailment
from models.entailment.adapted_weights import MADE_FOR, RELATIONS_FILE
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment import __main__ as command
from models.training.entailment.adapters import AdaptedCrossEncoder
from models.training.entailment.calibration import Calibration
from models.training.entailment.examples import ENTAILED, NOT_ENTAILED, ClaimExamples, Example
from models.training.entailment.passes import Pass
from tests.models.entailments import write_base


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> InstalledCheckpoint:
    return write_base(tmp_path_factory.mktemp("base"))


def make_claim(label: str, cluster: str) -> ClaimExamples:
    claim = "The bridge closed." if label == ENTAILED else "The town closed."
    example = Example(evidence="The old bridge closed.", claim=claim, label=label, source="claims", cluster=cluster)
    return ClaimExamples(training=(example,), as_served=example)


def test_what_parts_say_is_learned_in_passes(base: InstalledCheckpoint) -> None:
    torch.manual_seed(0)
    model, tokenizer = AdaptedCrossEncoder(base, dtype=torch.float32), load_pair_tokenizer(base, 64)
    claims = [make_claim(label, "a") for label in (ENTAILED, NOT_ENTAILED)]
    parts = {"claims": [example for claim in claims for example in claim.training] * 80, "edits": []}
    passes = [
        Pass(shares={"claims": 1, "edits": 1}, learning_rate=rate, batches_a_step=batches, times=times)
        for rate, batches, times in ((5e-3, 1, 1), (2e-3, 2, 2))
    ]
    command._learn(model, parts, tokenizer, random.Random(0), passes)
    odds, true = command._judge(model, claims, tokenizer)
    assert true.tolist() == [True, False]
    assert odds[0] > odds[1]
    measured = command._measure(Calibration(slope=1.0, intercept=0.0), odds, true)
    assert (measured["claims"], measured["auc"]) == (2, 1.0)


def test_clusters_that_are_left_out_are_in_no_part() -> None:
    parts = {"claims": [make_claim(ENTAILED, cluster).as_served for cluster in ("a", "b", "")]}
    assert [e.cluster for e in command._leave_out(parts, frozenset({"b"}))["claims"]] == ["a", ""]


def test_shares_of_parts_are_drawn() -> None:
    parts = {
        name: [make_claim(ENTAILED, f"{name}{place}").as_served for place in range(10)] for name in ("near", "far")
    }
    half = Pass(shares={"near": 2.5, "far": 0}, learning_rate=1.0, batches_a_step=1)
    drawn = [e.cluster for e in half.draw(parts, random.Random(0))]
    assert len(drawn) == 25
    assert {name: drawn.count(name) for name in drawn}.keys() == {f"near{place}" for place in range(10)}
    assert {drawn.count(name) for name in drawn} == {2, 3}


def test_every_pass_reads_a_share_of_every_part() -> None:
    names = {"near", "far", "edits", "tellings", "claims", "stories", "statements"}
    assert all(set(one.shares) == names for one in command._PASSES)


def test_what_is_written_can_be_loaded(base: InstalledCheckpoint, tmp_path: Path) -> None:
    model = AdaptedCrossEncoder(base, dtype=torch.float32)
    (tmp_path / "out").mkdir()
    save_file({}, tmp_path / "out" / RELATIONS_FILE, metadata={MADE_FOR: "of former weights"})
    command._write(
        tmp_path / "out",
        model,
        Calibration(slope=0.5, intercept=0.25),
        {"claims_dev": {"claims": 1.0, "auc": 0.5}},
        base_sha256=base.weights_sha256,
        terms={"licence": "CC0-1.0", "learned_from": "tests"},
    )
    loaded = AdaptedEntailment(base, tmp_path / "out", dtype="float32")
    assert loaded.relations is None
    assert (loaded.description.name, loaded.description.licence) == (command.NAME, "CC0-1.0")
    assert json.loads((tmp_path / "out" / "metrics.json").read_text())["claims_dev"]["auc"] == 0.5
    assert 0 < loaded.judge([("The bridge closed.", "A town.")], check=lambda: None)[0].entailed < 1


def test_weights_of_passes_from_the_same_weights_are_averaged(
    base: InstalledCheckpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, tokenizer = AdaptedCrossEncoder(base, dtype=torch.float32), load_pair_tokenizer(base, 64)
    learned = iter((7.0, 1.0, 2.0))
    begun: list[float] = []

    def set_bias(tuned: AdaptedCrossEncoder, *_: object, **__: object) -> None:
        begun.append(tuned.out.bias[0].item())
        with torch.no_grad():
            tuned.out.bias.fill_(next(learned))

    monkeypatch.setattr(command, "tune", set_bias)
    passes = [Pass(shares={}, learning_rate=1e-3, batches_a_step=1, times=times) for times in (1, 2)]
    command._learn(model, {}, tokenizer, random.Random(0), passes)
    assert begun[1:] == [7.0, 7.0]
    assert model.out.bias.tolist() == [1.5, 1.5, 1.5]
