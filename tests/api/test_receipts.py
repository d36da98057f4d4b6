from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from service.api.parsing import parse_request
from service.api.receipts import issue_receipt, name_answer
from service.api.requests import CitationsRequest
from service.api.responses import Receipt
from service.descriptions import EncoderDescription, ModelsUsed
from service.pipeline.sources.publisher_table import load_publishers
from tests.api.clients import make_settings

ENCODER = EncoderDescription(
    name="double",
    revision=None,
    sha256="0" * 64,
    dimension=256,
    dtype="float32",
    max_tokens=128,
    similarity_threshold=0.68,
    languages=("en",),
)


def issue(**fields: Any) -> Receipt:
    document = {"articles": [{"id": "b", "text": "Zwei."}, {"id": "a", "text": "Äpfel."}], "text": "Eins."} | fields
    request = parse_request(json.dumps(document).encode(), CitationsRequest, make_settings())
    return issue_receipt(request, request.to_articles(), ModelsUsed(encoder=ENCODER))


def test_input_hash_is_that_of_the_canonical_request() -> None:
    unknown = '"language":null,"published_at":null,"source":null,"text":"%s","title":null,"url":null'
    canonical = (
        '{"articles":[{"id":"b",' + unknown % "Zwei." + '},{"id":"a",' + unknown % "Äpfel." + "}],"
        '"offset_unit":"codepoint","text":"Eins."}'
    )
    assert issue().input_sha256 == hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def test_input_hash_does_not_depend_on_order_or_on_defaults_written_out() -> None:
    swapped = [{"text": "Äpfel.", "id": "a", "title": None}, {"id": "b", "text": "Zwei."}]
    assert issue(articles=swapped, offset_unit="codepoint") == issue()


def test_input_hash_depends_on_every_field() -> None:
    hashes = {
        issue().input_sha256,
        issue(text="Zwei.").input_sha256,
        issue(offset_unit="utf8").input_sha256,
        issue(articles=[{"id": "b", "text": "Zwei."}]).input_sha256,
    }
    assert len(hashes) == 4


def test_settings_hash_is_that_of_encoder_and_version() -> None:
    canonical = (
        '{"encoder":{"dimension":256,"dtype":"float32","languages":["en"],"max_tokens":128,"name":"double","revision":null,'
        f'"sha256":"{"0" * 64}","similarity_threshold":0.68}},"version":"{version("chorus-summarizer")}"}}'
    )
    assert issue().settings_sha256 == hashlib.sha256(canonical.encode()).hexdigest()
    request = parse_request(b'{"articles":[{"text":"A."}],"text":"B."}', CitationsRequest, make_settings())
    other = issue_receipt(request, request.to_articles(), ModelsUsed(encoder=replace(ENCODER, dtype="bfloat16")))
    assert other.settings_sha256 != issue().settings_sha256


def test_answers_are_named_after_both_hashes() -> None:
    receipt = Receipt(input_sha256="a" * 64, settings_sha256="b" * 64, articles=[])
    digest = hashlib.sha256(b"a" * 64 + b"b" * 64).hexdigest()
    assert name_answer("cit", receipt) == f"cit_{digest[:24]}"


def test_publishers_are_in_the_receipt_where_a_service_adds_to_them(tmp_path: Path) -> None:
    own = tmp_path / "publishers.toml"
    own.write_text('[[family]]\nname = "Brightwater"\nnames = ["Herald Express"]\n', encoding="utf-8")
    document = {"articles": [{"text": "Eins."}], "text": "Eins."}
    request = parse_request(json.dumps(document).encode(), CitationsRequest, make_settings())
    shipped, added = (
        issue_receipt(request, request.to_articles(), ModelsUsed(encoder=ENCODER), publishers=load_publishers(path))
        for path in (None, own)
    )
    assert shipped == issue_receipt(request, request.to_articles(), ModelsUsed(encoder=ENCODER))
    assert added.input_sha256 == shipped.input_sha256
    assert added.settings_sha256 != shipped.settings_sha256
