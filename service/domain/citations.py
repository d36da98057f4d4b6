"""Citations, and whether what is said is what they say."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass

from service.descriptions import ModelsUsed
from service.domain.articles import Span


class CitationRole(enum.StrEnum):
    """How a cited place stands to the sentence that cites it.

    representative: the sentence was taken from it. supporting: it says all of it, or the part that `claim` marks.
    related: it reports the same, but not in every detail, or another version. disputing: both cannot be true.
    """

    REPRESENTATIVE = "representative"
    SUPPORTING = "supporting"
    RELATED = "related"
    DISPUTING = "disputing"


class VerificationStatus(enum.StrEnum):
    VERBATIM = "verbatim"
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    FALLBACK = "fallback"


class ErrorKind(enum.StrEnum):
    """What is wrong with words of a sentence that its evidence does not support."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    ROLE = "role"
    PREDICATE = "predicate"
    NEGATION = "negation"
    MODALITY = "modality"
    QUOTATION = "quotation"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in an article that supports a sentence; `article.text[start:end] == cited_text`, always.

    score: how strongly, in [0, 1]; 1.0 for a verbatim representative.
    claim: the part of the sentence that it supports, disputes or is about, in the text that holds the sentence; None
    for all of it.
    """

    article_id: str
    article_index: int
    start: int
    end: int
    cited_text: str
    role: CitationRole
    score: float
    claim: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongSpan:
    """Words of a sentence that its evidence does not support.

    start, end: in the text that holds the sentence. contradicting: the places that say otherwise.
    """

    start: int
    end: int
    kind: ErrorKind
    contradicting: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Whether what is said is what the citations say. score: the probability that they support it, in [0, 1]."""

    status: VerificationStatus
    score: float
    reasons: tuple[str, ...] = ()
    spans: tuple[WrongSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSentence:
    """A sentence of any text, with the places in the articles that support it."""

    text: str
    start: int
    end: int
    citations: tuple[Citation, ...]
    verification: Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedText:
    """A text, traced to articles sentence by sentence."""

    sentences: tuple[CitedSentence, ...]
    warnings: tuple[str, ...]
    models: ModelsUsed

    @property
    def support(self) -> float:
        """The share of its sentences that are verbatim or supported, in [0, 1]; 0 of none."""
        good = (VerificationStatus.VERBATIM, VerificationStatus.SUPPORTED)
        kept = sum(sentence.verification.status in good for sentence in self.sentences)
        return kept / max(1, len(self.sentences))

    def count_statuses(self) -> dict[VerificationStatus, int]:
        """How many sentences have each status that occurs."""
        return dict(sorted(Counter(sentence.verification.status for sentence in self.sentences).items()))
