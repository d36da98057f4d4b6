"""Multinomial logistic regression with a penalty on the squares of the weights, and its cross-validation by cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from models.training.standalone.reading import LabelledSentence
from service.pipeline.text.standalone import CLASSES
from service.pipeline.text.standalone_features import PREFIX

_PENALTY, _PENALTY_OF_BIAS = 2.0, 1e-3
_LEAST_CLUSTERS = 6
"""Clusters in which a word has to open a sentence to be looked at."""
_FOLDS = 8
_STEPS = 500


def list_features(sentences: Sequence[LabelledSentence]) -> list[str]:
    """The names of the features to learn from, in order: words among them only where they are common."""
    clusters: defaultdict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for name in sentence.features:
            clusters[name].add(sentence.cluster)
    return sorted(name for name, own in clusters.items() if not name.startswith(PREFIX) or len(own) >= _LEAST_CLUSTERS)


def fit(sentences: Sequence[LabelledSentence], names: Sequence[str]) -> NDArray[np.float64]:
    """The bias, then the weights of each feature of `names`. Shape: (1 + features, classes)."""
    x, y = stack(sentences, names), np.array([sentence.label for sentence in sentences])
    penalty = np.full((x.shape[1], 1), _PENALTY)
    penalty[0] = _PENALTY_OF_BIAS
    rows, shape = np.arange(len(y)), (x.shape[1], len(CLASSES))

    def cost(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(shape)
        likely = softmax(x @ weights)
        missed = likely.copy()
        missed[rows, y] -= 1
        loss = -np.log(likely[rows, y] + 1e-12).sum() + 0.5 * (penalty * weights**2).sum()
        return float(loss), (x.T @ missed + penalty * weights).ravel()

    found = minimize(cost, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    solution: NDArray[np.float64] = found.x.reshape(shape)
    return solution


def cross_validate(
    sentences: Sequence[LabelledSentence],
    invented: Sequence[LabelledSentence] = (),
    keep: Callable[[str], bool] = lambda _: True,
) -> NDArray[np.float64]:
    """The probability of each class of each sentence, from weights that never saw its cluster.

    invented: sentences that all weights learn from. keep: whether a feature is looked at. Shape: (sentences, classes).
    """
    clusters = sorted({sentence.cluster for sentence in sentences})
    fold = np.array([clusters.index(sentence.cluster) % _FOLDS for sentence in sentences])
    likely = np.zeros((len(sentences), len(CLASSES)), np.float64)
    for number in range(_FOLDS):
        seen = [sentence for sentence, own in zip(sentences, fold, strict=True) if own != number]
        seen.extend(invented)
        unseen = [k for k, own in enumerate(fold) if own == number]
        names = [name for name in list_features(seen) if keep(name)]
        likely[unseen] = softmax(stack([sentences[k] for k in unseen], names) @ fit(seen, names))
    return likely


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape in and out: (sentences, classes)."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return likely


def stack(sentences: Sequence[LabelledSentence], names: Sequence[str]) -> NDArray[np.float64]:
    """Shape: (sentences, 1 + features); the first column is 1."""
    return np.array([[1.0, *(sentence.features.get(name, 0.0) for name in names)] for sentence in sentences])
