"""What is asked of a rewriter for one summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.domain import Order
from service.ports import Rewriter


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritingOptions:
    """Who rewrites, and how long that may take, all groups together.

    max_tokens: that it may read and write for that; None: any number. query, order, min_sources: of the summary.
    notes: by place of a group, where sources disagree about it. stand_back: sentences that newer values replaced.
    rivals: by sentence, those that stand on another side of a conflict: they are not told as one.
    """

    rewriter: Rewriter
    limit_seconds: float
    max_tokens: int | None = None
    query: str | None = None
    order: Order = Order.NARRATIVE
    min_sources: int = 1
    notes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    stand_back: frozenset[int] = frozenset()
    rivals: Mapping[int, frozenset[int]] = field(default_factory=dict)
