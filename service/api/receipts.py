"""What an answer depends on, as hashes: equal receipts mean equal answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version

from service.api.article_requests import ArticlesRequest
from service.api.requests import hash_text
from service.api.responses import ArticleHash, Receipt
from service.descriptions import (
    EncoderDescription,
    EntailmentDescription,
    ModelsUsed,
    RewriterDescription,
    SameFactDescription,
)
from service.domain import Article
from service.pipeline.sources import PublisherTable, load_publishers

VERSION = version("chorus-summarizer")
_ID_DIGITS = 24


def issue_receipt(
    request: ArticlesRequest,
    articles: Sequence[Article],
    models: ModelsUsed,
    *,
    publishers: PublisherTable | None = None,
) -> Receipt:
    """The receipt of an answer to `request`; the order in which its articles came does not change it.

    articles: those of the request, with their ids filled in. models: that had a part in the answer.
    publishers: those known under several names.
    """
    document = request.model_dump(mode="json")
    for entry, article in zip(document["articles"], articles, strict=True):
        entry["id"] = article.id
    document["articles"].sort(key=lambda entry: (entry["text"] or entry["html"], entry["id"]))
    settings: dict[str, object] = {"encoder": _describe(models.encoder), "version": VERSION}
    if models.same_fact:
        settings["same_fact"] = _describe(models.same_fact) | {"neighbours": models.neighbours}
    if models.entailment:
        settings["entailment"] = _describe(models.entailment)
    if publishers and publishers != load_publishers():  # those that ship with Chorus belong to its version
        settings["publishers"] = publishers.digest
    if models.rewriter:
        settings["rewriter"] = _describe(models.rewriter)
    if models.names:
        settings["names"] = models.names
    return Receipt(
        input_sha256=_hash(document),
        settings_sha256=_hash(settings),
        articles=[
            ArticleHash(id=article.id, sha256=hash_text(article.text))
            for article in sorted(articles, key=lambda article: article.id)
        ],
    )


def name_answer(prefix: str, receipt: Receipt) -> str:
    """The id of the answer that `receipt` is for: `prefix`, an underscore and 24 hexadecimal digits."""
    digest = hashlib.sha256(f"{receipt.input_sha256}{receipt.settings_sha256}".encode()).hexdigest()
    return f"{prefix}_{digest[:_ID_DIGITS]}"


_NO_PART_OF_IT = frozenset({"licence", "learned_from", "input_price", "output_price"})
"""What of a model changes no answer's text."""


def _describe(
    model: EncoderDescription | SameFactDescription | RewriterDescription | EntailmentDescription,
) -> dict[str, object]:
    """What an answer depends on of a model: not the terms on which its weights may be used."""
    return {name: value for name, value in asdict(model).items() if name not in _NO_PART_OF_IT}


def _hash(document: Mapping[str, object]) -> str:
    """Of the JSON with sorted names; the items of a list are written one by one: other threads have their turn."""
    digest = hashlib.sha256()
    for place, (name, value) in enumerate(sorted(document.items())):
        digest.update(f"{',' if place else '{'}{_canonical(name)}:".encode())
        if isinstance(value, list):
            for number, item in enumerate(value):
                digest.update(f"{',' if number else '['}{_canonical(item)}".encode())
            digest.update(b"]" if value else b"[]")
        else:
            digest.update(_canonical(value).encode())
    digest.update(b"}")
    return digest.hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
