"""Articles of one publisher under several names, over HTTP: one source everywhere that sources are counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.api.clients import BRIDGE, FERRIES, run_app

KILLED = "The ferry fire near Lindhaven killed %s people on Tuesday evening, the coast guard said."


def summarize(client: TestClient, *articles: dict[str, Any], **fields: Any) -> dict[str, Any]:
    body = {"articles": list(articles), "length": {"unit": "words", "value": 60}, **fields}
    response = client.post("/v1/summaries", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_two_names_of_one_publisher_are_one_source_of_groups_and_sentences(client: TestClient) -> None:
    answer = summarize(client, {"text": BRIDGE, "source": "BBC World"}, {"text": FERRIES, "source": "BBC News"})
    assert answer["groups"][0]["coverage"] == {"articles": 2, "sources": 1, "independent_sources": 1}
    assert answer["sentences"][0]["coverage"] == answer["groups"][0]["coverage"]


def test_articles_of_one_publisher_name_one_source(client: TestClient) -> None:
    answer = summarize(
        client,
        {"text": BRIDGE, "source": "BBC World"},
        {"text": FERRIES, "source": "BBC News"},
        {"text": FERRIES, "source": "Coast Post"},
    )
    one, two, other = (article["source"] for article in answer["articles"])
    assert one == two != other


def test_min_sources_counts_publishers(client: TestClient) -> None:
    body = {
        "articles": [{"text": BRIDGE, "source": "AP"}, {"text": FERRIES, "url": "https://apnews.com/article/1"}],
        "min_sources": 2,
    }
    assert client.post("/v1/groups", json=body).json()["groups"] == []


def test_the_publisher_wins_over_the_source(client: TestClient) -> None:
    one = {"text": BRIDGE, "source": "World feed", "publisher": "BBC", "url": "https://feeds.example/a"}
    answer = summarize(client, one, {"text": FERRIES, "source": "BBC"})
    assert answer["groups"][0]["coverage"]["sources"] == 1
    answer = summarize(client, one | {"publisher": "Coast Post"}, {"text": FERRIES, "source": "World feed"})
    assert answer["groups"][0]["coverage"]["sources"] == 2


def test_sides_of_a_conflict_count_publishers(client: TestClient) -> None:
    answer = summarize(
        client,
        {"text": KILLED % 19, "source": "BBC World"},
        {"text": KILLED % 19, "source": "BBC News"},
        {"text": KILLED % 30, "source": "Coast Post"},
    )
    sides = {side["value"].split()[0]: side["coverage"] for side in answer["conflicts"][0]["sides"]}
    assert sides["19"] == {"articles": 2, "sources": 1, "independent_sources": 1}


def test_a_publisher_is_a_name_that_can_be_seen(client: TestClient) -> None:
    response = client.post("/v1/groups", json={"articles": [{"text": BRIDGE, "publisher": " "}]})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/articles/0/publisher"


def test_a_service_may_know_further_publishers(tmp_path: Path) -> None:
    path = tmp_path / "publishers.toml"
    path.write_text('[[family]]\nname = "Brightwater"\nnames = ["Velmara Herald", "Express"]\n', encoding="utf-8")
    articles = [{"text": BRIDGE, "source": "The Velmara Herald"}, {"text": FERRIES, "source": "Express"}]
    with run_app(publishers=str(path)) as client:
        assert summarize(client, *articles)["groups"][0]["coverage"]["sources"] == 1
    with run_app() as client:
        assert summarize(client, *articles)["groups"][0]["coverage"]["sources"] == 2
