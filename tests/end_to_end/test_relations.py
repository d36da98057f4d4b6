"""What reads near sentences, as installed."""

from __future__ import annotations

import pytest
import torch

from models.entailment import RememberingEntailment, RememberingRelations
from service.loading import load_judges
from service.ports import Relation, RelationModel
from service.runtime.cache import SealedCache
from service.settings import Settings

pytestmark = pytest.mark.models

PAIRS = [
    ("The journal has retracted the article on the battery.", "The paper was withdrawn by the editors of the journal."),
    ("The mayor opened the new library on Monday.", "The river rose by two metres in the night."),
    ("A cigarette started the fire, the fire service said.", "An electrical fault caused the fire, the insurer says."),
    ("The club said that its manager would stay.", "Ruben Skaal has been sacked, the club said on Thursday."),
]
"""That agree; are about different things; contradict each other; of which one tells a later state."""


@pytest.fixture(scope="module")
def model() -> RelationModel:
    _, loaded = load_judges(Settings(entailment="auto"))
    assert loaded is not None
    return loaded


def relate(model: RelationModel, *pairs: tuple[str, str]) -> list[Relation]:
    return model.relate(pairs, check=lambda: None)


def test_a_later_state_is_told_from_a_contradiction_and_both_from_agreement(model: RelationModel) -> None:
    for pairs in (PAIRS, [pair[::-1] for pair in PAIRS]):
        agree, apart, contradict, moved = relate(model, *pairs)
        assert agree.agrees > 0.5
        assert max(apart.agrees, apart.opposes) < 0.5
        assert contradict.contradicts > 0.5
        assert moved.moved > 0.5


def test_what_is_said_of_a_pair_has_the_same_bits_in_any_batch_order_and_number_of_threads(
    model: RelationModel,
) -> None:
    together = relate(model, *PAIRS)
    assert [relate(model, pair)[0] for pair in PAIRS] == together
    assert relate(model, *PAIRS[::-1])[::-1] == together
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        assert relate(model, *PAIRS) == together
    finally:
        torch.set_num_threads(threads)


def test_with_a_cache_it_is_remembered_and_switched_off_there_is_none(model: RelationModel) -> None:
    assert load_judges(Settings(entailment="off")) == (None, None)
    entailment, relations = load_judges(Settings(entailment="auto"), SealedCache(max_bytes=1_000_000))
    assert isinstance(entailment, RememberingEntailment)
    assert isinstance(relations, RememberingRelations)
    assert relate(relations, *PAIRS) == relate(relations, *PAIRS) == relate(model, *PAIRS)
    assert relations.description == entailment.description
