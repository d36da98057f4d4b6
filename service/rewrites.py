"""What passes between the pipeline and a rewriter."""

from __future__ import annotations

from dataclasses import dataclass

from service.descriptions import RewriterDescription


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """What a sentence was chosen for, so that its rewrite has to say it.

    weights: of its concepts, pairs of neighbouring stems, and of others that a rewrite may bring, in (0, 1]: how
    much of the story's sources says them. weight: of its own ones together. stems: its words. content, names, figures:
    those of words with a meaning of their own, of names, and of numbers. words: that it has.
    """

    weights: tuple[tuple[tuple[str, str], float], ...]
    weight: float
    stems: tuple[str, ...]
    content: frozenset[str]
    names: frozenset[str]
    figures: frozenset[str]
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteRequest:
    """Sentences that report one fact, to be told as one.

    sentences: at least one, the one that stands for them first. language: a primary subtag. max_words: at least 1.
    substance: what the first one was chosen for; None where anything will do.
    """

    sentences: tuple[str, ...]
    language: str
    max_words: int
    substance: Substance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """What came of a request: a sentence, or None and why. tokens: written for it, at least 0."""

    text: str | None = None
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
