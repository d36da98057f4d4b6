"""Clusters of sentences that report one fact, best judged by a model, else by similarity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.descriptions import SameFactDescription
from service.pipeline.clustering.correlation import cluster_by_correlation
from service.pipeline.clustering.pair_features import StorySentences
from service.pipeline.clustering.pairs import SimilarPairs
from service.pipeline.clustering.same_fact import judge_pairs
from service.pipeline.clustering.similarity import find_similar_pairs
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.folding import flatten
from service.ports import Models, SameFactModel, StageClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """Sentences that report one fact, together.

    groups: a partition of the corpus, each group ascending. pairs: of wordings, in the order of `Corpus.distinct`,
    those that may be one fact. same_fact: the model that decided what is one fact, or None where similarity did.
    warnings: why there is no model, or what it was not trained on.
    """

    groups: tuple[tuple[int, ...], ...]
    pairs: SimilarPairs
    same_fact: SameFactDescription | None
    warnings: tuple[str, ...]


def cluster_sentences(corpus: Corpus, models: Models, clock: StageClock) -> Clusters:
    """The clusters of `corpus`.

    In languages that the same-fact model was not trained on, similarity alone makes them.
    Raises: DeadlineExceededError.
    """
    grouping = models.grouping
    foreign = _explain_languages(corpus.languages, grouping.model)
    model = None if foreign else grouping.model
    threshold = model.description.threshold if model else models.encoder.description.similarity_threshold
    with clock.stage("group"):
        pairs = _find_pairs(corpus, model, threshold=threshold, neighbours=grouping.neighbours, clock=clock)
        groups = _spread(cluster_by_correlation(pairs, threshold=threshold), corpus)
    return Clusters(
        groups=groups,
        pairs=pairs,
        same_fact=model.description if model else None,
        warnings=grouping.warnings + foreign,
    )


def _explain_languages(languages: Sequence[str], model: SameFactModel | None) -> tuple[str, ...]:
    """Why the model does not decide what is one fact in articles of these languages; empty where it does."""
    foreign = model.description.list_foreign(languages) if model else []
    if model is None or not foreign:
        return ()
    explanation = (
        f"{model.description.name} was trained on {', '.join(model.description.languages)}; with articles in "
        f"{', '.join(foreign)}, sentences are grouped by similarity, which joins them less exactly"
    )
    return (explanation,)


def _find_pairs(
    corpus: Corpus, model: SameFactModel | None, *, threshold: float, neighbours: int, clock: StageClock
) -> SimilarPairs:
    """The pairs of wordings that may be one fact, as the model decides or by similarity alone."""
    wordings = list(corpus.distinct)
    terms = [corpus.terms[i] for i in wordings]
    if model is None:
        return find_similar_pairs(corpus.embeddings[wordings], terms, threshold=threshold)
    sentences = [corpus.sentences[i] for i in wordings]
    texts = [flatten(sentence.text) for sentence in sentences]
    read = corpus.reading or model.read(texts, check=lambda: clock.check("group"))
    story = StorySentences(
        sentences=sentences, terms=terms, article_of=corpus.article_of[wordings], embeddings=read.embeddings
    )
    return judge_pairs(story, read, model=model, neighbours=neighbours, clock=clock)


def _spread(groups: Sequence[tuple[int, ...]], corpus: Corpus) -> tuple[tuple[int, ...], ...]:
    """Groups of wordings as groups of sentences: those of one wording are one until the end."""
    group_of_wording = np.zeros(len(corpus.distinct), np.int64)
    for number, group in enumerate(groups):
        group_of_wording[list(group)] = number
    members: dict[int, list[int]] = {}
    for sentence, wording in enumerate(corpus.same_as.tolist()):
        members.setdefault(int(group_of_wording[wording]), []).append(sentence)
    return tuple(tuple(group) for group in members.values())
