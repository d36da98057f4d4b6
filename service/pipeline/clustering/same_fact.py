"""Same-fact classification: which pairs of sentences report one main fact, judged beside their rivals.

Four looks: words and meaning propose the pairs; the model compares the tokens of each; all that is known of a pair, and
of the pairs that compete with it, decides; and what was decided on all of them is looked at before the last word.
See docs/decisions/0011-same-fact.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.pipeline.clustering.candidates import find_candidates
from service.pipeline.clustering.pair_features import StorySentences, describe_pairs
from service.pipeline.clustering.pair_graph import PairGraph, describe_context
from service.pipeline.clustering.pairs import CandidatePairs, SimilarPairs
from service.pipeline.clustering.second_pass import describe_decisions
from service.ports import ReadSentences, SameFactModel, StageClock

_DECIMALS = 6


def judge_pairs(
    story: StorySentences, read: ReadSentences, *, model: SameFactModel, neighbours: int, clock: StageClock
) -> SimilarPairs:
    """The pairs that may be one fact, scored by the probability that they are.

    read: the sentences of `story`, by `model`; they cannot be compared again. neighbours: candidates a sentence, at
    least 1.
    Raises: DeadlineExceededError between two steps, if the request's time is up.
    """
    pairs, features = compare_pairs(story, read, neighbours=neighbours, clock=clock)
    decided = model.predict(features)
    clock.check("group")
    probability = np.round(
        model.rescore(look_again(pairs.first, pairs.second, features, decided, story.article_of)), _DECIMALS
    )
    near = probability >= model.description.threshold - model.description.farthest_gap
    return SimilarPairs(
        sentences=len(story.sentences), first=pairs.first[near], second=pairs.second[near], score=probability[near]
    )


def compare_pairs(
    story: StorySentences, read: ReadSentences, *, neighbours: int, clock: StageClock
) -> tuple[CandidatePairs, NDArray[np.float32]]:
    """The candidate pairs of a story, and all that is known of each, as `name_features` lists it.

    read: the sentences; they cannot be compared again.
    """
    pairs = find_candidates(story.embeddings, story.terms, neighbours=neighbours)
    clock.check("group")
    compared = read.compare(pairs.first, pairs.second)
    read.forget()
    clock.check("group")
    described = describe_pairs(story, pairs)
    graph = PairGraph.of(pairs.sentences, pairs.first, pairs.second)
    context = describe_context(graph, compared[:, -1], story.article_of)
    columns = (*described.list_columns(), *context.list_columns(), *compared.T)
    return pairs, np.stack(columns, axis=1, dtype=np.float32)


def look_again(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    features: NDArray[np.floating],
    decided: NDArray[np.float64],
    article_of: NDArray[np.int64],
) -> NDArray[np.float32]:
    """`features` of the pairs (first, second) with `DecisionFeatures` beside them.

    decided: (pairs,), the probability of one fact at first.
    """
    graph = PairGraph.of(len(article_of), first, second)
    described = describe_decisions(graph, decided, article_of).list_columns()
    pairs, known = features.shape
    again = np.empty((pairs, known + len(described)), np.float32)
    again[:, :known] = features
    for place, column in enumerate(described, start=known):
        again[:, place] = column
    return again
