"""Leads: what tells the story of an article, its title and first sentences, and how like two of them are."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from service.pipeline.sources.document_frequencies import load_document_frequencies
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.terms import Terms
from service.pipeline.text.tfidf import normalize_rows, weigh_term
from service.pipeline.text.watching import look_at_clock

LEAD_SENTENCES = 15
"""Further down are background and what other stories tell, too: B-cubed F1 of mixtures of clusters is 0.964, with 10
0.965, with 20 and 30 0.961."""
_WORDS_WEIGHT = 0.8
"""What shared words count, beside the embeddings' cosine, which is as high between stories of one topic: alone, it
reaches an F1 of 0.84 where words reach 0.94 and both 0.96."""
_OTHER_ARTICLES = 100
"""That hold none of the words: where a request has few articles, all of one story, what they share is not common."""
_LACKING_POWER = 2
"""How fast a word's weight falls with the share of the articles that lack it. With 1, three words that each article of
a stream holds, as those of a town's paper do, cost 0.05 of the F1, with 2 nothing; with 0 all becomes one story."""
MOST_LIKE = 1.0
_DECIMALS = 6
"""Rounded, so that no order of sums can decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """The leads of some articles, by article. All rows are of length 1, or 0 where there is nothing to read.

    embeddings: the mean direction of the sentences. Shape: (articles, dimension), float64.
    words: stems, each weighted by how much it tells of an article, names twice. Shape: (articles, words), float64.
    """

    embeddings: NDArray[np.float64]
    words: sparse.csr_array

    def compare(self, article: int, others: slice) -> NDArray[np.float64]:
        """The likeness of `article` to each of `others`, in [-0.2, 1]. Shape: (others,)."""
        look_at_clock()
        meaning = self.embeddings[others] @ self.embeddings[article]
        words = self.words[others] @ self.words[[article]].toarray().ravel()
        likeness: NDArray[np.float64] = np.round(_WORDS_WEIGHT * words + (1 - _WORDS_WEIGHT) * meaning, _DECIMALS)
        return likeness

    def compare_all(self) -> NDArray[np.float64]:
        """The likeness of every two articles; of one to itself `MOST_LIKE`. Shape: (articles, articles)."""
        everything = slice(None)
        likeness = np.stack([self.compare(article, everything) for article in range(len(self.embeddings))])
        np.fill_diagonal(likeness, MOST_LIKE)
        return np.maximum(likeness, likeness.T)


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """The titles of the articles that have one, by place in the corpus. embeddings: (titles, dimension)."""

    places: Sequence[int]
    embeddings: NDArray[np.float32]
    terms: Sequence[Terms]


def read_leads(corpus: Corpus, titles: Titles | None = None) -> Leads:
    """The leads of the articles of `corpus`, in its order. titles: read as sentences, where they are known."""
    articles = len(corpus.articles)
    embeddings = np.zeros((articles, corpus.embeddings.shape[1]))
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    leading = [i for i, sentence in enumerate(corpus.sentences) if sentence.position < LEAD_SENTENCES]
    places = corpus.article_of[leading].tolist()
    np.add.at(embeddings, places, corpus.embeddings[leading].astype(np.float64))
    for place, i in zip(places, leading, strict=True):
        _count(counts[place], corpus.terms[i])
    if titles:
        np.add.at(embeddings, list(titles.places), titles.embeddings.astype(np.float64))
        for place, terms in zip(titles.places, titles.terms, strict=True):
            _count(counts[place], terms)
    length = np.linalg.norm(embeddings, axis=1, keepdims=True)
    return Leads(
        embeddings=embeddings / np.where(length > 0, length, 1.0),
        words=_weigh([counts[place] for place in range(articles)], corpus.languages),
    )


def _count(counts: Counter[str], terms: Terms) -> None:
    counts.update(sorted(terms.content))
    counts.update(sorted(terms.names))


def _weigh(counts: Sequence[Mapping[str, int]], languages: Sequence[str]) -> sparse.csr_array:
    """Rows of length 1: each word by how often it stands there, and how telling it is."""
    frequency = Counter(word for own in counts for word in own)
    column = {word: place for place, word in enumerate(sorted(frequency))}
    telling = {language: _measure_telling(frequency, len(counts), language) for language in sorted(set(languages))}
    data, indices, starts = [], [], [0]
    for own, language in zip(counts, languages, strict=True):
        look_at_clock()
        ordered = sorted(own)
        data += [(1 + math.log(own[word])) * telling[language][word] for word in ordered]
        indices += [column[word] for word in ordered]
        starts.append(len(indices))
    shape = (len(counts), max(1, len(column)))
    return normalize_rows(sparse.csr_array((np.array(data), np.array(indices, np.int64), starts), shape=shape))


def _measure_telling(frequency: Mapping[str, int], articles: int, language: str) -> dict[str, float]:
    """How much each word says of an article: as it is rare in the news, and as other articles here lack it.

    Where no counts of the language's news are known, the articles here stand for them.
    """
    beside = articles + _OTHER_ARTICLES
    news = load_document_frequencies().get(language)
    rare = {
        word: weigh_term(news.count(word), news.documents) if news else weigh_term(number, beside)
        for word, number in frequency.items()
    }
    return {word: rare[word] * (1 - number / beside) ** _LACKING_POWER for word, number in frequency.items()}
