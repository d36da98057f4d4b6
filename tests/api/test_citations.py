from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from service.api.responses import CitationsAnswer
from tests.api.clients import BRIDGE, FERRIES, make_articles

CLAIM = "🎉 The Lindhaven bridge reopened on Tuesday after two years of repairs."
INVENTION = "Penguins discovered quantum gravity."


def test_citations_answer_has_the_fields_of_the_contract(client: TestClient) -> None:
    response = client.post("/v1/citations", json={"articles": make_articles(), "text": f"{CLAIM} {INVENTION}"})
    assert response.status_code == 200
    assert list(response.json()) == [
        "id",
        "sentences",
        "support",
        "statuses",
        "models",
        "receipt",
        "warnings",
        "timings_ms",
    ]
    answer = CitationsAnswer.model_validate_json(response.content)
    assert answer.id.startswith("cit_")
    assert [sentence.verification.status for sentence in answer.sentences] == ["supported", "unsupported"]
    assert answer.sentences[0].citations
    assert not answer.sentences[1].citations


@pytest.mark.parametrize(("unit", "encoding", "width"), [("utf8", "utf-8", 1), ("utf16", "utf-16-le", 2)])
def test_offsets_into_text_and_articles_are_in_the_unit_asked_for(
    client: TestClient, unit: str, encoding: str, width: int
) -> None:
    texts = ("🌉 " + BRIDGE, "Łódź news: " + FERRIES)
    written = f"{INVENTION} {CLAIM}"
    body = {"articles": make_articles(*texts), "text": written, "offset_unit": unit}
    sentences = client.post("/v1/citations", json=body).json()["sentences"]

    def cut(text: str, start: int, end: int) -> str:
        return text.encode(encoding)[start * width : end * width].decode(encoding)

    assert any(sentence["citations"] for sentence in sentences)
    for sentence in sentences:
        assert cut(written, sentence["start"], sentence["end"]) == sentence["text"]
        for citation in sentence["citations"]:
            article = texts[citation["article_index"]]
            assert cut(article, citation["start"], citation["end"]) == citation["cited_text"]


def test_text_is_required(client: TestClient) -> None:
    response = client.post("/v1/citations", json={"articles": make_articles()})
    assert response.status_code == 422
    assert response.json()["errors"] == [{"pointer": "/text", "detail": "is required"}]


def test_what_an_article_promotes_supports_nothing(client: TestClient) -> None:
    text = f"{BRIDGE}\n\nAdvertisement: Book a ferry to Lindhaven now, trips from 49 euros!"
    body = {"articles": make_articles(text), "text": "Book a ferry to Lindhaven now, trips from 49 euros!"}
    (sentence,) = client.post("/v1/citations", json=body).json()["sentences"]
    assert sentence["verification"]["status"] != "supported"
    assert not any("49 euros" in citation["cited_text"] for citation in sentence["citations"])
