"""How fast rewriters load and write."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.measurement import Spread, summarize_repetitions
from benchmarks.report import Table, show_spread
from service.loading import load_rewriters
from service.pipeline.rewriting.drafting import draft_rewrite
from service.ports import Rewriter
from service.settings import Settings

REPETITIONS = 5
BATCH = 8
_NO_LIMIT_SECONDS = 600.0
_SENTENCES = (
    (
        "The old bridge over the river reopened to all traffic on Tuesday morning, two years after a flood had damaged "
        "its middle pillar, and the mayor, who crossed it on foot, thanked the engineers for their patience."
    ),
    (
        "Two years after a flood had damaged its middle pillar, the bridge over the river was reopened on Tuesday, and "
        "the first to cross it was the mayor, who thanked the engineers."
    ),
)
"""Of the length of what the seeds' groups hold; made up, so that the figure is the same for all data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriterSpeed:
    """load_seconds: of all rewriters of the settings together, the first inference included.

    one_tokens, batch_tokens: a second, written for one group and for eight at once, reading the prompt included.
    """

    rewriter: str
    load_seconds: float
    one_tokens: Spread
    batch_tokens: Spread


def measure_speed(settings: Settings) -> tuple[RewriterSpeed, ...]:
    """The speed of each rewriter of `settings`. Raises: CheckpointError if one cannot be loaded."""
    started = time.monotonic()
    rewriters = load_rewriters(settings)
    load_seconds = time.monotonic() - started
    return tuple(
        RewriterSpeed(
            rewriter=rewriter.description.name,
            load_seconds=load_seconds,
            one_tokens=rate_tokens(rewriter, 1),
            batch_tokens=rate_tokens(rewriter, BATCH),
        )
        for rewriter in rewriters
    )


def rate_tokens(rewriter: Rewriter, groups: int) -> Spread:
    """Tokens a second that `rewriter` writes for so many groups at once."""
    requests = [draft_rewrite(_SENTENCES, language="en", max_words=len(_SENTENCES[0].split()), weight={})] * groups
    rates = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        rewrites = rewriter.rewrite(requests, remaining_seconds=lambda: _NO_LIMIT_SECONDS)
        rates.append(sum(rewrite.tokens for rewrite in rewrites) / (time.perf_counter() - started))
    return summarize_repetitions(rates)


def tabulate_speed(speed: Sequence[RewriterSpeed]) -> Table:
    """Load time, and tokens a second for one group and for a batch."""
    return Table(
        title="Speed",
        columns=("rewriter", "loaded in s", "tokens/s, one group", f"tokens/s, {BATCH} groups"),
        rows=tuple(
            (
                one.rewriter,
                f"{one.load_seconds:.1f}",
                show_spread(one.one_tokens, 1),
                show_spread(one.batch_tokens, 1),
            )
            for one in speed
        ),
    )
