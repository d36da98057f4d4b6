from __future__ import annotations

import pytest

from benchmarks.citations import measure_citations
from tests.benchmarks.endpoints import CannedEndpoint

TEXT = "It rained."
ARTICLES = [{"id": "a", "text": TEXT}, {"id": "b", "text": TEXT}]


def test_each_row_is_asked_about_once_and_one_without_evidence_has_no_vote_in_the_mean() -> None:
    marked = [{"text": "Rain fell.", "evidence": [{"article": "a", "text": TEXT}]}]
    unknown = [{"text": "Rain fell.", "evidence": [{"article": "a", "text": "It hailed."}]}]
    rows = [{"articles": ARTICLES, "summary": "Rain fell.", "sentences": own} for own in (marked, unknown)]
    citations = [{"article_id": name, "start": 0, "end": 10} for name in "ab"]
    answer = {"sentences": [{"start": 0, "end": 10, "citations": citations}]}
    endpoint = CannedEndpoint({"/v1/citations": answer})

    found = measure_citations("x.jsonl", rows, endpoint)

    assert len(endpoint.requests) == 2
    assert (found.file, found.located, found.not_located) == ("x.jsonl", 1, 1)
    assert (found.sentences.precision, found.sentences.recall) == (1 / 2, 1.0)
    assert found.cluster_sentence_f1.mean == pytest.approx(2 / 3)
    assert found.cluster_sentence_f1.samples == 1
