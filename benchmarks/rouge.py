"""ROUGE, the one scorer of all systems: n-grams of stemmed words that a summary shares with what people wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from statistics import fmean

from nltk import ngrams
from nltk.stem.porter import PorterStemmer

Figures = Mapping[str, float]
"""Percent by figure (R1, F1, R2, F2, R4, F4) of one summary: R recall, F its harmonic mean with precision."""
ORDERS = (1, 2, 4)
FIGURES = tuple(f"{measure}{n}" for n in ORDERS for measure in "RF")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_UNSTEMMED = 3
_PORTER = PorterStemmer()


def score_rouge(summary: str, references: Sequence[str], words: int) -> Figures:
    """The figures of a summary, cut at `words` words, each the mean over the references; there is at least one.

    Source: Lin (2004), "ROUGE: A package for automatic evaluation of summaries"; words as its script has them: lower
    case, letters and figures of ASCII, stemmed by Porter where they are longer than three characters.
    """
    own = _stem_words(" ".join(summary.split()[:words]))
    told = [_stem_words(reference) for reference in references]
    figures: dict[str, float] = {}
    for n in ORDERS:
        scores = [_score_grams(_count_grams(own, n), _count_grams(reference, n)) for reference in told]
        figures[f"R{n}"], figures[f"F{n}"] = (100 * fmean(column) for column in zip(*scores, strict=True))
    return figures


def _score_grams(own: Counter[tuple[str, ...]], reference: Counter[tuple[str, ...]]) -> tuple[float, float]:
    """Recall and F, in [0, 1]; 0 where there is nothing to share."""
    shared = (own & reference).total()
    return shared / max(1, reference.total()), 2 * shared / max(1, own.total() + reference.total())


def _count_grams(words: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(ngrams(words, n))


def _stem_words(text: str) -> list[str]:
    return [_stem(word) for word in _NO_WORD.sub(" ", text.lower()).split()]


@cache
def _stem(word: str) -> str:
    stem: str = _PORTER.stem(word) if len(word) > _LONGEST_UNSTEMMED else word
    return stem
