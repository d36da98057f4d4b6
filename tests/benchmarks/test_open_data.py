"""The open data: well-formed, within the contract, and enough for the benchmarks that fall back to it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

import pytest

from benchmarks import conflicts, content, sources, stories
from benchmarks.__main__ import EXIT_FAILURE, QUESTIONS, main
from benchmarks.agreement import count_evidence
from benchmarks.evaluation import Evaluation, EvaluationMissingError
from benchmarks.open_data import STORIES, read_open_clusters, read_open_summaries, write_open_clusters
from benchmarks.streams import CLUSTERS
from models.training.clusters import check_enough, load_clusters
from service.api.article_requests import ArticlesRequest
from service.api.parsing import parse_request
from service.api.requests import CitationsRequest, GroupsRequest, SummaryRequest
from service.domain import Article
from service.pipeline.sources.publishers import identify_sources
from tests.api.clients import make_settings

SCHEMAS: Mapping[str, type[ArticlesRequest]] = {
    "/v1/summaries": SummaryRequest,
    "/v1/groups": GroupsRequest,
    "/v1/citations": CitationsRequest,
}
STORY_LINES = STORIES.read_text(encoding="utf-8").splitlines()


def test_groups_are_spans_of_their_articles() -> None:
    clusters = read_open_clusters()
    assert len(clusters) == 12
    for cluster in clusters:
        texts = {article["id"]: article["text"] for article in cluster["articles"]}
        for member in chain.from_iterable(group["members"] for group in cluster["groups"]):
            text = texts[member["article_id"]]
            assert text.count(text[member["start"] : member["end"]]) == 1


def test_the_stories_are_written_as_training_reads_them(tmp_path: Path) -> None:
    write_open_clusters(tmp_path / "new")
    clusters = load_clusters(tmp_path / "new")
    check_enough(clusters)
    assert [cluster.id for cluster in clusters] == [row["id"] for row in read_open_clusters()]
    assert sum(cluster.held_out for cluster in clusters) == 2
    assert all(cluster.gold for cluster in clusters)


def test_groups_whose_members_stand_on_two_sides_are_flagged() -> None:
    flagged = sum(group["conflict"] for cluster in read_open_clusters() for group in cluster["groups"])
    groups = sum(len(cluster["groups"]) for cluster in read_open_clusters())
    assert 0 < flagged < groups


def test_copies_of_the_stories_are_truth_for_the_benchmark() -> None:
    marked = sum(len(json.loads(line)["copies"]) for line in STORY_LINES)
    clusters = [sources.read_cluster(row) for row in read_open_clusters()]
    assert sum(len(cluster.truth) - len(set(cluster.truth)) for cluster in clusters) >= marked > 0


def test_publishers_marked_in_the_stories_are_one_source_and_no_others() -> None:
    for story in map(json.loads, STORY_LINES):
        articles = [
            Article(id=a["id"], index=index, text=a["text"], source=a["source"], url=a["url"])
            for index, a in enumerate(story["articles"])
        ]
        source = {article.id: article.source_id for article in identify_sources(articles)}
        names = {article.source for article in articles}
        assert all(source[one] == source[other] for one, other in story["publishers"])
        assert len(set(source.values())) == len(names) - len(story["publishers"])


def test_benchmarks_fall_back_to_the_open_data(tmp_path: Path) -> None:
    evaluation = Evaluation(folder=tmp_path)
    (rows,) = evaluation.load_clusters("groups_dev.jsonl", "groups_train.jsonl").values()
    assert [row["id"] for row in rows] == [json.loads(line)["id"] for line in STORY_LINES]
    assert conflicts.read_cluster(rows[0]).groups
    (tmp_path / "groups_dev.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(EvaluationMissingError, match="groups_train"):
        evaluation.load_clusters("groups_dev.jsonl", "groups_train.jsonl")


def test_claims_fall_back_to_those_about_the_stories(tmp_path: Path) -> None:
    file, rows = Evaluation(folder=tmp_path).load_claims("claims_dev.jsonl")
    assert file == STORIES.name
    claims = [claim for row in rows for claim in row["claims"]]
    assert (len(rows), len(claims), sum(claim["supported"] for claim in claims)) == (12, 144, 72)
    assert all(bool(claim["kind"]) is not claim["supported"] for claim in claims)
    for row in rows:
        texts = {article["id"]: article["text"] for article in row["articles"]}
        spans = [span for claim in row["claims"] for span in claim["evidence"]]
        assert spans
        assert all(texts[span["article_id"]][span["start"] : span["end"]].strip() for span in spans)
    (tmp_path / "claims_dev.jsonl").write_text('{"id": "c1"}\n', encoding="utf-8")
    assert Evaluation(folder=tmp_path).load_claims("claims_dev.jsonl") == ("claims_dev.jsonl", ({"id": "c1"},))


def test_topics_fall_back_to_what_a_summary_of_each_story_should_tell(tmp_path: Path) -> None:
    evaluation = Evaluation(folder=tmp_path)
    topics = evaluation.load_topics("multiling2011.jsonl", "attribution_dev.jsonl")
    (rows,) = topics.values()
    assert list(topics) == [content.OPEN.file]
    assert all(20 < len(row["references"][0].split()) < 2 * content.OPEN.words for row in rows)
    assert content.OPEN.choose(rows) == list(rows)


def test_streams_fall_back_to_all_invented_stories(tmp_path: Path) -> None:
    sets = stories.load_sets(Evaluation(folder=tmp_path))
    assert {name: len(rows) for name, (rows, _) in sets.items()} == {"invented, learned": 125, "invented, held out": 65}
    assert len({row["id"] for rows, _ in sets.values() for row in rows}) == 190
    assert all(len(rows) > CLUSTERS for rows, _ in sets.values())


WITHOUT_MODELS = {"bounds", "conflicts", "sources", "speed"}
"""The first and the last read no evaluation data; the others are tried above."""


@pytest.mark.parametrize("name", sorted(QUESTIONS.keys() - WITHOUT_MODELS))
def test_every_question_finds_data_for_everyone(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a question asks for first is its data; here it gets no further than that, without a model or a service."""
    monkeypatch.setenv("CHORUS_EVAL", str(tmp_path))
    monkeypatch.setenv("CHORUS_MODELS_DIR", str(tmp_path))
    monkeypatch.setenv("CHORUS_URL", "http://127.0.0.1:1")
    assert main([name, "--out", str(tmp_path)]) == EXIT_FAILURE
    assert re.search("models install|refused|needs Ray", capsys.readouterr().err)


@pytest.mark.parametrize("case", (STORIES.parent / "cases.jsonl").read_text(encoding="utf-8").splitlines())
def test_cases_are_requests_of_the_contract(case: str) -> None:
    request = json.loads(case)
    parse_request(json.dumps(request["body"]).encode(), SCHEMAS[request["path"]], make_settings())
    assert request["checks"]


def test_claims_that_are_true_have_their_evidence_in_the_articles() -> None:
    for row in read_open_summaries():
        found = count_evidence(row, [])
        assert (found.missing, found.located) == (0, len(row["sentences"]))
