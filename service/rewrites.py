"""What passes between the pipeline and a rewriter."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.descriptions import RewriterDescription


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteRequest:
    """Sentences that report one fact, to be told as one.

    sentences: at least one, the one that stands for them first. word_counts: of each. language: a primary subtag.
    max_words: at least 1. list_compressions: what the first may be cut down to and stay true, for a rewriter that may
    fail to do better, the shortest first. judged: whether an entailment model reads what comes of it; else nothing but
    compressions is safe from a model that invents.
    """

    sentences: tuple[str, ...]
    word_counts: tuple[int, ...]
    language: str
    max_words: int
    list_compressions: Callable[[], tuple[str, ...]] = tuple
    judged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUsage:
    """What was asked of a model for one summary: requests, and tokens that it read and wrote, each at least 0."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: TokenUsage) -> TokenUsage:
        return TokenUsage(
            requests=self.requests + other.requests,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )


NO_USAGE = TokenUsage()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """What came of a request: a sentence, or None and why.

    others: what else may be told in place of `text`, the better first. least_support: the probability of support, the
    mean of that by all sentences and that by the best alone, from which `text` and each of the others may be told;
    empty: whatever is supported. tokens: written, input_tokens: read, at least 0.
    """

    text: str | None = None
    others: tuple[str, ...] = ()
    least_support: tuple[float, ...] = ()
    failure: str | None = None
    tokens: int = 0
    input_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFact:
    """A fact that a summary may tell, as a composer reads it.

    name: what a sentence calls it, such as `g3`. wordings: at least one, the one that stands for it first. sources: who
    says it. days: when that was published, ISO dates, ascending. notes: where sources disagree about it, and what newer
    reports say.
    """

    name: str
    wordings: tuple[str, ...]
    sources: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedSentence:
    """A sentence, and the names of the facts that it says it tells, as a composer wrote them: none may exist."""

    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A sentence that is not shown, and why: at least one reason."""

    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionRequest:
    """Facts to be told in sentences that name them, the most important first.

    language: a primary subtag. max_words, max_sentences: that all sentences may have together, at least 1; None: as
    many as it takes. order: how they follow each other. query: what the reader asks about. refused: a sentence that
    these facts do not support; then one is wanted in its place.
    """

    facts: tuple[StoryFact, ...]
    language: str
    max_words: int | None = None
    max_sentences: int | None = None
    order: str = "narrative"
    query: str | None = None
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What came of a request: sentences in order, or none and why; of an answer that broke off, the whole ones."""

    sentences: tuple[ComposedSentence, ...] = ()
    failure: str | None = None
    usage: TokenUsage = NO_USAGE


class Outcome(enum.StrEnum):
    """What became of a sentence of an abstract.

    supported: as the rewriter wrote it. repaired: as it wrote it when asked once more. fallback: as an article has it,
    in place of one that was refused or never came. verbatim: as an article has it, and nothing else was wanted.
    """

    SUPPORTED = "supported"
    REPAIRED = "repaired"
    FALLBACK = "fallback"
    VERBATIM = "verbatim"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritingReport:
    """What rewriting did for one summary.

    outcomes: how many of its sentences came about in each way. usage: of all that was asked for, what was refused
    included. token_budget: the most tokens that it might have cost, None: any number. cost: in the currency of the
    prices that are set, None where none are. failures: sentences that the rewriter did not give, refusals by
    verification not counted.
    """

    rewriter: RewriterDescription
    outcomes: Mapping[Outcome, int]
    failures: int
    usage: TokenUsage
    token_budget: int | None = None
    cost: float | None = None
