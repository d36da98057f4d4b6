"""A reader who knows some of the articles is told what is new, and a summary in the order of time has days."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from starlette.testclient import TestClient

TOLL = ("Fourteen people have died in the floods on the Ilve.", "Nineteen people have died in the floods on the Ilve.")
SCHOOLS = "All schools in the valley of the Ilve will stay closed for a week."
HOURS = ("2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z")


def make_story(first: str = TOLL[0], second: str = f"{TOLL[1]} {SCHOOLS}") -> list[dict[str, Any]]:
    return [
        {"id": f"n{k}", "publisher": f"Outlet {k}", "published_at": HOURS[k], "text": text}
        for k, text in enumerate((first, second))
    ]


def summarize(client: TestClient, articles: list[dict[str, Any]], **fields: Any) -> Any:
    response = client.post("/v1/summaries", json={"articles": articles, **fields})
    assert response.status_code == 200, response.text
    return response.json()


def test_only_what_is_new_or_updated_is_told_with_what_it_replaces(client: TestClient) -> None:
    articles = make_story()
    receipt = summarize(client, articles[:1])["receipt"]
    answer = summarize(client, articles, since=receipt)
    assert answer["since"] == {"known": ["n0"], "changed": [], "missing": []}
    news = {sentence["text"]: sentence["news"] for sentence in answer["sentences"]}
    assert {text: own["status"] for text, own in news.items()} == {TOLL[1]: "updated", SCHOOLS: "new"}
    assert [(place["article_id"], place["cited_text"]) for place in news[TOLL[1]]["against"]] == [("n0", TOLL[0])]
    assert news[SCHOOLS]["against"] == []
    assert "news" not in summarize(client, articles)["sentences"][0]
    assert "since" not in summarize(client, articles)


def test_what_a_known_article_denies_is_disputed(client: TestClient) -> None:
    articles = make_story(
        "The dam on the Ilve has broken, police said.", "The dam on the Ilve has not broken, police said."
    )
    for article in articles:
        article["published_at"] = HOURS[0]
    receipt = summarize(client, articles[:1])["receipt"]
    (sentence,) = summarize(client, articles, since=receipt)["sentences"]
    assert sentence["news"]["status"] == "disputed"
    assert sentence["news"]["against"][0]["article_id"] == "n0"


def test_nothing_new_makes_an_empty_summary_that_says_so(client: TestClient) -> None:
    articles = make_story(f"{TOLL[0]} {SCHOOLS}", SCHOOLS)
    receipt = summarize(client, articles[:1])["receipt"]
    answer = summarize(client, articles, since=receipt)
    assert answer["sentences"] == []
    assert "the articles tell nothing that those of `since` do not" in answer["warnings"]


def test_articles_without_a_sentence_are_answered_with_since_as_without(client: TestClient) -> None:
    request = {"articles": [{"id": "a", "text": "\u200b."}]}
    without = client.post("/v1/summaries", json=request)
    since = client.post("/v1/summaries", json={**request, "since": {"articles": []}})
    assert (since.status_code, since.json().get("detail")) == (without.status_code, without.json().get("detail"))


def test_a_text_that_changed_is_new_and_a_missing_one_is_named(client: TestClient) -> None:
    digest = hashlib.sha256(SCHOOLS.encode()).hexdigest()
    known = [{"id": "n0", "sha256": digest}, {"id": "gone", "sha256": digest}]
    answer = summarize(client, make_story(), since={"articles": known})
    assert answer["since"] == {"known": [], "changed": ["n0"], "missing": ["gone"]}
    assert {sentence["news"]["status"] for sentence in answer["sentences"]} == {"new"}


def test_a_text_is_known_whatever_it_is_called_now(client: TestClient) -> None:
    # Without ids, articles are called after their places: a1, a2.
    first, second, third = ({"text": text} for text in (TOLL[0], SCHOOLS, "The old bridge of Ardal was closed."))
    receipt = summarize(client, [first, second])["receipt"]
    answer = summarize(client, [third, second, first], since=receipt)
    assert [sentence["text"] for sentence in answer["sentences"]] == [third["text"]]
    assert answer["since"] == {"known": ["a3", "a2"], "changed": [], "missing": []}
    # a1 of then is not there, and a1 of now is known.
    assert summarize(client, [second], since=receipt)["since"] == {"known": ["a1"], "changed": [], "missing": ["a1"]}


@pytest.mark.parametrize("known", [[{"id": "n0", "sha256": "short"}], [{"id": "n0"}], "n0"])
def test_since_is_checked(client: TestClient, known: object) -> None:
    response = client.post("/v1/summaries", json={"articles": make_story(), "since": {"articles": known}})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"].startswith("/since/articles")


def test_a_summary_in_the_order_of_time_has_its_days(client: TestClient) -> None:
    closed = "The old bridge of Ardal closed on 27 February 2026 after a crack was found."
    answer = summarize(client, make_story(SCHOOLS, closed), order="chronological")
    texts = [sentence["text"] for sentence in answer["sentences"]]
    assert texts == [closed, SCHOOLS]
    assert answer["timeline"] == [
        {"date": "2026-02-27", "sentences": [0], "group_ids": [answer["sentences"][0]["group_id"]], "sources": 1},
        {"date": "2026-03-02", "sentences": [1], "group_ids": [answer["sentences"][1]["group_id"]], "sources": 1},
    ]
    assert "timeline" not in summarize(client, make_story())


def test_what_has_no_day_comes_last(client: TestClient) -> None:
    articles = make_story(SCHOOLS, "The old bridge of Ardal closed on 27 February 2026 after a crack was found.")
    for article in articles:
        del article["published_at"]
    timeline = summarize(client, articles, order="chronological")["timeline"]
    assert [day["date"] for day in timeline] == ["2026-02-27", None]
