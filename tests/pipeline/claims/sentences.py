"""Shorthand for the tests of claims."""

from __future__ import annotations

from datetime import UTC, datetime

from service.pipeline.claims.extraction import Claims, extract_claims

PUBLISHED = datetime(2024, 11, 20, 12, 32, tzinfo=UTC)  # a Wednesday


def read(text: str, *, language: str = "en", published_at: datetime | None = None) -> Claims:
    return extract_claims(text, language=language, published_at=published_at)
