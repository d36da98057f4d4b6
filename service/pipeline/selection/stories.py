"""Stories: which articles of a request belong together, where it mixes several."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from service.pipeline.text.corpus import Corpus

_SAME_STORY = 0.7
"""Mean likeness from which articles tell one story. Of 108 clusters and stories none falls apart up to 0.75; of 400
mixtures of two 98% are noticed and 97% taken apart as they were mixed (docs/decisions/0018-few-articles.md)."""
_WORDS_WEIGHT = 2.0
"""What shared words count beside the embeddings' cosine, which is as high between stories of one topic."""
_MOST_LIKE = 1.0 + _WORDS_WEIGHT
_FEWEST = 2
"""Articles that make a story; one alone that is unlike all others is often a page of noise."""


def find_stories(corpus: Corpus) -> tuple[int, ...]:
    """By article, the number of its story: 0 for the largest one, of equals the one that comes first in the corpus.

    Average linkage on the likeness of articles; what is left alone joins the story that it is most like.
    Cost: quadratic in articles.
    """
    articles = len(corpus.articles)
    if articles < 2 * _FEWEST:
        return (0,) * articles
    likeness = _compare(corpus)
    distance = squareform(_MOST_LIKE - likeness, checks=False)
    label = fcluster(linkage(distance, "average"), _MOST_LIKE - _SAME_STORY, "distance").tolist()
    stories = [s for s in _list_members(label) if len(s) >= _FEWEST]
    if len(stories) < 2:  # noqa: PLR2004
        return (0,) * articles
    of = {article: number for number, story in enumerate(stories) for article in story}
    return tuple(of.get(article, _find_nearest(likeness[article], stories)) for article in range(articles))


def _compare(corpus: Corpus) -> NDArray[np.float64]:
    """The likeness of every two articles, rounded, so that no order of sums can decide. Shape: (articles, articles)."""
    embeddings = np.zeros((len(corpus.articles), corpus.embeddings.shape[1]))
    np.add.at(embeddings, corpus.article_of, corpus.embeddings.astype(np.float64))
    words = _count_words(corpus)
    likeness = _cosines(embeddings @ embeddings.T) + _WORDS_WEIGHT * _cosines((words @ words.T).toarray())
    rounded: NDArray[np.float64] = np.round(likeness, 6)
    np.fill_diagonal(rounded, _MOST_LIKE)
    return rounded


def _cosines(products: NDArray[np.float64]) -> NDArray[np.float64]:
    """products: of every two rows. Rows of zeros are like no other."""
    norms = np.sqrt(np.diag(products))
    norms[norms == 0] = 1.0
    cosines: NDArray[np.float64] = products / np.outer(norms, norms)
    return cosines


def _count_words(corpus: Corpus) -> sparse.csr_array:
    """How many sentences of an article have a content word. Shape: (articles, words)."""
    column: dict[str, int] = {}
    counts: Counter[tuple[int, int]] = Counter()
    for article, terms in zip(corpus.article_of.tolist(), corpus.terms, strict=True):
        counts.update((article, column.setdefault(word, len(column))) for word in sorted(terms.content))
    places = np.array(list(counts), np.int64).reshape(-1, 2)
    shape = (len(corpus.articles), max(1, len(column)))
    return sparse.csr_array((np.array(list(counts.values()), np.float64), (places[:, 0], places[:, 1])), shape=shape)


def _list_members(label: Sequence[int]) -> list[list[int]]:
    """The articles of each label, the largest first."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for article, own in enumerate(label):
        members[own].append(article)
    return sorted(members.values(), key=lambda story: (-len(story), story[0]))


def _find_nearest(likeness: NDArray[np.float64], stories: Sequence[Sequence[int]]) -> int:
    means = [round(float(np.mean(likeness[list(story)])), 6) for story in stories]
    return means.index(max(means))
