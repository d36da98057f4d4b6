"""How two sentences are compared token by token: late interaction, for the model in use and in training alike.

Source: Khattab and Zaharia, ColBERT (2020), section 3.3: each token meets its best match in the other sentence. Here
the matches are averaged by learned weights of the tokens, in both directions, since neither sentence is the query.
"""

from __future__ import annotations

import torch

INTERACTION_FEATURES = (
    "pooled", "pooled_squared", "covered_least", "covered_most", "covered_apart", "paraphrase", "same_fact",
)  # fmt: skip
"""Cosine of the pooled states and its square; the share of a sentence, by weight, that the other covers, its least and
most of the two and their difference; then the log odds of a paraphrase and of one fact, linear in those five."""
LINEAR_INPUTS = 5
SMALLEST_WEIGHT_SUM = 1e-3
"""What a sentence without a weighty token is divided by."""


def compare_tokens(
    tokens: tuple[torch.Tensor, torch.Tensor],
    weights: tuple[torch.Tensor, torch.Tensor],
    masks: tuple[torch.Tensor, torch.Tensor],
    pooled: tuple[torch.Tensor, torch.Tensor],
) -> torch.Tensor:
    """The first five of INTERACTION_FEATURES of each pair, in the dtype of `weights`.

    tokens: states of length 1 of the first and the second sentences. Shape of one: (pairs, tokens, dimension).
    weights: at least 0; masks: 1.0 where there is a token. Shape of one: (pairs, tokens). pooled: (pairs, dimension).
    Shape: (pairs, 5).
    """
    cosine = torch.bmm(tokens[0], tokens[1].transpose(1, 2))
    allowed = masks[0][:, :, None] * masks[1][:, None, :]
    cosine = torch.where(allowed > 0, cosine, torch.full_like(cosine, -1.0))
    covered = [
        (cosine.amax(dim=2 - side).clamp(min=0).to(weights[side].dtype) * weights[side]).sum(dim=1)
        / weights[side].sum(dim=1).clamp(min=SMALLEST_WEIGHT_SUM)
        for side in (0, 1)
    ]
    whole = (pooled[0] * pooled[1]).sum(dim=1).to(weights[0].dtype)
    least, most = torch.minimum(*covered), torch.maximum(*covered)
    return torch.stack([whole, whole * whole, least, most, most - least], dim=1)
