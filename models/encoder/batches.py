"""Which sentences are encoded together, so that none depends on the company it is in.

The last bits of a matrix product depend on the kernel that the processor's library picks, and it picks by shape. Two
things keep a sentence's result the same in every batch: the width that it is padded to is set by its own length alone,
and no batch is so small that another kernel would be picked. See docs/decisions/0002-encoder-batches.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Widths are multiples of this many tokens: a tile of AMX is 16 rows high, and 16 wastes 5 tokens a sentence on average.
WIDTH_STEP_TOKENS = 16
# Kernels for few rows are chosen below 384 padded tokens at dimension 384 and below 768 at 768 (oneDNN, bfloat16).
SMALLEST_BATCH_TOKENS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Sentences encoded together.

    members: their places in the list that was planned. width: tokens that each is padded to.
    rows: at least len(members); the rest are dummies.
    """

    members: tuple[int, ...]
    width: int
    rows: int


def plan_batches(
    token_counts: Sequence[int],
    *,
    max_tokens: int,
    batch_tokens: int,
    smallest_tokens: int,
    width_step: int = WIDTH_STEP_TOKENS,
) -> Iterator[Batch]:
    """Batches that hold every sentence once, narrow ones first.

    token_counts: tokens of each sentence, each in [1, max_tokens].
    batch_tokens: padded tokens that a batch may hold, unless one sentence, or the smallest batch, needs more.
    smallest_tokens: padded tokens that a batch must hold; short ones are filled up with dummy rows.
    width_step: widths are its multiples; a larger one fills batches of few texts at the cost of padding.
    """
    buckets: dict[int, list[int]] = defaultdict(list)
    for index, tokens in enumerate(token_counts):
        buckets[min(_round_up(tokens, width_step), max_tokens)].append(index)
    for width, members in sorted(buckets.items()):
        fewest_rows = _round_up(smallest_tokens, width) // width
        most_rows = max(batch_tokens // width, fewest_rows)
        for start in range(0, len(members), most_rows):
            chosen = tuple(members[start : start + most_rows])
            yield Batch(members=chosen, width=width, rows=max(len(chosen), fewest_rows))


def _round_up(number: int, step: int) -> int:
    return -(-number // step) * step
