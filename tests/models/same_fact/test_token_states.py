from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.same_fact import token_states
from models.same_fact.interaction import compare_tokens
from models.same_fact.token_states import Heads, QuantizedStates, ReadTokens, StateBlocks

DIMENSION = 16
COUNTS = (1, 9, 4, 30, 2, 7)
"""Tokens of each sentence, without two special ones."""


def make_heads() -> Heads:
    chance = torch.Generator().manual_seed(1)
    return Heads(
        {
            "token_weight.weight": torch.randn(1, DIMENSION, generator=chance),
            "token_weight.bias": torch.zeros(1),
            "paraphrase.weight": torch.ones(1, 5),
            "paraphrase.bias": torch.zeros(1),
            "same_fact.weight": torch.tensor([[1.0, 2.0, 3.0, 4.0, 5.0]]),
            "same_fact.bias": torch.tensor([-1.0]),
        }
    )


def make_states(counts: tuple[int, ...] = COUNTS, seed: int = 2) -> list[NDArray[np.float32]]:
    chance = np.random.default_rng(seed)
    return [chance.normal(size=(count + 2, DIMENSION)).astype(np.float32) for count in counts]


def quantize(states: list[NDArray[np.float32]]) -> list[QuantizedStates]:
    blocks = StateBlocks(DIMENSION)
    return [QuantizedStates.of(own, make_heads(), blocks) for own in states]


def test_a_pair_is_compared_bitwise_as_padded_tokens_are() -> None:
    quantized = quantize(make_states())
    first, second = np.triu_indices(len(COUNTS), 1)
    compared = ReadTokens(quantized, make_heads()).compare(first, second)
    tokens = torch.zeros(len(COUNTS), max(COUNTS), DIMENSION)
    weights, mask = torch.zeros(len(COUNTS), max(COUNTS)).double(), torch.zeros(len(COUNTS), max(COUNTS))
    for i, (own, count) in enumerate(zip(quantized, COUNTS, strict=True)):
        tokens[i, :count] = torch.from_numpy(own.tokens).float()
        weights[i, :count] = torch.from_numpy(own.weights)
        mask[i, :count] = 1
    pooled = torch.from_numpy(np.stack([own.pooled for own in quantized]))
    padded = compare_tokens(
        (tokens[first], tokens[second]),
        (weights[first], weights[second]),
        (mask[first], mask[second]),
        (pooled[first], pooled[second]),
    )
    assert compared[:, :5].tobytes() == padded.numpy().tobytes()
    assert compared[:, 5] == pytest.approx(compared[:, :5].sum(axis=1))
    assert compared[:, 6] == pytest.approx(compared[:, :5] @ [1, 2, 3, 4, 5] - 1)


def test_more_others_than_are_compared_at_once_and_any_order_make_no_difference() -> None:
    counts = tuple(1 + i % 5 for i in range(140))
    read = ReadTokens(quantize(make_states(counts)), make_heads())
    first, second = np.triu_indices(len(counts), 1)
    together = read.compare(first, second)
    shuffled = np.random.default_rng(3).permutation(len(first))
    assert read.compare(first[shuffled], second[shuffled]).tobytes() == together[shuffled].tobytes()
    one = np.array([77])
    assert read.compare(first[one], second[one]).tobytes() == together[one].tobytes()


def test_states_are_those_that_they_were_when_they_come_back_from_bytes() -> None:
    for own in quantize(make_states()):
        back = QuantizedStates.from_bytes(own.to_bytes(), DIMENSION)
        for name in ("pooled", "tokens", "weights"):
            assert getattr(back, name).tobytes() == getattr(own, name).tobytes(), name
            assert getattr(back, name).shape == getattr(own, name).shape, name


def test_special_tokens_stay_where_there_is_nothing_else() -> None:
    assert [len(own.weights) for own in quantize(make_states((0, 3)))] == [2, 3]


def test_what_is_forgotten_leaves_the_embeddings() -> None:
    read = ReadTokens(quantize(make_states()), make_heads())
    embeddings = read.embeddings.copy()
    read.forget()
    assert np.array_equal(read.embeddings, embeddings)
    with pytest.raises(IndexError):
        read.compare(np.array([0]), np.array([1]))


def test_states_in_one_block_do_not_write_over_each_other_and_a_longer_one_has_a_block_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(token_states, "_BLOCK_TOKENS", 8)
    blocks = StateBlocks(2)
    given = [np.full((tokens, 2), number, np.float32) for number, tokens in enumerate((3, 5, 2, 20, 6, 1), start=1)]
    kept = [blocks.keep(states) for states in given]
    for states, own in zip(given, kept, strict=True):
        assert own.shape == states.shape
        assert (own == states).all()
    assert np.shares_memory(kept[0].base, kept[1].base)
    assert not np.shares_memory(kept[2].base, kept[3].base)
