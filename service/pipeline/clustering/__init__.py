"""Correlation clustering of sentences that report one fact.

In: a `Corpus`, and the same-fact model. Out: `Clusters`: groups of sentences, and the pairs of wordings that may be one
fact, scored.
"""

from service.pipeline.clustering.cluster import Clusters, cluster_sentences
from service.pipeline.clustering.pairs import SimilarPairs

__all__ = ["Clusters", "SimilarPairs", "cluster_sentences"]
