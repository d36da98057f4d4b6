"""The entailment model that ships, as installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from service.loading import load_judges
from service.ports import Entailment, EntailmentModel
from service.settings import Settings

pytestmark = pytest.mark.models

EVIDENCE = "The central bank of Lindal raised its key rate to 4.5 percent on Tuesday, its governor said."
PAIRS = [
    (EVIDENCE, "The key rate in Lindal now stands at 4.5 percent."),
    (EVIDENCE, "The central bank of Lindal cut its key rate on Tuesday."),
    (EVIDENCE, "The governor of the bank resigned."),
    (
        f"{EVIDENCE} Shares fell. Two ministers praised the step, and unions warned of cuts.",
        "Shares fell.",
    ),
    (" ".join([EVIDENCE] * 12), "Shares fell."),
]


@pytest.fixture(scope="module")
def model() -> EntailmentModel:
    loaded, _ = load_judges(Settings(entailment="auto"))
    assert loaded is not None
    return loaded


@pytest.fixture
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def judge(model: EntailmentModel, *pairs: tuple[str, str]) -> list[Entailment]:
    return model.judge(pairs, check=lambda: None)


def test_what_follows_is_told_from_its_opposite_and_from_what_nobody_says(model: EntailmentModel) -> None:
    follows, opposite, unstated, *_ = (judged.entailed for judged in judge(model, *PAIRS))
    assert follows > 0.5 > max(opposite, unstated)


def test_a_probability_has_the_same_bits_in_any_batch_and_order(model: EntailmentModel) -> None:
    together = judge(model, *PAIRS)
    assert [judge(model, pair)[0] for pair in PAIRS] == together
    assert judge(model, *PAIRS[::-1])[::-1] == together


def test_a_probability_has_the_same_bits_with_one_thread(model: EntailmentModel, one_thread: None) -> None:
    alone = judge(model, *PAIRS)
    torch.set_num_threads(2)
    assert judge(model, *PAIRS) == alone
