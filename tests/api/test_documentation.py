from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from service.api.article_requests import ArticlesRequest
from service.api.documentation import read_example
from service.api.parsing import parse_request
from service.api.problem_document import Problem
from service.api.requests import CitationsRequest, GroupsRequest, StoriesRequest, SummaryRequest
from service.api.responses import CitationsAnswer, GroupsAnswer, StoriesAnswer, SummaryAnswer
from service.api.sentence_responses import Explanation
from service.domain import BoilerplateKind
from service.pipeline.selection.objective import WEIGHTS
from service.settings import Settings
from tests.api.clients import make_settings, run_app

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
ROUTES = {
    "summaries": (SummaryRequest, SummaryAnswer),
    "groups": (GroupsRequest, GroupsAnswer),
    "citations": (CitationsRequest, CitationsAnswer),
    "stories": (StoriesRequest, StoriesAnswer),
}


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/openapi.json").json()
    return answer


def iterate_references(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(iterate_references(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(iterate_references(value) for value in node))
    return set()


@pytest.mark.parametrize(("name", "schemas"), ROUTES.items())
def test_examples_are_what_the_schemas_describe(
    name: str, schemas: tuple[type[ArticlesRequest], type[BaseModel]]
) -> None:
    example = read_example(name)
    parse_request(json.dumps(example["request"]).encode(), schemas[0], make_settings())
    answer = schemas[1].model_validate(example["response"], extra="forbid")
    assert answer.model_dump(mode="json") == example["response"]


@pytest.mark.parametrize("name", ROUTES)
def test_example_requests_are_answered_with_the_fields_of_their_examples(client: TestClient, name: str) -> None:
    example = read_example(name)
    response = client.post(f"/v1/{name}", json=example["request"])
    assert response.status_code == 200
    assert list(response.json()) == list(example["response"])


@pytest.mark.parametrize("name", ["summaries", "groups", "citations"])
def test_spans_of_the_examples_reproduce_their_texts(name: str) -> None:
    example = read_example(name)
    texts = [article["text"] for article in example["request"]["articles"]]
    answer = example["response"]
    spans = [
        member | {"cited_text": member["text"]} for group in answer.get("groups", []) for member in group["members"]
    ]
    spans += [citation for sentence in answer.get("sentences", []) for citation in sentence["citations"]]
    assert spans
    for span in spans:
        assert texts[span["article_index"]][span["start"] : span["end"]] == span["cited_text"]


def test_every_reference_of_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert iterate_references(document) <= known
    assert {"#/components/schemas/SummaryRequest", "#/components/schemas/Problem"} <= iterate_references(document)


@pytest.mark.parametrize("name", ROUTES)
def test_routes_describe_body_answer_and_problems(document: dict[str, Any], name: str) -> None:
    operation = document["paths"][f"/v1/{name}"]["post"]
    assert operation["requestBody"]["content"]["application/json"]["example"] == read_example(name)["request"]
    assert operation["responses"]["200"]["content"]["application/json"]["example"] == read_example(name)["response"]
    assert set(operation["responses"]) == {"200", "400", "401", "413", "415", "422", "429", "500", "503", "504"}
    assert operation["security"]
    for status, response in operation["responses"].items():
        if status != "200":
            (content,) = response["content"].values()
            for example in content["examples"].values():
                assert Problem.model_validate(example["value"]).status == int(status)


def test_every_field_of_requests_and_answers_is_described(document: dict[str, Any]) -> None:
    undescribed = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, description in schema.get("properties", {}).items()
        if "description" not in description and "$ref" not in description and "const" not in description
    ]
    assert undescribed == ["Health.status"]


def test_root_leads_to_the_documentation(client: TestClient) -> None:
    response = client.get("/")
    assert (response.status_code, response.headers["location"]) == (307, "/docs")


def abridge(value: Any) -> Any:
    """`value` with the first entry of every list alone, as docs/api.md shows answers."""
    match value:
        case dict():
            return {name: abridge(member) for name, member in value.items()}
        case [first, *_]:
            return [abridge(first)]
    return value


@pytest.mark.parametrize("name", ["summaries", "citations"])
def test_page_shows_the_examples_that_openapi_shows(name: str) -> None:
    section = PAGE.read_text().partition(f"<!-- example: {name} -->")[2].partition("<!-- end -->")[0]
    request, response = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", section, re.DOTALL))
    assert request == read_example(name)["request"]
    assert response == abridge(read_example(name)["response"])


def test_page_names_every_field_path_and_limit(document: dict[str, Any]) -> None:
    page = PAGE.read_text()
    named = set(re.findall(r"[A-Za-z_0-9/{}]+", " ".join(re.findall(r"`([^`\n]+)`", page))))
    fields = {
        field
        for name, schema in document["components"]["schemas"].items()
        if name not in {"Problem", "ProblemField"}
        for field in schema.get("properties", {})
    }
    assert fields - named == set()
    assert set(document["paths"]) - named == set()
    for name, setting in Settings.model_fields.items():
        if name.startswith("max_") and name not in {"max_queue", "max_jobs"}:
            assert re.search(rf"{setting.default:,}.*`CHORUS_{name.upper()}`", page)


def test_what_is_said_of_explanations_is_what_the_code_weighs_by() -> None:
    described = Explanation.model_fields["brevity"].description or ""
    page = PAGE.read_text()

    assert f"the power of -{WEIGHTS.length_exponent:g}" in described
    assert f"the power of -{WEIGHTS.length_exponent:g}" in page
    assert f"1 + {WEIGHTS.coverage:g} s³" in page
    assert f"1 + {WEIGHTS.coverage:g} s³" in (Explanation.model_fields["coverage"].description or "")
    assert f"{1 + WEIGHTS.lead:g} for the first" in (Explanation.model_fields["position"].description or "")
    assert f"the power of {WEIGHTS.leads:g} (1 - sources / {WEIGHTS.sources_without_leads:g})" in page
    assert WEIGHTS.coverage_exponent == 3


def test_every_kind_of_boilerplate_is_named() -> None:
    page = PAGE.read_text()
    (row,) = (line for line in page.splitlines() if line.startswith("| `boilerplate_spans`"))

    assert [kind for kind in BoilerplateKind if f"`{kind}`" not in row] == []


@pytest.mark.parametrize("field", ["text", "html"])
def test_the_schema_says_that_texts_must_not_be_blank(document: dict[str, Any], field: str) -> None:
    text, null = document["components"]["schemas"]["ArticleRequest"]["properties"][field]["anyOf"]
    assert (text["minLength"], null) == (1, {"type": "null"})
    for blank in ("", " \n\t", "\u200b\ufeff", "\x1c\x85"):
        assert not re.search(text["pattern"], blank)
    for visible in ("a", " 中 ", "\u200ba"):
        assert re.search(text["pattern"], visible)


def test_the_page_and_all_that_it_loads_come_from_the_service(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    loaded = re.findall(r"""(?:src|href|url)[=:]\s*["']([^"']+)["']""", page.text)
    assert len(loaded) == 4
    for address in loaded:
        assert address.startswith("/")
        assert client.get(address).status_code == 200
    assert "://" not in page.text


def test_the_page_stands_below_the_path_that_a_proxy_adds() -> None:
    with run_app() as client:
        client.app.root_path = "/chorus"  # type: ignore[attr-defined]
        assert "/chorus/docs/files/swagger-ui.css" in client.get("/docs").text


@pytest.mark.parametrize("path", ["summaries", "groups", "citations", "stories", "batches", "jobs"])
def test_what_takes_a_time_says_what_one_that_is_none_is_answered(client: TestClient, path: str) -> None:
    operation = client.get("/openapi.json").json()["paths"][f"/v1/{path}"]["post"]
    assert "Request-Timeout" in [parameter["name"] for parameter in operation["parameters"]]
    media = "application/jsonl" if path == "batches" else "application/json"
    answer = client.post(f"/v1/{path}", content=b"{}", headers={"content-type": media, "request-timeout": "soon"})
    assert str(answer.status_code) in operation["responses"]
