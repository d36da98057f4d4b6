"""When Ray Serve starts and ends readers: by the tokens that are before them. Knows nothing of Ray."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TOKENS = "chorus_tokens"
_BYTES_PER_TOKEN = 5.0
"""Of the request for the seeds: 26,578 bytes, 5,328 tokens of the encoder."""


def count_tokens(held_bytes: int) -> dict[str, float]:
    """What a reader tells Serve of the requests that it holds, at work or waiting."""
    return {_TOKENS: held_bytes / _BYTES_PER_TOKEN}


def scale_by_tokens(context: Any) -> tuple[float, dict[str, Any]]:
    """How many readers there should be, going by the tokens before them; called by Serve, which waits and rounds.

    Serve counts requests, those that wait for a reader included; readers tell how many tokens those have that they
    hold, which stand for the others.
    """
    told: Mapping[Any, float] = (context.aggregated_metrics or {}).get(_TOKENS, {})
    requests = float(context.total_num_requests)
    held = requests - float(context.total_queued_requests or 0.0)
    tokens = sum(told.values()) * (requests / held if held > 0 else 1.0)
    return tokens / context.config.policy.policy_kwargs["target_tokens"], {}
