from __future__ import annotations

import torch

from models.same_fact.interaction import INTERACTION_FEATURES, LINEAR_INPUTS, compare_tokens


def compare(
    first: list[list[float]],
    second: list[list[float]],
    *,
    weights: tuple[list[float], list[float]],
    masks: tuple[list[float], list[float]],
    pooled: tuple[list[float], list[float]] = ([1.0, 0.0], [0.6, 0.8]),
) -> list[float]:
    """The features of one pair."""
    (features,) = compare_tokens(
        (torch.tensor([first]), torch.tensor([second])),
        (torch.tensor([weights[0]]).double(), torch.tensor([weights[1]]).double()),
        (torch.tensor([masks[0]]), torch.tensor([masks[1]])),
        (torch.tensor([pooled[0]]), torch.tensor([pooled[1]])),
    )
    return [round(value, 6) for value in features.tolist()]


def test_a_sentence_is_covered_as_far_as_its_weighty_tokens_find_a_match() -> None:
    # Best matches of the first: 1.0 and 0.0, weighed 1 and 3: a quarter. The second's one token is found.
    assert compare(
        [[1.0, 0.0], [0.0, 1.0]],
        [[1.0, 0.0]],
        weights=([1.0, 3.0], [2.0]),
        masks=([1.0, 1.0], [1.0]),
    ) == [0.6, 0.36, 0.25, 1.0, 0.75]


def test_padding_is_no_match() -> None:
    assert compare(
        [[1.0, 0.0], [0.0, 1.0]],
        [[1.0, 0.0], [0.0, 1.0]],
        weights=([1.0, 3.0], [2.0, 0.0]),
        masks=([1.0, 1.0], [1.0, 0.0]),
    ) == [0.6, 0.36, 0.25, 1.0, 0.75]


def test_the_order_of_the_two_sentences_changes_nothing() -> None:
    first, second = [[1.0, 0.0], [0.6, 0.8]], [[0.8, 0.6], [0.0, 1.0]]
    weights, masks = ([1.0, 2.0], [3.0, 0.5]), ([1.0, 1.0], [1.0, 1.0])
    turned = (weights[1], weights[0])
    assert compare(first, second, weights=weights, masks=masks) == compare(
        second, first, weights=turned, masks=masks, pooled=([0.6, 0.8], [1.0, 0.0])
    )


def test_opposite_tokens_cover_nothing_rather_than_less() -> None:
    features = compare([[1.0, 0.0]], [[-1.0, 0.0]], weights=([1.0], [1.0]), masks=([1.0], [1.0]))
    assert features[2:] == [0.0, 0.0, 0.0]


def test_a_sentence_without_a_weighty_token_is_not_covered() -> None:
    features = compare([[1.0, 0.0]], [[1.0, 0.0]], weights=([0.0], [1.0]), masks=([1.0], [1.0]))
    assert features[2:] == [0.0, 1.0, 1.0]


def test_the_log_odds_follow_their_linear_inputs() -> None:
    assert len(INTERACTION_FEATURES) == LINEAR_INPUTS + 2
    assert INTERACTION_FEATURES[-1] == "same_fact"
