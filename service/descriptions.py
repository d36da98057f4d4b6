"""Which models made an answer: what they say of themselves."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderDescription:
    """Which encoder made the embeddings.

    revision: the commit pinned on the hub, or None for a folder. sha256: of its weights.
    similarity_threshold: the average similarity at which this encoder's groups are cut, in [0, 1].
    languages: primary language subtags it was trained on; empty where that is unknown.
    licence: of the weights, an SPDX identifier or words. learned_from: the texts that made them. None: unknown.
    """

    name: str
    revision: str | None
    sha256: str
    dimension: int
    dtype: str
    max_tokens: int
    similarity_threshold: float
    languages: tuple[str, ...] = ()
    licence: str | None = None
    learned_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SameFactDescription:
    """Which model decides what is one fact.

    base: the checkpoint that it was tuned from. sha256: of its own weights. languages: primary language subtags that it
    was trained on. threshold: the probability from which a pair speaks for a group, in [0, 1]. farthest_gap: how far
    below the threshold a pair within a group may lie. licence, learned_from: as of EncoderDescription.
    """

    name: str
    base: str
    sha256: str
    dtype: str
    languages: tuple[str, ...]
    threshold: float
    farthest_gap: float
    licence: str | None = None
    learned_from: str | None = None

    def list_foreign(self, languages: Iterable[str]) -> list[str]:
        """Those of `languages` that it was not trained on."""
        return sorted(set(languages) - set(self.languages))


@dataclass(frozen=True, slots=True, kw_only=True)
class EntailmentDescription:
    """Which model says whether evidence entails a claim.

    base: the checkpoint that it was tuned from; None for one that stands alone. sha256: of its own weights.
    languages: primary language subtags that it was trained on; empty where that is unknown.
    licence, learned_from: as of EncoderDescription.
    """

    name: str
    base: str | None
    sha256: str
    dtype: str
    languages: tuple[str, ...] = ()
    licence: str | None = None
    learned_from: str | None = None


_MILLION = 1_000_000


class RewriterKind(enum.StrEnum):
    """How a rewriter is run: here through transformers, or by a server that speaks OpenAI's protocol."""

    INSTRUCT = "instruct"
    SEQ2SEQ = "seq2seq"
    OPENAI = "openai"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriterDescription:
    """Which model rewrites.

    name: what a request calls it. revision: the commit pinned on the hub, or None. sha256: of its weights; None for a
    server, which does not say. dtype: the arithmetic it runs in, or None. languages: primary subtags that it was
    trained on, or is known to write; empty where unknown. licence, learned_from: as of EncoderDescription.
    input_price, output_price: of a million tokens read and written, in whatever currency; None where nobody said.
    """

    name: str
    kind: RewriterKind
    revision: str | None = None
    sha256: str | None = None
    dtype: str | None = None
    languages: tuple[str, ...] = ()
    licence: str | None = None
    learned_from: str | None = None
    input_price: float | None = None
    output_price: float | None = None

    def writes(self, language: str) -> bool:
        """Whether it may be asked for a sentence in `language`, a primary subtag."""
        return not self.languages or language in self.languages

    def price(self, *, input_tokens: int, output_tokens: int) -> float | None:
        """What so many tokens cost; None where nobody said."""
        if self.input_price is None and self.output_price is None:
            return None
        return ((self.input_price or 0.0) * input_tokens + (self.output_price or 0.0) * output_tokens) / _MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsUsed:
    """Which models had a part in an answer; None where one had none.

    same_fact: what decided what is one fact. neighbours: candidates a sentence that it looked at. entailment: what
    verified. names: what recognized names.
    """

    encoder: EncoderDescription
    same_fact: SameFactDescription | None = None
    neighbours: int = 0
    rewriter: RewriterDescription | None = None
    entailment: EntailmentDescription | None = None
    names: str | None = None
