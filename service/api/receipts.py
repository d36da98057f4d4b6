"""What an answer depends on, as hashes: equal receipts mean equal answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version

from service.api.requests import ArticlesRequest
from service.api.responses import Receipt
from service.descriptions import ModelsUsed
from service.domain import Article

VERSION = version("chorus-summarizer")
_ID_DIGITS = 24


def issue_receipt(request: ArticlesRequest, articles: Sequence[Article], models: ModelsUsed) -> Receipt:
    """The receipt of an answer to `request`; the order in which its articles came does not change it.

    articles: those of the request, with their ids filled in. models: that had a part in the answer.
    """
    document = request.model_dump(mode="json")
    for entry, article in zip(document["articles"], articles, strict=True):
        entry["id"] = article.id
    document["articles"].sort(key=lambda entry: (entry["text"], entry["id"]))
    settings = {"encoder": asdict(models.encoder), "version": VERSION}
    if models.same_fact:
        settings["same_fact"] = asdict(models.same_fact) | {"neighbours": models.neighbours}
    if models.entailment:
        settings["entailment"] = asdict(models.entailment)
    if models.rewriter:
        settings["rewriter"] = asdict(models.rewriter)
    if models.names:
        settings["names"] = models.names
    return Receipt(input_sha256=_hash(document), settings_sha256=_hash(settings))


def name_answer(prefix: str, receipt: Receipt) -> str:
    """The id of the answer that `receipt` is for: `prefix`, an underscore and 24 hexadecimal digits."""
    digest = hashlib.sha256(f"{receipt.input_sha256}{receipt.settings_sha256}".encode()).hexdigest()
    return f"{prefix}_{digest[:_ID_DIGITS]}"


def _hash(document: object) -> str:
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
