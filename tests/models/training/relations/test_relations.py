"""What reads near sentences is trained from pairs of stories, happenings and judged pairs."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from models.checkpoints.store import InstalledCheckpoint
from models.entailment import AdaptedEntailment
from models.entailment.adapted_weights import RELATIONS_FILE, WEIGHTS_FILE
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment.adapters import AdaptedCrossEncoder
from models.training.entailment.examples import Example
from models.training.entailment.passes import Pass
from models.training.relations import __main__ as command
from models.training.relations.examples import (
    AGREE,
    CONTRADICT,
    OTHER,
    OUTPUTS,
    UPDATE,
    load_happenings,
    load_judged_pairs,
)
from service.ports import Relation
from tests.models.entailments import write_adapters, write_base

SENTENCES = ("The bridge closed.", "The old bridge closed.", "The town closed.", "The bridge in the town.")
PAIRS = ((0, 1, AGREE, "<"), (0, 2, OTHER, ""), (1, 2, OTHER, ""), (0, 3, CONTRADICT, ""), (1, 3, UPDATE, ""))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> InstalledCheckpoint:
    return write_base(tmp_path_factory.mktemp("base"))


def write_happenings(path: Path) -> Path:
    path.write_text(json.dumps({"id": "a", "sentences": SENTENCES, "pairs": PAIRS}) + "\n", encoding="utf-8")
    return path


def test_of_each_relation_so_many_pairs_are_drawn_in_either_direction(tmp_path: Path) -> None:
    path = write_happenings(tmp_path / "near.jsonl")
    most = {AGREE: 2, OTHER: 1, CONTRADICT: 1, UPDATE: 0}
    drawn = [load_happenings(path, most, random.Random(seed)) for seed in range(12)]
    assert all(Counter(e.label for e in own) == {AGREE: 1, OTHER: 1, CONTRADICT: 1} for own in drawn)
    agreeing = {(e.evidence, e.claim) for own in drawn for e in own if e.label == AGREE}
    assert agreeing == {SENTENCES[:2], SENTENCES[1::-1]}
    known = {frozenset((SENTENCES[i], SENTENCES[j])): relation for i, j, relation, _ in PAIRS}
    assert all(known[frozenset((e.evidence, e.claim))] == e.label for own in drawn for e in own)


def test_judged_pairs_keep_the_relation_that_readers_saw(tmp_path: Path) -> None:
    text = "The bridge closed. The town closed."
    row = {"id": "c", "pairs": [[["a", 0, 18, 0], ["b", 19, 35, 19], UPDATE, ""]] * 20}
    path = tmp_path / "judged.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    clusters = {"c": [{"id": "a", "text": text}, {"id": "b", "text": text}]}
    examples = load_judged_pairs(path, clusters, random.Random(0))
    assert 8 < len(examples) < 32
    assert {(e.evidence, e.claim, e.label) for e in examples} == {
        ("The bridge closed.", "The town closed.", UPDATE),
        ("The town closed.", "The bridge closed.", UPDATE),
    }


def make_example(first: str, second: str, label: str) -> Example:
    return Example(evidence=first, claim=second, label=label, source="relations", cluster="a")


def test_relations_are_learned_over_the_entailment_models_lower_layers(
    base: InstalledCheckpoint, tmp_path: Path
) -> None:
    torch.manual_seed(0)
    trained = AdaptedCrossEncoder(base, dtype=torch.float32)
    folder = write_adapters(tmp_path, base, {})
    save_file(trained.export(), folder / WEIGHTS_FILE)
    labels = {label: (SENTENCES[0], SENTENCES[place]) for place, label in enumerate((AGREE, OTHER, CONTRADICT, UPDATE))}
    parts = {"stories": [make_example(*pair, label) for label, pair in labels.items()] * 500}
    passes = [Pass(shares={"stories": 1}, learning_rate=3e-3, batches_a_step=1)] * 6
    command.train(base, folder, parts, load_pair_tokenizer(base, 64), random.Random(0), passes=passes, first=1)
    relations = AdaptedEntailment(base, folder, dtype="float32").relations
    assert relations is not None
    related = dict(zip(labels, relations.relate(list(labels.values()), check=lambda: None), strict=True))
    for label, field in ((AGREE, "agrees"), (CONTRADICT, "contradicts"), (UPDATE, "moved")):
        assert max(related, key=lambda own: getattr(related[own], field)) == label
    assert isinstance(related[OTHER], Relation)
    assert (folder / RELATIONS_FILE).exists()


def test_a_head_for_relations_starts_from_what_entailment_says(base: InstalledCheckpoint) -> None:
    model = AdaptedCrossEncoder(base, dtype=torch.float32)
    encodings = load_pair_tokenizer(base, 64).encode_batch([(SENTENCES[0], SENTENCES[1])])
    with torch.inference_mode():
        before = torch.softmax(model(encodings)[0], dim=0)
        model.read_upper(model.export(), scale=model.scale, first=2, relations=4)
        after = torch.softmax(model(encodings)[0], dim=0)
    assert after[:2].tolist() == pytest.approx(before[:2].tolist(), abs=0.01)
    assert after[2:].tolist() == pytest.approx([float(before[2]) / 2] * 2, abs=0.01)
    learning = {name.split(".")[3] for name, own in model.named_parameters() if own.requires_grad and "layer" in name}
    assert learning == {"2"}
    with pytest.raises(KeyError):
        model.read_upper({}, scale=1.0, first=2, relations=4)


def test_all_labels_have_outputs() -> None:
    assert {place for places in OUTPUTS.values() for place in places} == set(range(4))
