from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from transformers import MPNetModel

from models.checkpoints.store import InstalledCheckpoint
from models.entailment import AdaptedEntailment, AdaptedRelations
from models.entailment.adapted_weights import (
    MADE_FOR,
    RELATIONS_FILE,
    WEIGHTS_FILE,
    read_adapted_weights,
    read_relation_weights,
)
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment.ranges import record_ranges, write_ranges, write_relation_ranges
from service.errors import CheckpointError
from tests.models.entailments import TARGET, WIDTH, make_weights, write_adapters, write_base
from tests.models.processors import needs_products_of_bytes

FIRST, SECOND = "The old bridge in the town closed.", "The bridge closed."
UPPER = "encoder.layer.2.attention.attn.v.weight"
PAIRS = [(FIRST, SECOND), (SECOND, FIRST), (" ".join([FIRST] * 4), SECOND), (FIRST, SECOND)]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> InstalledCheckpoint:
    """An MPNet of three layers."""
    return write_base(tmp_path_factory.mktemp("base"))


def make_upper() -> dict[str, torch.Tensor]:
    """Adapters of the last layer, and a head of four outputs."""
    weights = make_weights()
    own = {name.replace(TARGET, UPPER): weight * 2 for name, weight in weights.items() if name.startswith(TARGET)}
    generator = torch.Generator().manual_seed(4)
    out = {"out.weight": torch.randn(4, WIDTH, generator=generator).bfloat16() * 0.1, "out.bias": torch.ones(4) * 0.1}
    return own | {name: weights[name] for name in ("dense.weight", "dense.bias")} | out


def write(base: InstalledCheckpoint, folder: Path, upper: dict[str, torch.Tensor], made_for: str = "") -> Path:
    """An entailment model, and what reads near sentences over its first two layers."""
    write_adapters(folder, base, make_weights())
    sha256 = hashlib.sha256((folder / WEIGHTS_FILE).read_bytes()).hexdigest()
    save_file(upper, folder / RELATIONS_FILE, metadata={MADE_FOR: made_for or sha256})
    return folder


def load(base: InstalledCheckpoint, folder: Path, **changes: str) -> AdaptedRelations:
    relations = AdaptedEntailment(base, folder, **{"dtype": "float32", **changes}).relations  # type: ignore[arg-type]
    assert relations is not None
    return relations


def relate(model: AdaptedRelations, *pairs: tuple[str, str]) -> list[list[float]]:
    return [[one.agrees, one.contradicts, one.moved] for one in model.relate(pairs, check=lambda: None)]


def test_upper_layers_of_their_own_read_over_the_lower_ones_of_the_entailment_model(
    base: InstalledCheckpoint, tmp_path: Path
) -> None:
    (related,) = relate(load(base, write(base, tmp_path, make_upper())), (FIRST, SECOND))
    weights = {**make_weights(), **make_upper()}
    model = MPNetModel.from_pretrained(base.folder, add_pooling_layer=False, attn_implementation="eager")
    model.train(False)
    double = {name: weight.double() for name, weight in weights.items()}
    with torch.inference_mode():
        for target in (TARGET, UPPER):
            added = 2.0 * double[f"{target}.lora_up"] @ double[f"{target}.lora_down"]
            model.get_parameter(target).add_(added.float())
        ids = torch.tensor([[2, 8, 9, 5, 7, 8, 10, 6, 12, 3, 3, 8, 5, 6, 12, 3]])
        states = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0].double()
    pooled = torch.cat([states[0], states[11:15].mean(dim=0)])
    hidden = torch.tanh(double["dense.weight"] @ pooled + double["dense.bias"])
    agrees, _, contradicts, moved = torch.softmax(double["out.weight"] @ hidden + double["out.bias"], 0).tolist()
    assert related == pytest.approx([agrees, contradicts, moved], abs=2e-4)


def test_what_is_said_of_a_pair_depends_on_it_alone_and_entailment_stays_as_it_is(
    base: InstalledCheckpoint, tmp_path: Path
) -> None:
    model = load(base, write(base, tmp_path / "both", make_upper()))
    together = relate(model, *PAIRS)
    assert together == [relate(model, pair)[0] for pair in PAIRS]
    assert len({tuple(own) for own in together}) == len(PAIRS) - 1
    both = AdaptedEntailment(base, tmp_path / "both", dtype="float32")
    alone = AdaptedEntailment(base, write_adapters(tmp_path / "alone", base, make_weights()), dtype="float32")
    assert alone.relations is None
    assert both.judge(PAIRS, check=lambda: None) == alone.judge(PAIRS, check=lambda: None)
    assert (
        both.description.sha256
        != alone.description.sha256
        == hashlib.sha256((tmp_path / "alone" / WEIGHTS_FILE).read_bytes()).hexdigest()
    )
    both.warm_up()


def test_layers_that_were_made_over_others_are_refused(base: InstalledCheckpoint, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="was made for other weights"):
        load(base, write(base, tmp_path, make_upper(), made_for="0" * 64))


@pytest.mark.parametrize("lacking", ["out.bias", f"{UPPER}.lora_up"])
def test_weights_that_are_missing_are_named(base: InstalledCheckpoint, tmp_path: Path, lacking: str) -> None:
    upper = make_upper()
    del upper[lacking]
    with pytest.raises(CheckpointError, match=lacking):
        load(base, write(base, tmp_path, upper))


@pytest.mark.parametrize(
    ("name", "shape"), [("out.bias", (3,)), ("out.weight", (3, WIDTH)), ("dense.weight", (WIDTH, WIDTH))]
)
def test_a_head_of_another_shape_is_refused(
    base: InstalledCheckpoint, tmp_path: Path, name: str, shape: tuple[int, ...]
) -> None:
    with pytest.raises(CheckpointError, match=f"{name} of shape"):
        load(base, write(base, tmp_path, make_upper() | {name: torch.zeros(shape)}))


@pytest.mark.parametrize("name", ["encoder.layer.x.attention.attn.v.weight.lora_down", "encoder.layer.7.output.dense"])
def test_adapters_of_no_layer_are_refused(base: InstalledCheckpoint, tmp_path: Path, name: str) -> None:
    head = {own: weight for own, weight in make_upper().items() if not own.startswith(UPPER)}
    with pytest.raises(CheckpointError, match="lacks"):
        load(base, write(base, tmp_path, head | {name: torch.zeros(2, WIDTH)}))


def test_adapters_of_a_layer_beyond_the_last_are_refused(base: InstalledCheckpoint, tmp_path: Path) -> None:
    beyond = {own.replace("layer.2.", "layer.9."): weight for own, weight in make_upper().items()}
    with pytest.raises(CheckpointError, match="do not fit"):
        load(base, write(base, tmp_path, beyond))


def test_a_head_without_layers_and_a_broken_file_are_refused(base: InstalledCheckpoint, tmp_path: Path) -> None:
    head = {name: weight for name, weight in make_upper().items() if not name.startswith(UPPER)}
    with pytest.raises(CheckpointError, match="lacks"):
        load(base, write(base, tmp_path, head))
    (tmp_path / RELATIONS_FILE).write_bytes(b"broken")
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load(base, tmp_path)


def test_where_nothing_can_be_written_beside_the_base_the_same_is_said(
    base: InstalledCheckpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(base, tmp_path, make_upper())
    mapped = relate(load(base, folder), *PAIRS)
    monkeypatch.setattr("models.encoder.weights.map_weights", lambda *_args, **_named: None)
    assert relate(load(base, folder), *PAIRS) == mapped


@needs_products_of_bytes
def test_in_whole_numbers_about_the_same_is_said(base: InstalledCheckpoint, tmp_path: Path) -> None:
    folder = write(base, tmp_path, make_upper())
    exact, tokenizer = relate(load(base, folder), *PAIRS), load_pair_tokenizer(base, 64)
    write_ranges(record_ranges(read_adapted_weights(base, folder, dtype="float32"), tokenizer, PAIRS), folder)
    ranges = record_ranges(read_relation_weights(base, folder, dtype="float32"), tokenizer, PAIRS)
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load(base, folder, dtype="auto")
    write_relation_ranges(ranges[-1:], folder)
    model = load(base, folder, dtype="auto")
    assert model.description.dtype == "int8"
    rounded = relate(model, *PAIRS)
    assert rounded == [relate(model, pair)[0] for pair in PAIRS] != exact
    for own, other in zip(rounded, exact, strict=True):
        assert own == pytest.approx(other, abs=0.06)
