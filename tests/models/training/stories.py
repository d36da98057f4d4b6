"""Small clusters to train on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.training.clusters import Cluster, cross_pairs
from models.training.scoring import JudgedPairs
from service.pipeline.text.terms import extract_terms
from tests.pipeline.stories import sentence


def make_cluster(texts: Sequence[str], label: Sequence[int]) -> Cluster:
    """Sentences of an article each, and their gold groups."""
    spans = tuple((f"a{i}", 0, len(text)) for i, text in enumerate(texts))
    gold = [[span for span, own in zip(spans, label, strict=True) if own == group] for group in set(label) - {-1}]
    return Cluster(
        id="story",
        held_out=False,
        sentences=tuple(sentence(text, article_index=i) for i, text in enumerate(texts)),
        texts=tuple(texts),
        terms=tuple(extract_terms(text, "en") for text in texts),
        home=np.arange(len(texts)),
        label=np.array(label, np.int64),
        gold=frozenset(cross_pairs(gold)),
        spans=tuple((span,) for span in spans),
    )


def judge(cluster: Cluster, features: Sequence[Sequence[float]]) -> JudgedPairs:
    """All pairs of a cluster's sentences."""
    first, second = np.triu_indices(len(cluster.texts), 1)
    return JudgedPairs(
        first=first.astype(np.int64),
        second=second.astype(np.int64),
        features=np.array(features, np.float64),
        same=(cluster.label[first] >= 0) & (cluster.label[first] == cluster.label[second]),
    )
