"""What passes between the pipeline and a rewriter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.descriptions import RewriterDescription


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressionEdge:
    """From behind a word of one sentence to before a word of the same or another one; words by their place.

    after: None at the opening. before: None where the sentence ends. comma: whether the comma before that word goes
    with it.
    """

    sentence: int
    after: int | None
    to_sentence: int
    before: int | None
    comma: bool = False


EdgeFinder = Callable[[Sequence[Sequence[str]]], Sequence[CompressionEdge]]
"""Where a sentence made of some, given as their words, may leave words out or pass from one to another."""


def open_each(sentences: Sequence[Sequence[str]]) -> tuple[CompressionEdge, ...]:
    """The edges of an `EdgeFinder` that leaves nothing out: each sentence may be told as it stands."""
    places = range(len(sentences))
    return tuple(CompressionEdge(sentence=i, after=None, to_sentence=i, before=0) for i in places if sentences[i])


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteRequest:
    """Sentences that report one fact, to be told as one.

    sentences: at least one, the one that stands for them first. word_counts: of each. language: a primary subtag.
    max_words: at least 1. find_edges: for a rewriter that may only compress what it reads.
    """

    sentences: tuple[str, ...]
    word_counts: tuple[int, ...]
    language: str
    max_words: int
    find_edges: EdgeFinder = open_each


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """What came of a request: wordings, the best first, or none and why. tokens: written for it, at least 0."""

    texts: tuple[str, ...] = ()
    failure: str | None = None
    tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritingReport:
    """What rewriting did for one summary.

    supported, fallback, verbatim: its sentences by status. tokens: written, those of refused rewrites included.
    failures: rewrites that the rewriter did not give, refusals by verification not counted.
    """

    rewriter: RewriterDescription
    supported: int
    fallback: int
    verbatim: int
    failures: int
    tokens: int
