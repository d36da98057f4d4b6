"""How near two sentences of one story are: by their embeddings, and by the words that few sentences of it use."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from service.domain import Sentence
from service.pipeline.text.watching import look_at_clock

Nearness = Callable[[Sentence, Sentence], float]
"""Cosine of two sentences, in [-1, 1]."""


def no_nearness(_one: Sentence, _other: Sentence) -> float:
    """For those who have no embeddings: words alone tell."""
    return 0.0


_LEAST_SENTENCES = 20
"""A story of fewer sentences is weighed as one of so many: of two sentences, both use what they share."""


def measure_nearness(sentences: Sequence[Sentence], embeddings: NDArray[np.float32]) -> Nearness:
    """The nearness of any two of `sentences`. embeddings: (sentences, dimension), rows of length 1."""
    row = {(sentence.article_index, sentence.start): place for place, sentence in enumerate(sentences)}

    def measure(one: Sentence, other: Sentence) -> float:
        first, second = (row[sentence.article_index, sentence.start] for sentence in (one, other))
        return float(embeddings[first] @ embeddings[second])

    return measure


class WordWeights:
    """What a word that two sentences share tells of whether they speak of one thing: 1 for the rarest, 0 for all's."""

    def __init__(self, sentences: Iterable[AbstractSet[str]]) -> None:
        """sentences: the canonical stems of content of each."""
        self._users: Counter[str] = Counter()
        self._sentences = 0
        for stems in sentences:
            self._sentences += 1
            self._users.update(stems)

    def weigh(self, shared: AbstractSet[str]) -> float:
        """The summed weight of the words that two sentences share; one that two of the sentences use counts 1."""
        look_at_clock()
        sentences = max(_LEAST_SENTENCES, self._sentences)
        most = math.log(sentences / 2)
        return sum(math.log(sentences / max(2, self._users[stem])) / most for stem in sorted(shared))

    def share(self, one: AbstractSet[str], other: AbstractSet[str]) -> float:
        """The weight of what two sentences share, as a share of the lighter one's, in [0, 1]: long ones share much."""
        least = min(self.weigh(one), self.weigh(other))
        return self.weigh(one & other) / least if least else 0.0
