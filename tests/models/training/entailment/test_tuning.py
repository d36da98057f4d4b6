from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import MPNetModel

from models.checkpoints.store import InstalledCheckpoint
from models.entailment import AdaptedEntailment
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment import adapters
from models.training.entailment.adapters import RANK, SCALE, AdaptedCrossEncoder
from models.training.entailment.examples import (
    CONTRADICTED,
    ENTAILED,
    NEUTRAL,
    NOT_CONTRADICTED,
    NOT_ENTAILED,
    Example,
)
from models.training.entailment.tuning import predict, tune
from tests.models.entailments import write_adapters, write_base

PAIRS = [("The old bridge closed.", "The bridge closed."), ("A town.", "The bridge closed in the town.")]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> InstalledCheckpoint:
    return write_base(tmp_path_factory.mktemp("base"))


def build(base: InstalledCheckpoint) -> AdaptedCrossEncoder:
    torch.manual_seed(0)
    return AdaptedCrossEncoder(base, dtype=torch.float32)


def test_untrained_adapters_change_nothing(base: InstalledCheckpoint) -> None:
    model, tokenizer = build(base), load_pair_tokenizer(base, 64)
    plain = MPNetModel.from_pretrained(base.folder, add_pooling_layer=False, attn_implementation="eager")
    plain.train(False)
    for pair, logits in zip(PAIRS, predict(model, PAIRS, tokenizer), strict=True):
        encoding = tokenizer.encode(*pair)
        ids = torch.tensor([encoding.ids])
        with torch.inference_mode():
            states = plain(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0]
            claim = torch.tensor([part == 1 for part in encoding.sequence_ids])
            pooled = torch.cat([states[0], states[claim].mean(dim=0)])
            expected = model.out(torch.tanh(model.dense(pooled))).numpy()
        assert logits == pytest.approx(expected, abs=1e-4)


def test_tuning_learns_what_examples_say_and_what_ships_says_it_too(base: InstalledCheckpoint, tmp_path: Path) -> None:
    model, tokenizer = build(base), load_pair_tokenizer(base, 64)
    labels = (ENTAILED, NOT_ENTAILED)
    examples = [
        Example(evidence=evidence, claim=claim, label=label, source="test")
        for (evidence, claim), label in zip(PAIRS, labels, strict=True)
    ]
    tune(model, examples * 400, tokenizer, learning_rate=1e-2, chooser=random.Random(0), report=lambda _: None)
    logits = predict(model, PAIRS, tokenizer)
    odds = logits[:, 0] - np.logaddexp(logits[:, 1], logits[:, 2])
    assert odds[0] > 1 > -1 > odds[1]
    folder = write_adapters(tmp_path / "shipped", base, model.export(), adapter_scale=SCALE)
    judged = AdaptedEntailment(base, folder, dtype="float32").judge(PAIRS, check=lambda: None)
    assert [one.entailed for one in judged] == pytest.approx(list(1 / (1 + np.exp(-odds))), abs=0.02)


def test_the_order_and_the_company_of_pairs_changes_no_prediction(base: InstalledCheckpoint) -> None:
    model, tokenizer = build(base), load_pair_tokenizer(base, 64)
    forth, back = predict(model, PAIRS, tokenizer), predict(model, PAIRS[::-1], tokenizer)
    assert forth == pytest.approx(back[::-1], abs=1e-5)


def test_all_labels_have_a_loss(base: InstalledCheckpoint) -> None:
    model, tokenizer = build(base), load_pair_tokenizer(base, 64)
    labels = (ENTAILED, NEUTRAL, CONTRADICTED, NOT_ENTAILED, NOT_CONTRADICTED)
    examples = [Example(evidence="A town.", claim="The bridge closed.", label=label, source="test") for label in labels]
    before = predict(model, PAIRS, tokenizer)
    tune(model, examples, tokenizer, learning_rate=1e-3, chooser=random.Random(0), report=lambda _: None)
    assert not np.allclose(before, predict(model, PAIRS, tokenizer))


def test_gradients_of_the_batches_of_a_step_are_added_up(
    base: InstalledCheckpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two lengths make two batches: one step over both, whichever comes first."""
    monkeypatch.setattr(adapters, "_DROPOUT", 0.0)
    tokenizer = load_pair_tokenizer(base, 64)
    examples = [
        Example(evidence=evidence, claim="The bridge closed.", label=ENTAILED, source="test")
        for evidence in ("A town.", " ".join(["The bridge closed."] * 9))
    ]
    learned, reports = [], list[str]()
    for order in (examples, examples[::-1]):
        model = build(base)
        tune(
            model, order, tokenizer,
            learning_rate=1e-3, chooser=random.Random(0), batches_a_step=2, report=reports.append,
        )  # fmt: skip
        learned.append(predict(model, PAIRS, tokenizer))
    assert [report.partition(":")[0] for report in reports] == ["step 1 of 1", "step 1 of 1"]
    assert learned[0] == pytest.approx(learned[1], abs=1e-5)
    assert not np.allclose(learned[0], predict(build(base), PAIRS, tokenizer))


def test_shrunk_adapters_add_less_and_none_add_nothing(base: InstalledCheckpoint) -> None:
    model, tokenizer = build(base), load_pair_tokenizer(base, 64)
    plain = predict(model, PAIRS, tokenizer)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith("lora_up"):
                weight.fill_(0.05)
    adapted = predict(model, PAIRS, tokenizer)
    model.shrink(0.5)
    halved = predict(model, PAIRS, tokenizer)
    assert model.scale == SCALE / 2
    assert np.abs(adapted - halved).max() > 1e-4
    model.shrink(0.0)
    assert predict(model, PAIRS, tokenizer) == pytest.approx(plain, abs=1e-5)


def test_what_ships_is_named_after_the_weights_that_it_is_added_to(base: InstalledCheckpoint) -> None:
    shipped = build(base).export()
    assert {name.rpartition(".")[2] for name in shipped} == {"lora_down", "lora_up", "weight", "bias"}
    assert {len(weight) for name, weight in shipped.items() if name.endswith("lora_down")} == {RANK}
    assert {"dense.weight", "dense.bias", "out.weight", "out.bias"} <= set(shipped)
