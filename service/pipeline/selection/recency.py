"""Recency: what the newest reports of a story open with is what is known now, what the oldest open with may be over.

Each report counts by an exponential decay of its age beside the newest, so that of reports of several days the last
ones say how a summary begins. Source: time-based language models, Li and Croft (2003), "Time-based language models".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

_DECAY_HOURS = 24.0
"""A report that is a day older than the newest counts 1/e of it: docs/decisions/0068-newest-reports.md."""
_LEAST_DATED = 2
_DECIMALS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Recency:
    """How new each sentence is.

    weight: (sentences,), beside the mean of the sources, which is 1; at most as many as there are sources.
    sources: how many there are, each counted by how new it is; all of them where they are of one hour.
    """

    weight: NDArray[np.float64]
    sources: float


def measure_recency(moments: Sequence[datetime | None], source: Sequence[int]) -> Recency:
    """How new sentences are that were told at `moments`.

    One without a moment counts as the mean, and all do where fewer than two sources have one. source: the independent
    one of each. Cost: linear.
    """
    dated = {home for home, moment in zip(source, moments, strict=True) if moment}
    if len(dated) < _LEAST_DATED:
        return Recency(weight=np.ones(len(moments)), sources=float(max(1, len(set(source)))))
    newest = max(moment for moment in moments if moment)
    ages = np.array([(newest - moment) / timedelta(hours=1) if moment else np.inf for moment in moments], np.float64)
    fresh: NDArray[np.float64] = np.exp(-ages / _DECAY_HOURS)
    best: dict[int, float] = {}
    for own, home in zip(fresh.tolist(), source, strict=True):
        best[home] = max(own, best.get(home, 0.0))
    mean = sum(best[home] for home in sorted(dated)) / len(dated)
    weight: NDArray[np.float64] = np.where(np.isinf(ages), 1.0, fresh / mean)
    return Recency(weight=np.round(weight, _DECIMALS), sources=round(mean * len(set(source)), _DECIMALS))
