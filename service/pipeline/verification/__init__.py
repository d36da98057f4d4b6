"""Factual consistency: whether a sentence says what its evidence says, and nothing else.

In: a sentence and its `Evidence`. Out: a verdict with a score and with the words that are wrong.
"""

from service.pipeline.verification.retelling import tell_alike
from service.pipeline.verification.support import DEFAULT_THRESHOLD, average_support
from service.pipeline.verification.verify import check_factual_consistency, copies_further, count_missing

__all__ = [
    "DEFAULT_THRESHOLD",
    "average_support",
    "check_factual_consistency",
    "copies_further",
    "count_missing",
    "tell_alike",
]
