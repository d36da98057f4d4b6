from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api.pages import MOST_TAGS, holds_tags
from tests.api.clients import FERRIES, run_app

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bridge open again</title>
<meta property="og:site_name" content="Harbour News"><meta property="article:published_time" content="2024-11-19">
<link rel="canonical" href="https://harbour.example/bridge"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Bridge open again</h1><p>The Lindhaven bridge reopened on Tuesday after two years of repairs.</p>
<p>Engineers replaced 48 of its 60 steel cables during the long closure, the city said on Tuesday.</p></article>
<footer>Subscribe to our newsletter</footer></body></html>"""
ARTICLES = [{"id": "page", "html": PAGE}, {"id": "text", "text": FERRIES}]


def post(path: str, **body: Any) -> Any:
    with run_app() as client:
        return client.post(path, json={"articles": ARTICLES} | body)


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "utf8"])
def test_offsets_point_into_the_text_that_was_extracted(unit: str) -> None:
    page = PAGE.replace("two years", "two years 🙂")
    with run_app() as client:
        body = {"articles": [{"id": "page", "html": page}, ARTICLES[1]], "offset_unit": unit}
        answer = client.post("/v1/summaries", json=body).json()
    text = answer["articles"][0]["text"]
    assert "Home" not in text
    assert "text" not in answer["articles"][1]
    encoded = {"codepoint": text, "utf16": text.encode("utf-16-le"), "utf8": text.encode()}[unit]
    step = 2 if unit == "utf16" else 1
    members = [m for g in answer["groups"] for m in g["members"] if m["article_id"] == "page"]
    assert members
    for member in members:
        cut = encoded[member["start"] * step : member["end"] * step]
        told = cut if isinstance(cut, str) else cut.decode("utf-16-le" if unit == "utf16" else "utf-8")
        assert told == member["text"]


def test_the_extracted_text_comes_with_every_answer() -> None:
    assert post("/v1/summaries", include=["groups"]).json()["articles"][0]["text"].startswith("Bridge open again\n")
    assert "text" in post("/v1/groups").json()["articles"][0]
    (extracted,) = post("/v1/citations", text="The bridge reopened on Tuesday.").json()["articles"]
    assert extracted["id"] == "page"


def test_what_the_page_states_counts_where_the_request_does_not_say() -> None:
    with run_app() as client:
        named = {"id": "text", "text": FERRIES, "source": "Harbour News"}
        answer = client.post("/v1/groups", json={"articles": [ARTICLES[0], named]}).json()
    assert {group["coverage"]["sources"] for group in answer["groups"]} == {1}


@pytest.mark.parametrize(
    ("article", "pointer", "detail"),
    [
        ({"html": "<html><body></body></html>"}, "/articles/0/html", "holds no article"),
        ({"html": "<p>a" * (MOST_TAGS + 1)}, "/articles/0/html", f"at most {MOST_TAGS} are taken"),
        ({"html": f"<p {' '.join(f'a{i}' for i in range(100_000))}>"}, "/articles/0/html", "more than 1000 attributes"),
        ({"html": PAGE, "text": FERRIES}, "/articles/0/text", "must be absent"),
        ({}, "/articles/0/text", "is required"),
        ({"html": " "}, "/articles/0/html", "blank"),
        ({"html": "x" * 1_000_001}, "/articles/0/html", "at most 1000000 are taken"),
    ],
)
def test_a_page_that_cannot_be_read_is_named(article: dict[str, str], pointer: str, detail: str) -> None:
    response = post("/v1/groups", articles=[article])
    assert response.status_code == 422
    (problem,) = response.json()["errors"]
    assert problem["pointer"] == pointer
    assert detail in problem["detail"]


def test_equal_pages_have_equal_receipts_in_whatever_order_they_come(client: TestClient) -> None:
    answers = [client.post("/v1/groups", json={"articles": order}).json() for order in (ARTICLES, ARTICLES[::-1])]
    assert answers[0]["receipt"] == answers[1]["receipt"]


def test_tags_inside_a_text_bring_a_warning(client: TestClient) -> None:
    articles = [{"text": f"<p>{FERRIES}</p>"}, {"text": FERRIES}]
    (warning,) = client.post("/v1/groups", json={"articles": articles}).json()["warnings"]
    assert "the text of a1 holds HTML tags" in warning


@pytest.mark.parametrize("text", ["If a < b and b > c, then <b> is bold.", "The <em> tag is old.", "1 < 2"])
def test_a_text_may_speak_of_tags(text: str) -> None:
    assert not holds_tags(text)
