from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import MPNetModel

from models.checkpoints.store import InstalledCheckpoint
from models.entailment import AdaptedEntailment, adapted_weights
from models.entailment.adapted_weights import RANGES_FILE, read_adapted_weights
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment.ranges import record_ranges, write_ranges
from service.errors import CheckpointError
from service.ports import Entailment
from tests.models.entailments import TARGET, make_weights, write_adapters, write_base
from tests.models.processors import needs_products_of_bytes

EVIDENCE = "The old bridge in the town closed."
CLAIM = "The bridge closed."


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> InstalledCheckpoint:
    return write_base(tmp_path_factory.mktemp("base"))


def load(base: InstalledCheckpoint, folder: Path, **changes: Any) -> AdaptedEntailment:
    return AdaptedEntailment(base, write_adapters(folder, base, make_weights(), **changes), dtype="float32")


def judge(model: AdaptedEntailment, *pairs: tuple[str, str]) -> list[Entailment]:
    return model.judge(pairs, check=lambda: None)


def compute_by_hand(base: InstalledCheckpoint) -> tuple[float, float]:
    """The probabilities of the pair of EVIDENCE and CLAIM, computed with transformers and torch alone."""
    weights = {name: weight.double() for name, weight in make_weights().items()}
    model = MPNetModel.from_pretrained(base.folder, add_pooling_layer=False, attn_implementation="eager")
    model.train(False)
    with torch.inference_mode():
        target = model.get_parameter(TARGET)
        target.add_((2.0 * weights[f"{TARGET}.lora_up"] @ weights[f"{TARGET}.lora_down"]).float())
        # [CLS] the old bridge in the town closed . [SEP] [SEP] the bridge closed . [SEP]
        ids = torch.tensor([[2, 8, 9, 5, 7, 8, 10, 6, 12, 3, 3, 8, 5, 6, 12, 3]])
        states = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0].double()
    pooled = torch.cat([states[0], states[11:15].mean(dim=0)])
    hidden = torch.tanh(weights["dense.weight"] @ pooled + weights["dense.bias"])
    logits = weights["out.weight"] @ hidden + weights["out.bias"]
    entailed, _, contradicted = torch.softmax(logits, dim=0).tolist()
    return entailed, contradicted


def test_adapters_are_added_to_the_weights_and_the_head_reads_the_first_token_and_the_claim(
    base: InstalledCheckpoint, tmp_path: Path
) -> None:
    (judged,) = judge(load(base, tmp_path), (EVIDENCE, CLAIM))
    entailed, contradicted = compute_by_hand(base)
    assert judged.entailed == pytest.approx(entailed, abs=2e-4)
    assert judged.contradicted == pytest.approx(contradicted, abs=2e-4)
    assert 0.01 < entailed < 0.99


def test_calibration_moves_the_log_odds(base: InstalledCheckpoint, tmp_path: Path) -> None:
    (judged,) = judge(load(base, tmp_path, calibration={"slope": 0.5, "intercept": 0.25}), (EVIDENCE, CLAIM))
    entailed, contradicted = compute_by_hand(base)
    expected = 1 / (1 + np.exp(-(0.5 * np.log(entailed / (1 - entailed)) + 0.25)))
    assert judged.entailed == pytest.approx(expected, abs=2e-4)
    assert judged.contradicted == pytest.approx((1 - expected) * contradicted / (1 - entailed), abs=2e-4)


def test_a_probability_depends_on_its_own_pair_alone(base: InstalledCheckpoint, tmp_path: Path) -> None:
    model = load(base, tmp_path)
    pairs = [(EVIDENCE, CLAIM), (CLAIM, EVIDENCE), (" ".join([EVIDENCE] * 4), CLAIM), (EVIDENCE, CLAIM)]
    together = judge(model, *pairs)
    assert together == [judge(model, pair)[0] for pair in pairs]
    assert together[0] == together[3]
    assert len(set(together)) == len(pairs) - 1


def test_long_evidence_is_cut_and_the_claim_is_not(base: InstalledCheckpoint, tmp_path: Path) -> None:
    long = " ".join([EVIDENCE] * 20)
    model = load(base, tmp_path)
    one, other = judge(model, (long, CLAIM), (f"{long} a a a", CLAIM))
    assert one == other


def write_quantized(base: InstalledCheckpoint, folder: Path, *pairs: tuple[str, str]) -> Path:
    """Adapters with the ranges of what goes into the layers where `pairs` are read."""
    write_adapters(folder, base, make_weights())
    tokenizer = load_pair_tokenizer(base, 64)
    write_ranges(record_ranges(read_adapted_weights(base, folder, dtype="float32"), tokenizer, pairs), folder)
    return folder


@needs_products_of_bytes
def test_in_whole_numbers_the_same_is_said_and_of_each_pair_alone(base: InstalledCheckpoint, tmp_path: Path) -> None:
    pairs = [(EVIDENCE, CLAIM), (CLAIM, EVIDENCE), (" ".join([EVIDENCE] * 4), CLAIM)]
    model = AdaptedEntailment(base, write_quantized(base, tmp_path, *pairs))
    assert model.description.dtype == "int8"
    together = judge(model, *pairs)
    assert together == [judge(model, pair)[0] for pair in pairs]
    for own, exact in zip(together, judge(load(base, tmp_path), *pairs), strict=True):
        assert own.entailed == pytest.approx(exact.entailed, abs=0.06)
        assert own.contradicted == pytest.approx(exact.contradicted, abs=0.06)
    assert together != judge(load(base, tmp_path), *pairs)


@needs_products_of_bytes
def test_ranges_of_other_weights_are_refused(base: InstalledCheckpoint, tmp_path: Path) -> None:
    folder = write_quantized(base, tmp_path, (EVIDENCE, CLAIM))
    write_adapters(folder, base, make_weights() | {"out.bias": torch.zeros(3)})
    with pytest.raises(CheckpointError, match="was made for other weights"):
        AdaptedEntailment(base, folder)
    assert AdaptedEntailment(base, folder, dtype="float32").description.dtype == "float32"


@needs_products_of_bytes
def test_whole_numbers_need_ranges_if_they_are_asked_for(base: InstalledCheckpoint, tmp_path: Path) -> None:
    folder = write_adapters(tmp_path, base, make_weights())
    assert AdaptedEntailment(base, folder).description.dtype != "int8"
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        AdaptedEntailment(base, folder, dtype="int8")
    (folder / RANGES_FILE).write_bytes(b"broken")
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        AdaptedEntailment(base, folder)


def test_a_processor_that_would_overflow_computes_with_fractions(
    base: InstalledCheckpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_quantized(base, tmp_path, (EVIDENCE, CLAIM))
    monkeypatch.setattr(adapted_weights, "multiplies_bytes_fast", lambda: False)
    assert AdaptedEntailment(base, folder).description.dtype != "int8"
    with pytest.raises(CheckpointError, match="int8 is for processors"):
        AdaptedEntailment(base, folder, dtype="int8")


def test_what_ends_a_reading_is_raised(base: InstalledCheckpoint, tmp_path: Path) -> None:
    class TimeIsUpError(Exception):
        pass

    def check() -> None:
        raise TimeIsUpError

    with pytest.raises(TimeIsUpError):
        load(base, tmp_path).judge([(EVIDENCE, CLAIM)], check=check)


def test_adapters_for_another_base_are_refused(base: InstalledCheckpoint, tmp_path: Path) -> None:
    folder = write_adapters(tmp_path, base, make_weights(), base="another", base_sha256="0" * 64)
    with pytest.raises(CheckpointError, match="was tuned from another"):
        AdaptedEntailment(base, folder)


def test_adapters_that_do_not_fit_are_refused(base: InstalledCheckpoint, tmp_path: Path) -> None:
    weights = make_weights()
    weights[f"{TARGET}.lora_up"] = weights[f"{TARGET}.lora_up"][:-1].contiguous()
    with pytest.raises(CheckpointError, match="do not fit"):
        AdaptedEntailment(base, write_adapters(tmp_path, base, weights))


@pytest.mark.parametrize("lacking", ["out.bias", "dense.weight"])
def test_a_head_without_a_weight_is_refused(base: InstalledCheckpoint, tmp_path: Path, lacking: str) -> None:
    weights = make_weights()
    del weights[lacking]
    with pytest.raises(CheckpointError, match=lacking):
        AdaptedEntailment(base, write_adapters(tmp_path, base, weights))


def test_a_broken_file_is_refused(base: InstalledCheckpoint, tmp_path: Path) -> None:
    folder = write_adapters(tmp_path, base, make_weights())
    (folder / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        AdaptedEntailment(base, folder)
