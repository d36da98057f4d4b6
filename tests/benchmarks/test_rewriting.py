from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.evaluation import Evaluation
from benchmarks.rewriting import Topic, judge_citations, list_sets, score_rewriter
from benchmarks.rewriting_speed import rate_tokens
from service.rewrites import Rewrite
from tests.doubles import HashingEncoder, ScriptedRewriter

BRIDGE = "The old bridge reopened on Tuesday."
FERRY = "Ferries carry nobody since Friday."


def make_sentence(text: str, status: str, *cited: str) -> dict[str, Any]:
    return {
        "text": text,
        "verification": {"status": status},
        "citations": [{"cited_text": c} for c in cited],
        "group_id": f"g{len(cited)}",
    }


class TwoModes:
    """Answers abstractive requests with two sentences, others with one."""

    def ok(self, path: str, body: Mapping[str, Any]) -> Any:
        assert path == "/v1/summaries"
        sentences = [make_sentence(BRIDGE, "supported", BRIDGE), make_sentence(FERRY, "fallback", FERRY, BRIDGE)]
        told = sentences if body.get("mode") == "abstractive" else sentences[:1]
        return {
            "summary": " ".join(sentence["text"] for sentence in told),
            "sentences": told,
            "groups": [{"id": f"g{sources}", "coverage": {"sources": sources}} for sources in (1, 2)],
            "length": {"actual": 11},
            "timings_ms": {"rewrite": 1500.0},
        }


def test_a_citation_that_has_no_part_in_the_support_is_imprecise() -> None:
    assert judge_citations(make_sentence(BRIDGE, "supported", BRIDGE, FERRY), HashingEncoder()) == (True, [True, False])


def test_nothing_is_precise_where_the_citations_do_not_support_the_sentence() -> None:
    assert judge_citations(make_sentence(BRIDGE, "supported", FERRY), HashingEncoder()) == (False, [False])


def test_scores_are_shares_of_sentences_and_differences_to_the_extract() -> None:
    topics = [Topic(articles=[], references=[FERRY])] * 2
    scores = score_rewriter("small", "set", 20, topics, endpoint=TwoModes(), encoder=HashingEncoder())
    assert (scores.summaries, scores.sentences, scores.longest) == (2, 4, 11)
    assert scores.shares == {"supported": 0.5, "fallback": 0.5, "verbatim": 0.0}
    assert (scores.of_many, scores.seconded) == (0.0, 1.0)
    assert scores.recall == 1.0
    assert scores.precision == pytest.approx(2 / 3)
    assert scores.rouge_2
    assert scores.beside_extract
    # Of ten pairs of words four are the reference's, which has no other; the extract shares none.
    assert scores.rouge_2.mean == scores.beside_extract.mean == pytest.approx(100 * 8 / 14)
    assert scores.seconds.median == 1.5


def test_tokens_of_all_groups_are_counted() -> None:
    rewriter = ScriptedRewriter(lambda _: Rewrite(text="x.", tokens=3))
    assert rate_tokens(rewriter, 8).minimum > 0
    assert len(rewriter.requests) == 8 * 5


def test_seeds_and_invented_stories_are_there_for_everyone(tmp_path: Path) -> None:
    sets = list_sets(Evaluation(folder=tmp_path))
    assert [(name, len(topics)) for name, _, topics in sets] == [("seeds", 1), ("stories.jsonl", 12)]
    assert all(topic.references for topic in sets[1][2])
    (tmp_path / "groups_dev.jsonl").write_text('{"articles": []}\n', encoding="utf-8")
    assert [name for name, _, _ in list_sets(Evaluation(folder=tmp_path))][2:] == ["groups_dev.jsonl"]
