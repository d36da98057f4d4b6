from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from service.api.responses import StoriesAnswer
from tests.api.clients import BRIDGE, FERRIES, make_articles

STRAY = "A museum of clocks opened its doors in the valley, to nobody's surprise."


def ask(client: TestClient, *articles: dict[str, Any], **fields: Any) -> Any:
    response = client.post("/v1/stories", json={"articles": list(articles), **fields})
    assert response.status_code == 200
    StoriesAnswer.model_validate_json(response.content)
    return response.json()


def test_stories_answer_has_the_fields_of_the_contract(client: TestClient) -> None:
    answer = ask(client, *make_articles(BRIDGE, FERRIES, STRAY))
    assert list(answer) == ["id", "stories", "articles", "models", "receipt", "warnings", "timings_ms"]
    assert answer["id"].startswith("sts_")
    assert [story["articles"] for story in answer["stories"]] == [["n1", "n0"], ["n2"]]  # undated: by text
    assert [story["stray"] for story in answer["stories"]] == [False, True]
    assert answer["articles"][2]["story"] == answer["stories"][1]["id"]


def test_an_earlier_answer_is_taken_as_known(client: TestClient) -> None:
    articles = make_articles(BRIDGE, FERRIES, STRAY)
    first = ask(client, *articles[:1])
    known = [{"id": story["id"], "articles": story["articles"]} for story in first["stories"]]
    second = ask(client, *articles, known=[*known, {"id": "gone", "articles": ["nobody"]}])
    assert second["stories"][0]["id"] == first["stories"][0]["id"]
    assert second["stories"][0]["articles"] == ["n1", "n0"]


def test_an_article_is_of_one_story(client: TestClient) -> None:
    known = [{"id": "one", "articles": ["n0"]}, {"id": "two", "articles": ["n0"]}]
    response = client.post("/v1/stories", json={"articles": make_articles(), "known": known})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/known"
    assert "n0 in two stories" in response.json()["errors"][0]["detail"]
