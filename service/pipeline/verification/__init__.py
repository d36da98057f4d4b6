"""Factual consistency: whether a sentence says what its evidence says, and nothing else.

In: a sentence and its `Evidence`. Out: a verdict with a score and with the words that are wrong.
"""

from service.pipeline.verification.contrasts import keep_own_side, sets_apart
from service.pipeline.verification.counts_told import tells_other_count
from service.pipeline.verification.naming import names_all, tells_of
from service.pipeline.verification.retelling import tell_alike
from service.pipeline.verification.support import DEFAULT_THRESHOLD, average_support
from service.pipeline.verification.verify import check_factual_consistency, copies_further, count_missing

__all__ = [
    "DEFAULT_THRESHOLD",
    "average_support",
    "check_factual_consistency",
    "copies_further",
    "count_missing",
    "keep_own_side",
    "names_all",
    "sets_apart",
    "tell_alike",
    "tells_of",
    "tells_other_count",
]
