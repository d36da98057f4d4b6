"""Which articles are copies of one text, so that they count as one independent source.

Two articles share an origin when much of the shorter one's wording outside quotation marks stands in the other:
containment of word 5-grams, which survives cutting, reordering of paragraphs and a new headline. A quoted statement
that both print is no copy.
Source: Broder (1997), "On the resemblance and containment of documents".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from scipy import sparse

from service.domain import Article
from service.pipeline.components import connect

_SHINGLE = 5
_LEAST_CONTAINMENT = 0.13
"""Independent reports of one event share up to 0.09 in hand-checked clusters, reworked agency copy 0.14 and more."""
_LEAST_SHARED = 20
"""Shingles: fewer are a shared phrase, not a shared text."""
_QUOTATION = re.compile(r"“[^”]*”|\"[^\"\n]*\"|„[^“]*“|«[^»]*»|「[^」]*」")
_WORD = re.compile(r"§|[^\W_]+")
_UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f])")
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where the articles' texts come from.

    origin: by article, the number of its origin, 0-based in order of first appearance.
    copy_of: by article, the position of the article it is a copy of, or None for the original itself.
    """

    origin: tuple[int, ...]
    copy_of: tuple[int | None, ...]


def find_origins(articles: Sequence[Article]) -> Origins:
    """The origin of each article, and which of those that share one is taken for the original.

    The original is the one published first, among equals the longest, then the first in order.
    Cost: linear in text, plus the square of the number of articles that share a shingle.
    """
    shingles = [_shingle(article.text) for article in articles]
    origin = connect(len(articles), [*_equal_texts(articles), *_contained_pairs(shingles)])
    original: dict[int, int] = {}
    for index in sorted(range(len(articles)), key=lambda i: _precedence(articles[i], i)):
        original.setdefault(origin[index], index)
    return Origins(
        origin=origin,
        copy_of=tuple(None if original[origin[i]] == i else original[origin[i]] for i in range(len(articles))),
    )


def _precedence(article: Article, index: int) -> tuple[datetime, int, int]:
    return article.published_at or _NEVER, -len(article.text), index


def _shingle(text: str) -> frozenset[int]:
    """Hashes of the word 5-grams of `text` that hold nothing quoted."""
    words = _WORD.findall(_UNSPACED.sub(r" \1 ", _QUOTATION.sub(" § ", text)).lower())
    return frozenset(
        hash(gram) for gram in zip(*(words[offset:] for offset in range(_SHINGLE)), strict=False) if "§" not in gram
    )


def _equal_texts(articles: Sequence[Article]) -> list[tuple[int, int]]:
    first: dict[str, int] = {}
    return [(first.setdefault(" ".join(a.text.split()), i), i) for i, a in enumerate(articles)]


def _contained_pairs(shingles: Sequence[frozenset[int]]) -> list[tuple[int, int]]:
    representative: dict[frozenset[int], int] = {}
    distinct = [i for i, grams in enumerate(shingles) if representative.setdefault(grams, i) == i]
    column: dict[int, int] = {}
    indices: list[int] = []
    starts = [0]
    for article in distinct:
        indices.extend(column.setdefault(gram, len(column)) for gram in shingles[article])
        starts.append(len(indices))
    shape = (len(distinct), len(column))
    incidence = sparse.csr_array((np.ones(len(indices), np.int32), indices, starts), shape=shape)
    shared = sparse.triu(incidence @ incidence.T, k=1).tocoo()
    size = np.diff(incidence.indptr)
    shorter = np.minimum(size[shared.row], size[shared.col])
    copied = (shared.data >= _LEAST_SHARED) & (shared.data >= _LEAST_CONTAINMENT * shorter)
    return [
        (distinct[i], distinct[j])
        for i, j in zip(shared.row[copied].tolist(), shared.col[copied].tolist(), strict=True)
    ]
