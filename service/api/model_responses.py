"""What clients get to know of the models."""

from __future__ import annotations

from pydantic import Field

from service.api.response_part import ResponsePart
from service.descriptions import RewriterKind


class Encoder(ResponsePart):
    """The encoder that compared the sentences."""

    name: str = Field(description="Its name.", examples=["all-MiniLM-L6-v2"])
    revision: str | None = Field(
        description="The commit it is pinned to; null for a folder.",
        examples=["c9745ed1d9f207416be6d2e6f8de32d1f16199bf"],
    )
    sha256: str = Field(
        description="The hash of its weights.",
        examples=["53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"],
    )
    dimension: int = Field(description="Numbers in an embedding.", examples=[384])
    dtype: str = Field(description="The arithmetic it runs in.", examples=["bfloat16"])
    max_tokens: int = Field(description="Tokens of a sentence that it reads.", examples=[256])
    languages: list[str] = Field(
        description="The languages it was trained on, as BCP 47 tags; empty where that is not known.", examples=[["en"]]
    )
    similarity_threshold: float = Field(
        description="The average similarity at which its groups are cut, in [0, 1].", examples=[0.68]
    )


class SameFact(ResponsePart):
    """The model that decided which sentences report one fact."""

    name: str = Field(description="Its name.", examples=["same-fact-minilm"])
    base: str = Field(description="The checkpoint that it was tuned from.", examples=["all-MiniLM-L6-v2"])
    sha256: str = Field(description="The hash of its own weights.", examples=["0" * 64])
    dtype: str = Field(description="The arithmetic it runs in.", examples=["bfloat16"])
    languages: list[str] = Field(
        description="The languages it was trained on; articles in others are grouped by similarity.", examples=[["en"]]
    )
    threshold: float = Field(
        description="The probability from which a pair speaks for a group, in [0, 1].", examples=[0.33]
    )


class Rewriter(ResponsePart):
    """The model that rewrote."""

    name: str = Field(description="What a request calls it.", examples=["smollm2-135m-instruct"])
    kind: RewriterKind = Field(
        description="`instruct` or `seq2seq`, run by the service; `openai`, run by another server.",
        examples=["instruct"],
    )
    revision: str | None = Field(description="The commit it is pinned to; null where there is none.", examples=[None])
    sha256: str | None = Field(
        description="The hash of its weights; null for another server's.",
        examples=["7ef915c9bf9d94d8d70211970476878352a5b95855c589ae987916d7a455242b"],
    )
    dtype: str | None = Field(description="The arithmetic it runs in; null where unknown.", examples=["bfloat16"])
    languages: list[str] = Field(
        description="The languages it was trained on, as BCP 47 tags; empty where that is not known.", examples=[["en"]]
    )


class Entailment(ResponsePart):
    """The model that said whether evidence supports a sentence."""

    name: str = Field(description="Its name.", examples=["entailment-mpnet"])
    base: str | None = Field(
        description="The checkpoint that it was tuned from; null for one that stands alone.",
        examples=["all-mpnet-base-v2"],
    )
    sha256: str = Field(description="The hash of its own weights.", examples=["0" * 64])
    dtype: str = Field(description="The arithmetic it runs in.", examples=["bfloat16"])
    languages: list[str] = Field(
        description="The languages it was trained on, as BCP 47 tags; empty where that is not known.", examples=[["en"]]
    )


class AnswerModels(ResponsePart):
    """The models that had a part in an answer."""

    encoder: Encoder
    same_fact: SameFact | None = Field(description="Null where similarity made the groups, or there were none to make.")
    rewriter: Rewriter | None = Field(description="Null where nothing was to be rewritten.")
    entailment: Entailment | None = Field(description="Null where nothing was verified, or the model is off.")


class Terms(ResponsePart):
    """On what terms a model's weights may be used."""

    licence: str | None = Field(
        None, description="Of the weights: an SPDX identifier, or words; null where unknown.", examples=["Apache-2.0"]
    )
    learned_from: str | None = Field(
        None,
        description="The texts that made the weights, whose own terms may bind their use; null where unknown.",
        examples=["news clusters of our own"],
    )


class LoadedEncoder(Encoder, Terms):
    """The encoder, and on what terms it may be used."""


class LoadedSameFact(SameFact, Terms):
    """The model that decides what is one fact, and on what terms it may be used."""


class LoadedRewriter(Rewriter, Terms):
    """A model that rewrites, and on what terms it may be used."""


class LoadedEntailment(Entailment, Terms):
    """The model that says whether evidence supports a sentence, and on what terms it may be used."""


class KeptReadings(ResponsePart):
    """What the service keeps of texts that it has read: results, sealed with the text itself, and no text."""

    max_bytes: int = Field(description="The most bytes it keeps in memory.", examples=[268435456])
    outlives_process: bool = Field(description="Whether a file or a Redis keeps it, too.", examples=[False])


class LoadedModels(ResponsePart):
    """The models that the service has loaded, and whether what they read outlives an answer."""

    encoder: LoadedEncoder
    same_fact: LoadedSameFact | None = Field(
        description="The one that decides what is one fact; null: similarity does."
    )
    rewriter: LoadedRewriter | None = Field(
        description="The one that rewrites unless a request names another, or null."
    )
    rewriters: list[LoadedRewriter] = Field(description="All that a request may name, the default first.")
    entailment: LoadedEntailment | None = Field(
        description="The one that says whether evidence supports a sentence; null: likeness and rules do."
    )
    cache: KeptReadings | None = Field(
        description="What outlives an answer, so that nothing is read twice; null: nothing of a request does."
    )
