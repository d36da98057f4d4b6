"""The ground: articles read once, and what every room asks of words.

In: articles, and an encoder. Out: a `Corpus`: sentences with exact spans, what was left out as boilerplate, languages,
embeddings and terms. All rooms stand on this one and import its modules by name.
"""

from service.pipeline.text.corpus import Corpus, Evidence, read_articles

__all__ = ["Corpus", "Evidence", "read_articles"]
