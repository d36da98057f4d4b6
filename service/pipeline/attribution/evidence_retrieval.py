"""Evidence retrieval: which sentences of the articles support a sentence that somebody wrote.

Each source sentence gets the odds that people would mark it as evidence. The best of each article is cited where the
odds are fair, further ones where they are good: few citations, but every article that says it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from service.pipeline.attribution.name_stems import fit_names
from service.pipeline.text.terms import Terms
from service.pipeline.text.tfidf import weigh_term
from service.pipeline.text.watching import look_at_clock

_BIAS, _COSINE, _CONCEPTS, _CLAUSE, _WORDS, _LATE = -5.4, 0.9, 3.3, 3.2, 13.4, -1.45
"""A logistic regression on the marked evidence of 28 human summaries. Left out one by one, in cross-validation over the
summaries, each costs: docs/decisions/0012-verification.md."""
_REPEATED = 2.0
"""Odds, at least, of a source that holds the sentence word for word: none is better evidence."""
_LATE_POSITION = 30
"""Position from which a sentence counts as late: articles repeat late what they tell early, and people mark the early
telling."""
_LEAST_CLAUSE_COSINE = 0.4
"""A clause of which no source is nearer than this is far from all of them alike."""
_LEAST_OF_ARTICLE, _LEAST_FURTHER, _LEAST_BEST = 0.2, 0.4, 0.1
"""Probability from which an article's best sentence is cited, a further one, and the best of all where none has more.
Articles F1 0.90 and sentences F1 0.64 on the marked evidence; 0.15 to 0.25 and 0.35 to 0.4 differ by less than 0.02."""
_MAX_CITATIONS = 6
"""People mark more for one sentence in twenty."""
_LEAST_ROW = 2
"""Words in a row that repeat something."""
_MAX_FURTHER = 12
"""Sentences among which what is missing is looked for; each costs a verification."""
_LEAST_RELATED = 0.05
"""Probability below which a sentence is about something else, whatever name it shares."""
_PREMISE_SENTENCES, _PREMISE_POOL = 8, 24
"""Sentences that the entailment model reads together, and those that they are chosen among; six or ten are worse:
docs/decisions/0060-eight-sentences.md."""
_COVERAGE, _TOLD_AGAIN = 8.0, 0.3
"""What covering all words of a sentence is worth, in odds, and what a word is worth that is covered already. Of claims
that readers marked evidence for, all of it is read in 83% where the best by odds alone hold it in 80%."""
_SAME_WORDS = 0.8
"""Share of words from which a source adds nothing to one that was chosen."""
_MOST_ARTICLES = 12
"""Articles of which the nearest is read, those with the best first; each costs a reading by the entailment model."""
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievedEvidence:
    """cited: indices of source sentences, the strongest first. scores: of each, its probability, in [0, 1].

    further, further_scores: those that may hold what the cited ones lack, likewise.
    premise: those that together cover most of the sentence, ascending; not empty where there is any source.
    nearest: by article, what it says that is nearest, by odds and by cosine: one source or two, ascending.
    similarity: the largest cosine to a cited sentence, in [-1, 1]; 0.0 where nothing is cited.
    """

    cited: tuple[int, ...]
    scores: tuple[float, ...]
    similarity: float
    further: tuple[int, ...] = ()
    further_scores: tuple[float, ...] = ()
    premise: tuple[int, ...] = ()
    nearest: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The sentences that may be cited, in canonical order.

    embeddings: (sources, dimension), rows of length 1. article_of: (sources,), the article of each.
    positions: (sources,), places in their articles, 0-based.
    """

    embeddings: NDArray[np.float32]
    terms: Sequence[Terms]
    article_of: NDArray[np.int64]
    positions: NDArray[np.int64]


def retrieve_evidence(
    embeddings: NDArray[np.float32],
    terms: Iterable[Terms],
    clauses: Sequence[NDArray[np.float32]],
    sources: Sources,
) -> tuple[RetrievedEvidence, ...]:
    """The evidence of each sentence among the sources.

    embeddings: (sentences, dimension); clauses: of each sentence, (clauses, dimension); rows of length 1.
    Cost: sentences x sources.
    """
    if not sources.terms:
        return tuple(RetrievedEvidence(cited=(), scores=(), similarity=0.0) for _ in terms)
    weights = _weigh_stems(sources.terms)
    index = _index(sources.terms, weights)
    late = np.minimum(sources.positions, _LATE_POSITION) / _LATE_POSITION
    retrieved = []
    for i, written in enumerate(terms):
        own = fit_names(written, index.by_stem)
        comparison = _compare(embeddings[i] @ sources.embeddings.T, clauses[i], own, sources, index)
        odds = np.round(comparison.odds + _LATE * late, _DECIMALS)
        retrieved.append(
            replace(
                _align(odds, comparison.cosine, sources.article_of),
                premise=_select_premise(own, odds, sources.terms, weights),
                nearest=_find_nearest(odds, comparison.cosine, sources.article_of),
            )
        )
    return tuple(retrieved)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """cosine: (sources,), in [-1, 1]. odds: (sources,), logarithms, position left out."""

    cosine: NDArray[np.float32]
    odds: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _StemWeights:
    """Inverse document frequencies; `unseen` is that of a stem which no source holds."""

    weights: dict[str, float]
    unseen: float

    def weigh(self, stems: frozenset[str]) -> float:
        look_at_clock()
        # In sorted order: a sum of floats depends on it, and the order of a set on the run.
        return sum(self.weights.get(stem, self.unseen) for stem in sorted(stems))


def _weigh_stems(terms: Sequence[Terms]) -> _StemWeights:
    frequency = Counter(stem for term in terms for stem in term.content)
    return _StemWeights(
        weights={stem: weigh_term(count, len(terms)) for stem, count in frequency.items()},
        unseen=weigh_term(0, len(terms)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """What is known of sources by their terms, so that a sentence is held against those alone that share some.

    by_stem, by_concept: the places of the sources that hold it, ascending. weight: (sources,), of all content of each.
    rows: the stems of each source in a row, as `_write_row` has them.
    """

    weights: _StemWeights
    by_stem: dict[str, NDArray[np.int64]]
    by_concept: dict[tuple[str, str], NDArray[np.int64]]
    weight: NDArray[np.float64]
    rows: tuple[str, ...]


def _index(terms: Sequence[Terms], weights: _StemWeights) -> _Index:
    by_stem: defaultdict[str, list[int]] = defaultdict(list)
    by_concept: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, source in enumerate(terms):
        look_at_clock()
        for stem in source.content:
            by_stem[stem].append(place)
        for concept in source.concepts:
            by_concept[concept].append(place)
    return _Index(
        weights=weights,
        by_stem={stem: np.array(places, np.int64) for stem, places in by_stem.items()},
        by_concept={concept: np.array(places, np.int64) for concept, places in by_concept.items()},
        weight=np.array([weights.weigh(source.content) for source in terms], np.float64),
        rows=tuple(_write_row(source) for source in terms),
    )


def _compare(
    cosine: NDArray[np.float32], clauses: NDArray[np.float32], own: Terms, sources: Sources, index: _Index
) -> _Comparison:
    """How a sentence compares with each source: by meaning, as a whole and clause by clause, and by words."""
    clause = np.full(len(sources.terms), -np.inf, np.float64)
    for one in clauses:
        look_at_clock()
        nearness = one @ sources.embeddings.T
        clause = np.maximum(clause, nearness / max(float(nearness.max()), _LEAST_CLAUSE_COSINE))
    shared, concepts = np.zeros(len(sources.terms)), np.zeros(len(sources.terms))
    for stem in sorted(own.content & index.by_stem.keys()):
        shared[index.by_stem[stem]] += index.weights.weights[stem]
    for concept in own.concepts & index.by_concept.keys():
        concepts[index.by_concept[concept]] += 1.0
    either = index.weights.weigh(own.content) + index.weight - shared
    words = np.divide(shared, either, out=np.zeros_like(shared), where=either != 0.0)
    concepts /= max(1, len(own.concepts))
    repeated = _find_repeating(own, sources.terms, index)
    odds = _BIAS + _COSINE * cosine.astype(np.float64) + _CONCEPTS * concepts + _CLAUSE * clause + _WORDS * words
    return _Comparison(cosine=cosine, odds=np.where(repeated, np.maximum(odds, _REPEATED), odds))


def _find_repeating(own: Terms, terms: Sequence[Terms], index: _Index) -> NDArray[np.bool_]:
    """Which sources have all the words in a row, in a sentence much longer perhaps. Shape: (sources,)."""
    repeated = np.zeros(len(index.rows), np.bool_)
    if len(own.stems) < _LEAST_ROW or not own.content <= index.by_stem.keys():
        return repeated
    row = _write_row(own)
    places: Iterable[int] = range(len(index.rows))
    if own.content:
        rarest = min(own.content, key=lambda stem: (len(index.by_stem[stem]), stem))
        places = index.by_stem[rarest].tolist()
    for place in places:
        repeated[place] = row in index.rows[place] and own.content <= terms[place].content
    return repeated


def _write_row(terms: Terms) -> str:
    """The stems, each between two line ends, which none holds: a row of some stands in that of all."""
    look_at_clock()
    return "\n" + "\n".join(terms.stems) + "\n"


def _select_premise(
    own: Terms, odds: NDArray[np.float64], sources: Sequence[Terms], weights: _StemWeights
) -> tuple[int, ...]:
    """The sources that together are the best evidence, greedily: good by odds, and with words that others lack."""
    total = weights.weigh(own.content) or 1.0
    left = {stem: weights.weigh(frozenset((stem,))) / total for stem in sorted(own.content)}
    pool: list[int] = np.argsort(-odds, kind="stable").tolist()[:_PREMISE_POOL]
    chosen: list[int] = []

    def gain(i: int) -> float:
        return round(
            float(odds[i]) + _COVERAGE * sum(left[stem] for stem in sorted(own.content & sources[i].content)), 6
        )

    while pool and len(chosen) < _PREMISE_SENTENCES:
        best = max(pool, key=gain)
        pool.remove(best)
        if any(_says_the_same(sources[best], sources[other]) for other in chosen):
            continue
        chosen.append(best)
        for stem in own.content & sources[best].content:
            left[stem] *= _TOLD_AGAIN
    return tuple(sorted(chosen))


def _says_the_same(one: Terms, other: Terms) -> bool:
    return len(one.content & other.content) > _SAME_WORDS * len(one.content | other.content)


def _find_nearest(
    odds: NDArray[np.float64], cosine: NDArray[np.float32], article_of: NDArray[np.int64]
) -> dict[int, tuple[int, ...]]:
    """Of each article, its source with the best odds and that with the largest cosine; no article twice."""
    best: dict[int, list[int]] = {}
    for order in (np.argsort(-odds, kind="stable"), np.argsort(-cosine, kind="stable")):
        articles, first = np.unique(article_of[order], return_index=True)
        for article, place in zip(articles.tolist(), first.tolist(), strict=True):
            best.setdefault(article, []).append(int(order[place]))
    nearest = sorted(best, key=lambda article: (-odds[best[article][0]], article))[:_MOST_ARTICLES]
    return {article: tuple(sorted(set(best[article]))) for article in nearest}


def _align(odds: NDArray[np.float64], cosine: NDArray[np.float32], article_of: NDArray[np.int64]) -> RetrievedEvidence:
    probability = np.round(1 / (1 + np.exp(-odds)), _DECIMALS)
    cited: list[int] = []
    articles: set[int] = set()
    ranked: list[int] = np.argsort(-probability, kind="stable").tolist()
    for i in ranked:
        if probability[i] < _LEAST_BEST or len(cited) == _MAX_CITATIONS:
            break
        least = _LEAST_FURTHER if int(article_of[i]) in articles else _LEAST_OF_ARTICLE if cited else _LEAST_BEST
        if probability[i] >= least:
            cited.append(i)
        articles.add(int(article_of[i]))
    further = [i for i in ranked[: _MAX_FURTHER + len(cited)] if i not in cited and probability[i] >= _LEAST_RELATED]
    if not cited:
        further = []
    return RetrievedEvidence(
        cited=tuple(cited),
        scores=tuple(float(probability[i]) for i in cited),
        similarity=float(max((cosine[i] for i in cited), default=0.0)),
        further=tuple(further),
        further_scores=tuple(float(probability[i]) for i in further),
    )
