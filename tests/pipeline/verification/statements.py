"""Sentences as the checks read them."""

from __future__ import annotations

from datetime import UTC, datetime

from service.pipeline.verification.statements import Statement, read_statement

WEDNESDAY = datetime(2024, 11, 20, 12, tzinfo=UTC)


def read(*texts: str, published_at: datetime | None = None, language: str = "en") -> list[Statement]:
    return [read_statement(text, language=language, published_at=published_at) for text in texts]
