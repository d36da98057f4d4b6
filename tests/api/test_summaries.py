from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api.responses import SummaryAnswer
from tests.api.clients import BRIDGE, FERRIES, make_articles, make_body, run_app

EMOJI = (
    "The 🌉 bridge in Łindhaven reopened on Tuesday after two years 🎉 of repairs. "
    "Cafe\u0301 owners beside the bridge 👩‍👩‍👧 said they were happy about it."
)


def summarize(client: TestClient, *texts: str, **fields: Any) -> dict[str, Any]:
    response = client.post("/v1/summaries", json=make_body(*texts, **fields))
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def cut(text: str, start: int, end: int, unit: str) -> str:
    """`text` from `start` to `end`, as a client that counts in `unit` would cut it."""
    if unit == "codepoint":
        return text[start:end]
    encoding, width = ("utf-8", 1) if unit == "utf8" else ("utf-16-le", 2)
    return text.encode(encoding)[start * width : end * width].decode(encoding)


def test_answer_has_the_fields_of_the_contract_in_their_order(client: TestClient) -> None:
    answer = summarize(client)
    assert list(answer) == [
        "id",
        "mode",
        "summary",
        "sentences",
        "groups",
        "conflicts",
        "articles",
        "length",
        "models",
        "receipt",
        "warnings",
        "timings_ms",
    ]
    SummaryAnswer.model_validate_json(client.post("/v1/summaries", json=make_body()).content)


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "utf8"])
def test_every_span_reproduces_its_text_in_the_unit_asked_for(client: TestClient, unit: str) -> None:
    texts = (EMOJI, BRIDGE, EMOJI.replace("Łindhaven", "the old town of Łindhaven"))
    answer = summarize(client, *texts, offset_unit=unit, length={"unit": "words", "value": 200})
    assert answer["sentences"]
    for sentence in answer["sentences"]:
        assert cut(answer["summary"], sentence["start"], sentence["end"], unit) == sentence["text"]
        for citation in sentence["citations"]:
            article = texts[citation["article_index"]]
            assert cut(article, citation["start"], citation["end"], unit) == citation["cited_text"]
    members = [member for group in answer["groups"] for member in group["members"]]
    assert any("🎉" in member["text"] for member in members)
    for member in members:
        assert cut(texts[member["article_index"]], member["start"], member["end"], unit) == member["text"]


def test_boilerplate_is_counted_and_its_spans_are_in_the_unit_asked_for(client: TestClient) -> None:
    text = "🌉🌉 Sign up for our newsletter to get the news every day.\n\n" + BRIDGE
    spans = {unit: summarize(client, text, FERRIES, offset_unit=unit)["articles"][0] for unit in ("codepoint", "utf16")}
    for report in spans.values():
        assert report["boilerplate"] == len(report["boilerplate_spans"]) == 1
    last = {unit: report["boilerplate_spans"][0]["end"] for unit, report in spans.items()}
    assert last["utf16"] == last["codepoint"] + 2


def test_members_and_citations_name_their_article(client: TestClient) -> None:
    answer = summarize(client)
    for group in answer["groups"]:
        assert 0 <= group["representative"] < len(group["members"])
        for member in group["members"]:
            assert member["article_id"] == f"n{member['article_index']}"
    told = {sentence["group_id"] for sentence in answer["sentences"]}
    assert {group["id"] for group in answer["groups"] if group["in_summary"]} == told


def test_scores_have_at_most_four_decimals(client: TestClient) -> None:
    answer = summarize(client)
    scores = [group["salience"] for group in answer["groups"]]
    scores += [member["similarity"] for group in answer["groups"] for member in group["members"]]
    scores += [citation["score"] for sentence in answer["sentences"] for citation in sentence["citations"]]
    assert scores
    assert all(score == round(score, 4) for score in scores)


def test_parts_that_are_not_included_are_left_out(client: TestClient) -> None:
    assert not {"groups", "articles", "conflicts"} & set(summarize(client, include=[]))
    only = summarize(client, include=["conflicts"])
    assert only["conflicts"] == []
    assert not {"groups", "articles"} & set(only)


def test_whole_lengths_are_whole_numbers_and_fractions_are_not(client: TestClient) -> None:
    length = summarize(client, length={"unit": "sentences", "value": 1.0})["length"]
    assert (length["unit"], length["requested"], length["actual"]) == ("sentences", 1, 1)
    assert isinstance(length["requested"], int)
    length = summarize(client, length={"unit": "fraction", "value": 0.6})["length"]
    assert length["requested"] == 0.6
    assert length["actual"] <= 0.6


def test_length_that_no_sentence_fits_is_refused_with_the_smallest_that_does(client: TestClient) -> None:
    response = client.post("/v1/summaries", json=make_body(length={"unit": "words", "value": 2}))
    problem = response.json()
    assert (response.status_code, problem["type"]) == (422, "urn:chorus:problem:length-too-short")
    assert problem["errors"][0]["pointer"] == "/length/value"
    smallest = int(problem["errors"][0]["detail"].split()[-1])
    assert summarize(client, length={"unit": "words", "value": smallest})["length"]["actual"] <= smallest


def test_abstractive_mode_is_refused_while_there_is_no_rewriter(client: TestClient) -> None:
    response = client.post("/v1/summaries", json=make_body(mode="abstractive"))
    problem = response.json()
    assert (response.status_code, problem["type"]) == (422, "urn:chorus:problem:rewriter-unavailable")
    assert problem["errors"][0]["pointer"] == "/mode"


def test_more_sentences_than_the_limit_are_refused() -> None:
    with run_app(max_sentences=3) as client:
        response = client.post("/v1/summaries", json=make_body())
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"].startswith("/articles")


def test_same_request_has_the_same_id_and_answer_timings_aside(client: TestClient) -> None:
    first, second = (summarize(client) for _ in range(2))
    first.pop("timings_ms")
    second.pop("timings_ms")
    assert first == second
    assert first["id"].startswith("sum_")
    assert len(first["id"]) == len("sum_") + 24


def test_order_of_the_articles_changes_neither_receipt_nor_summary(client: TestClient) -> None:
    articles = make_articles(BRIDGE, FERRIES)
    answers = [
        client.post("/v1/summaries", json=make_body() | {"articles": order}).json()
        for order in (articles, articles[::-1])
    ]
    assert answers[0]["receipt"] == answers[1]["receipt"]
    assert answers[0]["summary"] == answers[1]["summary"]


def test_timings_name_the_queue_and_the_stages(client: TestClient) -> None:
    timings = summarize(client)["timings_ms"]
    assert {"queue", "parse", "embed"} <= set(timings)
    assert all(milliseconds >= 0 for milliseconds in timings.values())


def test_sentences_follow_each_other_in_the_summary(client: TestClient) -> None:
    sentences = summarize(client, length={"unit": "sentences", "value": 3})["sentences"]
    assert sentences[0]["start"] == 0
    assert all(before["end"] <= after["start"] for before, after in pairwise(sentences))
