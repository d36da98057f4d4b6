"""Which articles are copies of one text, so that they count as one independent source.

Two articles share an origin when much of the shorter one's own wording stands in the other, in runs of a few words:
containment, which survives cutting, reordering of paragraphs, a new headline and light rewording. A quoted statement
that both print is no copy, nor is a caption.
Source: Broder (1997), "On the resemblance and containment of documents"; deviating from it, what is counted are the
words that shared runs cover, not the runs, of which every changed word spoils several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from scipy import sparse

from service.domain import Article
from service.pipeline.components import connect
from service.pipeline.credits import find_credits
from service.pipeline.wording import RUN, find_repeated, list_runs, mask_borrowed, split_words

_CHANCE_WORDS, _CHANCE_SHARE = 40, 0.15
"""Words that reports of one event may have in common without copying: so many, and this share of the shorter one. Of
355 pairs, reworked agency copy holds 1.3 times that sum and more, others 0.8 of it or less, but for one of 1.07 that
tells what both took from a third."""
_SHORT_SHARE = 0.55
"""The share of a short text that is enough: different short reports hold up to 0.28, reworded copies some 0.9."""
_CREDITED = 0.9
"""Of the bar, where both credit one agency: its stories repeat background, by which pairs reach 0.7 of the bar."""
_FEWEST_WORDS = 10
"""Fewer are a phrase, however short the text."""
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where the articles' texts come from.

    origin: by article, the number of its origin, 0-based in order of first appearance.
    copy_of: by article, the position of the article it is a copy of, or None for the original itself.
    """

    origin: tuple[int, ...]
    copy_of: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """What is an article's own of its text.

    runs: numbers of its runs of words, by the place of their first word; equal runs have equal numbers.
    size: words that stand in any run.
    """

    article: int
    runs: tuple[int | None, ...]
    held: frozenset[int]
    size: int


def find_origins(articles: Sequence[Article]) -> Origins:
    """The origin of each article, and which of those that share one is taken for the original.

    An article joins the one longer article that holds most of it, not all that hold some: what a third text has in
    common with a copy it has in common with what was copied too, so that copies join no texts which were apart.
    The original is the one published first, among equals the longest, then the first in order.
    Cost: linear in text, plus the square of the number of articles that share a run of words.
    """
    wordings = _read_wordings(articles)
    first: dict[tuple[int | None, ...], _Wording] = {}
    for wording in wordings:
        first.setdefault(wording.runs, wording)
    same = [(first[w.runs].article, w.article) for w in wordings if w.size >= _FEWEST_WORDS]
    distinct = sorted(first.values(), key=lambda wording: (-wording.size, wording.article))
    origin = connect(len(articles), [*_pair_equal_texts(articles), *same, *_find_parents(articles, distinct)])
    original: dict[int, int] = {}
    for index in sorted(range(len(articles)), key=lambda i: _precedence(articles[i], i)):
        original.setdefault(origin[index], index)
    return Origins(
        origin=origin,
        copy_of=tuple(None if original[origin[i]] == i else original[origin[i]] for i in range(len(articles))),
    )


def _precedence(article: Article, index: int) -> tuple[datetime, int, int]:
    return article.published_at or _NEVER, -len(article.text), index


def _pair_equal_texts(articles: Sequence[Article]) -> list[tuple[int, int]]:
    first: dict[str, int] = {}
    return [(first.setdefault(" ".join(article.text.split()), i), i) for i, article in enumerate(articles)]


def _read_wordings(articles: Sequence[Article]) -> tuple[_Wording, ...]:
    number: dict[tuple[str, ...], int] = {}
    wordings = []
    for index, article in enumerate(articles):
        words = [word.lower() for word in split_words(mask_borrowed(article.text))]
        runs = tuple(number.setdefault(run, len(number)) if run else None for run in list_runs(words))
        held = frozenset(run for run in runs if run is not None)
        wordings.append(_Wording(article=index, runs=runs, held=held, size=len(find_repeated(runs, held))))
    return tuple(wordings)


def _find_parents(articles: Sequence[Article], wordings: Sequence[_Wording]) -> list[tuple[int, int]]:
    """Each article that is a copy, behind the longer one that holds most of it. wordings: the longest first."""
    credits_of: dict[int, frozenset[str]] = {}
    best: dict[int, tuple[int, int]] = {}
    for longer, shorter in _list_candidates(wordings):
        one, two = longer.article, shorter.article
        repeated = len(find_repeated(shorter.runs, longer.held))
        strength = repeated / _bar(shorter.size) if repeated >= _FEWEST_WORDS else 0.0
        if _CREDITED <= strength < 1:
            for index in {one, two} - credits_of.keys():
                credits_of[index] = find_credits(articles[index])
            strength = 1.0 if credits_of[one] & credits_of[two] else strength
        if strength >= 1:
            best[two] = max(best.get(two, (0, 0)), (repeated, -one))
    return [(-one, two) for two, (_, one) in best.items()]


def _list_candidates(wordings: Sequence[_Wording]) -> list[tuple[_Wording, _Wording]]:
    """The pairs, the longer first, that share so many runs that these may cover enough words to be copies."""
    rows = np.repeat(np.arange(len(wordings)), [len(wording.held) for wording in wordings])
    columns = np.array([run for wording in wordings for run in wording.held], np.int64)
    shape = (len(wordings), int(columns.max(initial=0)) + 1)
    incidence = sparse.csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=shape)
    shared = sparse.triu(incidence @ incidence.T, k=1).tocoo()
    pairs = zip(shared.row.tolist(), shared.col.tolist(), shared.data.tolist(), strict=True)
    return [(wordings[i], wordings[j]) for i, j, runs in pairs if RUN * runs >= _CREDITED * _bar(wordings[j].size)]


def _bar(size: int) -> float:
    """Words that a text of `size` of them shares at least with the one it is copied from."""
    return min(_SHORT_SHARE * size, _CHANCE_WORDS + _CHANCE_SHARE * size)
