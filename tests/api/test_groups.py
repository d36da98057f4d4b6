from __future__ import annotations

from starlette.testclient import TestClient

from service.api.responses import GroupsAnswer
from tests.api.clients import BRIDGE, FERRIES, make_articles


def test_groups_answer_has_the_fields_of_the_contract(client: TestClient) -> None:
    response = client.post("/v1/groups", json={"articles": make_articles()})
    assert response.status_code == 200
    assert list(response.json()) == ["id", "groups", "articles", "models", "receipt", "warnings", "timings_ms"]
    answer = GroupsAnswer.model_validate_json(response.content)
    assert answer.id.startswith("grp_")
    assert [group.rank for group in answer.groups] == list(range(1, len(answer.groups) + 1))


def test_statement_of_two_outlets_ranks_first_and_counts_both(client: TestClient) -> None:
    groups = client.post("/v1/groups", json={"articles": make_articles(BRIDGE, FERRIES)}).json()["groups"]
    assert groups[0]["coverage"] == {"articles": 2, "sources": 2, "independent_sources": 2}
    assert {member["article_id"] for member in groups[0]["members"]} == {"n0", "n1"}


def test_groups_of_too_few_sources_are_left_out(client: TestClient) -> None:
    body = {"articles": make_articles(BRIDGE, FERRIES), "min_sources": 2}
    groups = client.post("/v1/groups", json=body).json()["groups"]
    assert groups
    assert all(group["coverage"]["independent_sources"] >= 2 for group in groups)


def test_groups_request_does_not_take_what_only_a_summary_has(client: TestClient) -> None:
    response = client.post("/v1/groups", json={"articles": make_articles(), "length": {"value": 5}})
    assert response.status_code == 422
    assert response.json()["errors"] == [{"pointer": "/length", "detail": "is not a field of this object"}]


def test_members_offsets_are_in_the_unit_asked_for(client: TestClient) -> None:
    text = "🌉🎉 " + BRIDGE
    body = {"articles": make_articles(text), "offset_unit": "utf8"}
    for group in client.post("/v1/groups", json=body).json()["groups"]:
        for member in group["members"]:
            assert text.encode()[member["start"] : member["end"]].decode() == member["text"]


def test_a_member_whose_value_a_later_report_replaced_says_so(client: TestClient) -> None:
    told = {
        "2026-03-02T08:00:00Z": "Fourteen people have died in the floods on the Ilve.",
        "2026-03-03T08:00:00Z": "Nineteen people have died in the floods on the Ilve.",
    }
    articles = [
        {"id": f"n{k}", "source": f"Outlet {k}", "published_at": when, "text": text}
        for k, (when, text) in enumerate(told.items())
    ]
    groups = client.post("/v1/groups", json={"articles": articles}).json()["groups"]
    members = {member["article_id"]: member for group in groups for member in group["members"]}
    assert members["n0"]["superseded_by"]["article_id"] == "n1"
    assert "Nineteen" in members["n0"]["superseded_by"]["value"]
    assert "superseded_by" not in members["n1"]
