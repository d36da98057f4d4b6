from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from models.checkpoints.store import InstalledCheckpoint, locate
from models.encoder import TransformerEncoder
from models.loading import DtypeName
from models.same_fact.interaction import INTERACTION_FEATURES
from models.same_fact.late_interaction import FEATURES, SHIPPED_FOLDER, InteractionModel
from models.same_fact.token_states import ReadTokens
from service.errors import CheckpointError
from service.ports import SameFactModel
from tests.models.arithmetic import EVERY_DTYPE
from tests.models.same_facts import AT_FIRST, make_weights, write_same_fact

LoadShipped = Callable[[DtypeName], InteractionModel]

FIRST = "The old bridge in the town was closed on Monday after an inspection found cracks in three of its pillars."
SECOND = "Cracks in three pillars closed the town's old bridge on Monday."
OTHER = "He scored twice in the final."
TEXTS = (
    FIRST,
    SECOND,
    OTHER,
    "Three men were charged with smuggling 12 kg of gold — worth 1.1 million euros — through Zürich.",
    " ".join([FIRST] * 4),
    " ".join([SECOND] * 30),
    "Yes.",
    "",
)
EVERY_PAIR = np.triu_indices(len(TEXTS), 1)


@pytest.fixture(scope="module")
def load_shipped(default_checkpoint: InstalledCheckpoint) -> LoadShipped:
    """Loads the model that ships with Chorus, once for each dtype."""

    @cache
    def load(dtype: DtypeName) -> InteractionModel:
        return InteractionModel(default_checkpoint, dtype=dtype)

    return load


@pytest.fixture
def tiny_base(tiny_bert: Path) -> InstalledCheckpoint:
    return locate(str(tiny_bert), tiny_bert / "no-models")


def read(model: InteractionModel, *texts: str) -> ReadTokens:
    return model.read(texts, check=lambda: None)


def compare_all(model: InteractionModel) -> bytes:
    return read(model, *TEXTS).compare(*EVERY_PAIR).tobytes()


@pytest.mark.parametrize("dtype", EVERY_DTYPE)
def test_a_pair_is_compared_bitwise_the_same_alone_and_in_any_company(
    load_shipped: LoadShipped, dtype: DtypeName
) -> None:
    model = load_shipped(dtype)
    together = read(model, *TEXTS)
    compared = together.compare(*EVERY_PAIR)
    for place in (0, 4, len(compared) - 3):
        pair = EVERY_PAIR[0][place], EVERY_PAIR[1][place]
        alone = read(model, *(TEXTS[i] for i in pair))
        assert alone.embeddings.tobytes() == together.embeddings[list(pair)].tobytes()
        assert alone.compare(np.array([0]), np.array([1])).tobytes() == compared[place].tobytes()
    turned = read(model, *reversed(TEXTS), "And one more sentence.")
    last = len(TEXTS) - 1
    assert turned.compare(last - EVERY_PAIR[1], last - EVERY_PAIR[0]).tobytes() == compared.tobytes()


@pytest.mark.parametrize("dtype", EVERY_DTYPE)
def test_which_sentence_of_a_pair_comes_first_changes_nothing(load_shipped: LoadShipped, dtype: DtypeName) -> None:
    together = read(load_shipped(dtype), *TEXTS)
    assert together.compare(*EVERY_PAIR).tobytes() == together.compare(EVERY_PAIR[1], EVERY_PAIR[0]).tobytes()


@pytest.mark.parametrize("dtype", EVERY_DTYPE)
@pytest.mark.usefixtures("restored_threads")
def test_a_pair_is_compared_bitwise_the_same_with_any_number_of_threads(
    load_shipped: LoadShipped, dtype: DtypeName
) -> None:
    model = load_shipped(dtype)
    compared = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        compared.append(compare_all(model))
    assert compared[0] == compared[1]


@pytest.mark.usefixtures("restored_threads")
def test_a_pair_is_compared_bitwise_the_same_for_any_batch_size(
    load_shipped: LoadShipped, default_checkpoint: InstalledCheckpoint
) -> None:
    other = InteractionModel(default_checkpoint, batch_tokens=512)
    assert compare_all(other) == compare_all(load_shipped("auto"))


@pytest.mark.parametrize("dtype", EVERY_DTYPE)
def test_reading_beside_the_encoder_gives_the_bits_of_reading_twice(
    load_shipped: LoadShipped, default_checkpoint: InstalledCheckpoint, dtype: DtypeName
) -> None:
    encoder = TransformerEncoder(default_checkpoint, dtype=dtype)
    model = InteractionModel(default_checkpoint, encoder=encoder)
    assert model.shares_layers(encoder)
    embeddings, together = model.read_beside(encoder, TEXTS, check=lambda: None)
    alone = load_shipped(dtype)
    assert not alone.shares_layers(encoder)
    assert embeddings.tobytes() == TransformerEncoder(default_checkpoint, dtype=dtype).encode(TEXTS).tobytes()
    assert together.compare(*EVERY_PAIR).tobytes() == compare_all(alone)
    with pytest.raises(ValueError, match="shares no layers"):
        alone.read_beside(encoder, TEXTS, check=lambda: None)


def test_what_is_one_fact_is_likelier_than_what_is_not(load_shipped: LoadShipped) -> None:
    compared = read(load_shipped("auto"), FIRST, SECOND, OTHER).compare(np.array([0, 0]), np.array([1, 2]))
    odds = compared[:, INTERACTION_FEATURES.index("same_fact")]
    assert odds[0] > odds[1] + 2


def test_the_shipped_model_says_what_it_is(load_shipped: LoadShipped, default_checkpoint: InstalledCheckpoint) -> None:
    model: SameFactModel = load_shipped("float32")
    description = model.description
    assert (description.base, description.dtype) == (default_checkpoint.card.name, "float32")
    assert description.languages == ("en",)
    assert description.sha256 == hashlib.sha256((SHIPPED_FOLDER / "model.safetensors").read_bytes()).hexdigest()
    assert 0 < description.farthest_gap < description.threshold < 1


def test_the_shipped_networks_decide_on_every_feature(load_shipped: LoadShipped) -> None:
    model = load_shipped("auto")
    first = model.predict(np.zeros((2, AT_FIRST)))
    again = model.rescore(np.zeros((2, len(FEATURES))))
    assert first.shape == again.shape == (2,)
    assert 0 <= first[0] == first[1] <= 1
    assert 0 <= again[0] == again[1] <= 1


def test_sentences_are_compared_by_their_tokens_states(tmp_path: Path, tiny_base: InstalledCheckpoint) -> None:
    model = InteractionModel(tiny_base, write_same_fact(tmp_path, tiny_base, make_weights(32)), dtype="float32")
    model.warm_up()
    together = read(model, "the old bridge", "the old bridge", "a town.")
    same, other = together.compare(np.array([0, 0]), np.array([1, 2]))
    # One text twice: a cosine of 1 but for rounding to the grid, everything covered; log odds are the sums of five.
    assert same[:5].tolist() == pytest.approx([1, 1, 1, 1, 0], abs=0.01)
    assert same[5:].tolist() == pytest.approx([same[:5].sum()] * 2)
    assert 0 <= other[2] <= other[3] < 0.99
    assert other[4] == other[3] - other[2]
    assert np.linalg.norm(together.embeddings, axis=1).tolist() == pytest.approx([1.0] * 3, abs=0.01)
    assert model.predict(np.ones((1, AT_FIRST))).tolist() == [0.5]
    assert model.rescore(np.ones((1, len(FEATURES)))).tolist() == [0.5]


def test_tuned_weights_take_the_place_of_those_of_the_base(tmp_path: Path, tiny_base: InstalledCheckpoint) -> None:
    name = "encoder.layer.1.output.LayerNorm.bias"
    tuned = make_weights(32) | {name: torch.full((32,), 3.0)}
    plain = InteractionModel(tiny_base, write_same_fact(tmp_path / "plain", tiny_base, make_weights(32)))
    model = InteractionModel(tiny_base, write_same_fact(tmp_path / "tuned", tiny_base, tuned))
    cosines = [
        read(loaded, "the old bridge", "a town.").compare(np.array([0]), np.array([1]))[0, 0]
        for loaded in (plain, model)
    ]
    # States that share 3.0 in every dimension are close.
    assert cosines[0] < 0.9 < cosines[1]


def test_reading_is_interrupted_by_what_the_check_raises(tmp_path: Path, tiny_base: InstalledCheckpoint) -> None:
    model = InteractionModel(tiny_base, write_same_fact(tmp_path, tiny_base, make_weights(32)))
    looks: list[int] = []
    model.read(["a town."] * 1025, check=lambda: looks.append(1))
    assert len(looks) == 2

    def stop() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        model.read(["a town."], check=stop)


def test_no_sentences_have_nothing_to_compare(tmp_path: Path, tiny_base: InstalledCheckpoint) -> None:
    model = InteractionModel(tiny_base, write_same_fact(tmp_path, tiny_base, make_weights(32)))
    nothing = read(model)
    assert nothing.embeddings.shape == (0, 32)
    assert nothing.compare(np.zeros(0, np.int64), np.zeros(0, np.int64)).shape == (0, 7)


def test_tokens_weigh_by_a_softplus_of_their_states(tmp_path: Path, tiny_base: InstalledCheckpoint) -> None:
    model = InteractionModel(tiny_base, write_same_fact(tmp_path, tiny_base, make_weights(32)))
    (weight,) = model._heads.weigh_tokens(np.ones((1, 32), np.float32)).tolist()
    assert weight == round(math.log(2) * 1024) / 1024


def test_another_base_is_refused(tiny_base: InstalledCheckpoint) -> None:
    with pytest.raises(CheckpointError, match="was tuned from all-MiniLM-L6-v2"):
        InteractionModel(tiny_base)


@pytest.mark.parametrize("features", [list(FEATURES[:-1]), sorted(FEATURES), None])
def test_other_features_are_refused(tmp_path: Path, tiny_base: InstalledCheckpoint, features: Any) -> None:
    folder = write_same_fact(tmp_path, tiny_base, make_weights(32), features=features)
    with pytest.raises(CheckpointError, match="other features"):
        InteractionModel(tiny_base, folder)


@pytest.mark.parametrize("field", ["name", "base", "languages", "threshold", "farthest_gap"])
def test_a_configuration_that_lacks_a_field_is_refused(
    tmp_path: Path, tiny_base: InstalledCheckpoint, field: str
) -> None:
    folder = write_same_fact(tmp_path, tiny_base, make_weights(32), **{field: None})
    with pytest.raises(CheckpointError, match=f"config.json lacks '{field}'"):
        InteractionModel(tiny_base, folder)


@pytest.mark.parametrize("name", ["token_weight.weight", "same_fact.bias", "decision.mean", "reconsideration.scale"])
def test_missing_weights_are_named(tmp_path: Path, tiny_base: InstalledCheckpoint, name: str) -> None:
    weights = make_weights(32)
    del weights[name]
    with pytest.raises(CheckpointError, match=name):
        InteractionModel(tiny_base, write_same_fact(tmp_path, tiny_base, weights))


@pytest.mark.parametrize(
    ("name", "shape"), [("encoder.layer.1.output.LayerNorm.bias", 31), ("encoder.layer.9.output.LayerNorm.bias", 32)]
)
def test_weights_that_do_not_fit_the_base_are_refused(
    tmp_path: Path, tiny_base: InstalledCheckpoint, name: str, shape: int
) -> None:
    folder = write_same_fact(tmp_path, tiny_base, make_weights(32) | {name: torch.zeros(shape)})
    with pytest.raises(CheckpointError, match="do not fit"):
        InteractionModel(tiny_base, folder)


@pytest.mark.parametrize("file", ["config.json", "model.safetensors"])
def test_a_broken_or_missing_file_is_refused(tmp_path: Path, tiny_base: InstalledCheckpoint, file: str) -> None:
    folder = write_same_fact(tmp_path, tiny_base, make_weights(32))
    (folder / file).write_bytes(b"broken")
    with pytest.raises(CheckpointError):
        InteractionModel(tiny_base, folder)
    (folder / file).unlink()
    with pytest.raises(CheckpointError):
        InteractionModel(tiny_base, folder)


def test_the_model_that_ships_says_what_it_was_learned_from(load_shipped: LoadShipped) -> None:
    description = load_shipped("float32").description
    assert description.licence is not None
    assert description.licence.startswith("research and education")
    assert "Multi-News" in str(description.learned_from)
