"""Inputs that are odd and allowed: an answer or a problem with a pointer, never a failure of the service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.api.clients import BRIDGE, FERRIES, make_articles, run_app

ARABIC = "أعيد فتح الجسر يوم الثلاثاء بعد عامين من الإصلاحات. قال العمدة إن الجسر أصبح آمنا من جديد."
CHINESE = "大桥经过两年维修后于星期二重新开放。市长说大桥现在很安全。渡轮将于星期五停运。"
FAMILY = "👩‍👩‍👧‍👦 waved as the bridge reopened 🎉 on Tuesday after two years of repairs."


@pytest.fixture(scope="module")
def generous() -> Iterator[TestClient]:
    with run_app(max_article_characters=20_000_000) as client:
        yield client


def post(client: TestClient, path: str, articles: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """The answer, every span of which was found to reproduce its text."""
    response = client.post(path, json={"articles": articles, **fields})
    assert response.status_code == 200, response.text[:500]
    answer: dict[str, Any] = response.json()
    for group in answer.get("groups", []):
        for member in group["members"]:
            text = articles[member["article_index"]]["text"]
            assert text[member["start"] : member["end"]] == member["text"]
    return answer


@pytest.mark.slow
def test_line_of_three_megabytes_is_answered(generous: TestClient) -> None:
    line = "lorem ipsum dolor sit amet " * 120_000
    answer = post(generous, "/v1/groups", make_articles(line, BRIDGE))
    assert [report["id"] for report in answer["articles"]] == ["n0", "n1"]


def test_line_longer_than_the_limit_is_refused_by_its_pointer(client: TestClient) -> None:
    response = client.post("/v1/groups", json={"articles": make_articles(BRIDGE, "lorem " * 200_000)})
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"pointer": "/articles/1/text", "detail": "1200000 characters long; at most 1000000 are taken"}
    ]


@pytest.mark.slow
def test_two_hundred_identical_articles_are_one_independent_source(client: TestClient) -> None:
    answer = post(client, "/v1/groups", make_articles(*[BRIDGE] * 200))
    assert answer["groups"][0]["coverage"]["articles"] == 200
    assert answer["groups"][0]["coverage"]["independent_sources"] == 1


@pytest.mark.slow
def test_two_hundred_papers_that_print_one_agency_story_are_one_independent_source(client: TestClient) -> None:
    noon = datetime(2024, 11, 20, 12, tzinfo=UTC)
    story = f"LINDHAVEN (AP) — {BRIDGE} The mayor said that it cost $12 million. Updated 12 minutes ago."
    articles = [
        {"id": f"n{n}", "text": story, "source": f"Paper {n}", "published_at": str(noon + timedelta(minutes=n))}
        for n in range(200)
    ]
    answer = post(client, "/v1/summaries", articles, length={"unit": "words", "value": 60})
    assert {group["coverage"]["independent_sources"] for group in answer["groups"]} == {1}
    assert answer["groups"][0]["coverage"]["sources"] == 200
    assert sum(report["copy_of"] is None for report in answer["articles"]) == 1
    assert answer["conflicts"] == []


def test_one_article_and_one_sentence_are_summarized(client: TestClient) -> None:
    assert post(client, "/v1/summaries", make_articles(BRIDGE))["summary"]
    sentence = "The Lindhaven bridge reopened on Tuesday after two years of repairs."
    assert post(client, "/v1/summaries", make_articles(sentence))["summary"] == sentence


@pytest.mark.parametrize(
    "text",
    [
        ARABIC,
        CHINESE,
        FAMILY,
        "\ufeff" + BRIDGE,
        BRIDGE.replace(". ", ".\r\n\r\n"),
        BRIDGE.replace(" ", "\u00a0"),
        "\u202e" + BRIDGE + "\u202c",
        "Scraped\x01\x02 text\x1b[31m in red\x7f about the bridge that reopened on Tuesday.",
        "e\u0301" * 50 + " was on the banner of the bridge that reopened on Tuesday after repairs.",
    ],
    ids=["arabic", "chinese", "emoji", "bom", "crlf", "nbsp", "bidi", "control", "marks"],
)
def test_text_of_any_kind_is_answered_with_exact_spans(client: TestClient, text: str) -> None:
    articles = make_articles(text, FERRIES)
    assert post(client, "/v1/groups", articles)["groups"]
    post(client, "/v1/citations", articles, text=text)
    post(client, "/v1/summaries", articles)


@pytest.mark.parametrize(
    "text", ["word", "...", "?!", "1", "😀", "\u0301", "\ufffd", "=" * 5000, "a " * 5000, "\n.\n" * 500]
)
def test_text_that_holds_no_story_is_answered_or_refused_with_a_pointer(client: TestClient, text: str) -> None:
    for path, fields in (("groups", {}), ("citations", {"text": text}), ("summaries", {})):
        response = client.post(f"/v1/{path}", json={"articles": make_articles(text), **fields})
        assert response.status_code in {200, 422}
        if response.status_code == 422:
            assert response.json()["errors"][0]["pointer"]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
_names = st.sampled_from(["articles", "length", "mode", "order", "query", "min_sources", "offset_unit", "include", "x"])


@given(document=st.dictionaries(_names, _json, max_size=5))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_json_makes_the_service_fail(client: TestClient, document: dict[str, Any]) -> None:
    document.setdefault("articles", make_articles())
    headers = {"content-type": "application/json"}
    response = client.post("/v1/summaries", content=json.dumps(document), headers=headers)
    assert response.status_code in {200, 400, 422}


@given(body=st.binary(max_size=200))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_the_service_fail(client: TestClient, body: bytes) -> None:
    response = client.post("/v1/groups", content=body, headers={"content-type": "application/json"})
    assert response.status_code in {400, 422}


@given(texts=st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_makes_the_service_fail(client: TestClient, texts: list[str]) -> None:
    for path in ("/v1/summaries", "/v1/groups"):
        response = client.post(path, json={"articles": make_articles(*texts), "offset_unit": "utf16"})
        assert response.status_code in {200, 422}


_ENDS = [
    "The bridge over the river was closed on O'Monday after repairs.",
    "The bridge over the river was closed on Tuesday after repairs.",
    "The bridge over the river was not closed until tomorrow.",
    "The bridge over the river was closed on Friday, next week or last week.",
    "The bridge over the river was closed 999 years ago on Feb. 29.",
    f"The bridge over the river cost {'9' * 400} dollars in Mar 5, 2024.",
    "The bridge over the river cost 0 dollars, ٣ euros or ½ of 10,0,0 percent.",
    "Le pont sur la rivière a été fermé le 31 novembre 9999.",
    "桥梁在星期一被关闭了，花费 99999999999999999999 元。",
]
_MOMENTS = [None, "9999-12-31", "0001-01-01", "0001-01-08T00:00:00Z", "2000-02-29"]
_AT_THE_ENDS = st.fixed_dictionaries(
    {
        "text": st.lists(st.sampled_from(_ENDS), min_size=1, max_size=4).map(" ".join),
        "published_at": st.sampled_from(_MOMENTS),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles=st.lists(_AT_THE_ENDS, min_size=1, max_size=4), text=st.sampled_from(_ENDS))
def test_days_names_and_amounts_at_their_ends_are_answered(
    client: TestClient, articles: list[dict[str, Any]], text: str
) -> None:
    assert client.post("/v1/groups", json={"articles": articles}).status_code == 200
    assert client.post("/v1/citations", json={"articles": articles, "text": text}).status_code == 200
    summary = client.post("/v1/summaries", json={"articles": articles, "length": {"unit": "words", "value": 100}})
    assert summary.status_code in {200, 422}
