"""Sentences as the checks read them, and what the checks are given."""

from __future__ import annotations

from datetime import UTC, datetime

from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.statements import Statement, read_statement

WEDNESDAY = datetime(2024, 11, 20, 12, tzinfo=UTC)


def read(*texts: str, published_at: datetime | None = None, language: str = "en") -> list[Statement]:
    return [read_statement(text, language=language, published_at=published_at) for text in texts]


def compare_with(
    text: str, *evidence: str | Statement, published_at: datetime | None = None, language: str = "en"
) -> Comparison:
    """`text` beside its evidence: sentences without an article, published at one time, or read ones."""
    (written,) = read(text, language=language)
    sources = (
        read_statement(source, language=language, published_at=published_at) if isinstance(source, str) else source
        for source in evidence
    )
    return Comparison(written=written, evidence=tuple(sources))
