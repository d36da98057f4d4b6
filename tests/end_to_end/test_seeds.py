"""The main job, with the real encoder: the five seed articles in, a cited summary out."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from starlette.testclient import TestClient

from service.app import create_app
from service.loading import load_encoder, load_grouping
from service.ports import Models
from tests.api.clients import make_settings

pytestmark = pytest.mark.models

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles.jsonl"
ARTICLES: list[dict[str, Any]] = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
CODE_UNITS = {"codepoint": ("utf-32-le", 4), "utf16": ("utf-16-le", 2), "utf8": ("utf-8", 1)}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    # Machines that run tests may be busy; how long a request takes is for benchmarks to say.
    settings = make_settings(request_timeout_seconds=1200.0)
    models = Models(encoder=load_encoder(settings), grouping=load_grouping(settings))
    app = create_app(settings, models=models)
    with TestClient(app) as started:
        yield started


def summarize(client: TestClient, articles: list[dict[str, Any]] = ARTICLES, **options: Any) -> dict[str, Any]:
    response = client.post("/v1/summaries", json={"articles": articles, **options})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def words(value: int) -> dict[str, Any]:
    return {"unit": "words", "value": value}


def test_the_five_leads_are_one_fact_behind_which_four_sources_stand(client: TestClient) -> None:
    response = client.post("/v1/groups", json={"articles": ARTICLES})
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["models"]["same_fact"]["name"] == "same-fact-minilm"
    first = answer["groups"][0]
    assert first["coverage"] == {"articles": 5, "sources": 5, "independent_sources": 4}
    leads = [member for member in first["members"] if "Biden administration" in member["text"]]
    assert [member["article_id"][:3] for member in leads] == ["004", "000", "003", "001", "002"]
    headlines = [member["text"] for member in first["members"] if member not in leads]
    assert all(re.search("(?:use|provide) .*land ?mines .*Russian", headline) for headline in headlines)


@pytest.mark.parametrize(
    ("fact", "pattern"),
    [
        ("the decision", r"(?:approved supplying|will (?:allow|give)|let Kyiv use).*mines"),
        ("the reason Austin gave", r"need for things that can help slow down|rather than forces more protected"),
        ("the doctrine change", r"(?:lower|threshold).*nuclear|nuclear.*threshold"),
        ("what the doctrine answers", r"longer-range American missiles.*\. Moscow in response"),
    ],
)
def test_150_words_name(client: TestClient, fact: str, pattern: str) -> None:
    summary = summarize(client, length=words(150))["summary"]
    assert re.search(pattern, summary), f"{fact} is missing: {summary}"


def test_no_dateline_stamp_or_promotion_is_ever_told(client: TestClient) -> None:
    summary = summarize(client, length=words(5000))["summary"]
    for scrap in (
        "KYIV, Ukraine —",
        "date 2024-11-20",
        "Sign up",
        "promotional content",
        "Updated at",
        "contributed to",
    ):
        assert scrap not in summary


def test_that_articles_disagree_on_what_the_package_holds_is_told(client: TestClient) -> None:
    denials = [c for c in summarize(client)["conflicts"] if c["kind"] == "negation"]
    (conflict,) = [c for c in denials if "package" in c["statement"]]
    assert conflict["status"] == "conflict"
    said = {side["citations"][0]["article_id"][:3]: side["citations"][0]["cited_text"] for side in conflict["sides"]}
    assert said.keys() == {"000", "003"}
    assert said["000"].startswith("The mines are contained in a $275 million package")
    assert said["003"].endswith("did not include APLs.")
    backwards = summarize(client, articles=ARTICLES[::-1])["conflicts"]
    assert [c["statement"] for c in backwards] == [c["statement"] for c in summarize(client)["conflicts"]]


@pytest.mark.parametrize("unit", list(CODE_UNITS))
def test_every_citation_reproduces_its_text_in_every_unit(client: TestClient, unit: str) -> None:
    encoding, size = CODE_UNITS[unit]
    answer = summarize(client, offset_unit=unit, length=words(400))
    raw = answer["summary"].encode(encoding)
    cited = 0
    for sentence in answer["sentences"]:
        assert raw[sentence["start"] * size : sentence["end"] * size].decode(encoding) == sentence["text"]
        for citation in sentence["citations"]:
            text = ARTICLES[citation["article_index"]]["text"].encode(encoding)
            assert text[citation["start"] * size : citation["end"] * size].decode(encoding) == citation["cited_text"]
            cited += 1
    assert cited > len(answer["sentences"])


def test_the_two_versions_of_one_agency_story_are_one_origin(client: TestClient) -> None:
    copies = {report["id"]: report["copy_of"] for report in summarize(client)["articles"]}
    assert copies == {"000": "001", "001": None, "002": None, "003": None, "004": None}


@pytest.mark.parametrize(
    ("length", "least"),
    [
        ({"unit": "sentences", "value": 1}, 1),
        (words(25), 8),
        (words(300), 285),
        (words(2000), 1900),
        ({"unit": "characters", "value": 280}, 140),
        ({"unit": "fraction", "value": 0.1}, 0.09),
    ],
)
def test_lengths_from_one_sentence_to_most_of_the_story(
    client: TestClient, length: dict[str, Any], least: float
) -> None:
    answer = summarize(client, length=length)
    assert least <= answer["length"]["actual"] <= length["value"]
    assert answer["summary"].rstrip('”"’').endswith((".", "!", "?"))


def test_article_order_and_threads_change_no_byte_of_the_summary(client: TestClient) -> None:
    expected = summarize(client, length=words(200))
    shuffled = list(ARTICLES)
    random.Random(4).shuffle(shuffled)
    threads = torch.get_num_threads()
    try:
        for count in (1, threads + 1):
            torch.set_num_threads(count)
            answer = summarize(client, shuffled, length=words(200))
            assert answer["summary"] == expected["summary"]
            assert [s["coverage"] for s in answer["sentences"]] == [s["coverage"] for s in expected["sentences"]]
    finally:
        torch.set_num_threads(threads)


def test_a_question_is_answered_with_what_the_sources_say_about_it(client: TestClient) -> None:
    answer = summarize(client, query="embassies closed in Kyiv", length=words(60))
    assert "embass" in answer["sentences"][0]["text"]


@pytest.mark.parametrize("query", ["football transfer window", "recipe for apple pie"])
def test_a_question_off_the_topic_is_answered_with_the_reason(client: TestClient, query: str) -> None:
    answer = summarize(client, query=query)
    assert answer["summary"] == ""
    assert query in answer["warnings"][0]


def test_two_hundred_articles_are_summarized(client: TestClient) -> None:
    many = [{"text": f"{article['text']}\nEdition {n} of this paper."} for n in range(40) for article in ARTICLES]
    answer = summarize(client, many, length=words(100), include=["articles"])
    assert answer["length"]["actual"] <= 100
    assert sum(report["copy_of"] is None for report in answer["articles"]) == 4
