from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

from benchmarks.citations import measure_citations
from benchmarks.endpoint import Endpoint
from benchmarks.evaluation import Row
from tests.benchmarks.endpoints import CannedEndpoint

ROWS = [{"id": "a", "f": 0.4, "located": 3}, {"id": "b", "f": 0.8, "located": 1}, {"id": "c", "f": 0.0, "located": 0}]


def print_figures(endpoint: Endpoint, rows: Sequence[Row]) -> None:
    for row in rows:
        endpoint.ok("/v1/citations", row)
    f, located = max(row["f"] for row in rows), sum(row["located"] for row in rows)
    sys.stdout.write(
        f"articles P 0.100 R 0.200 F1 0.133 | sentences P 0.500 R 0.600 F1 {f:.3f} | "
        f"{located} sentences, 2 not located\n"
    )


def print_nothing(endpoint: Endpoint, rows: Sequence[Row]) -> None:
    pass


def test_figures_are_read_from_what_the_scorer_prints() -> None:
    found = measure_citations(ROWS, print_figures, CannedEndpoint({"/v1/citations": {}}))
    assert (found.articles.precision, found.articles.recall, found.articles.f1) == (0.1, 0.2, 0.133)
    assert (found.sentences.precision, found.sentences.recall, found.sentences.f1) == (0.5, 0.6, 0.8)
    assert (found.located, found.not_located) == (4, 2)


def test_cluster_without_a_located_sentence_has_no_vote_in_the_mean() -> None:
    found = measure_citations(ROWS, print_figures, CannedEndpoint({"/v1/citations": {}}))
    assert found.cluster_sentence_f1.mean == pytest.approx(0.6)
    assert found.cluster_sentence_f1.samples == 2


def test_each_row_is_asked_about_once() -> None:
    endpoint = CannedEndpoint({"/v1/citations": {}})
    measure_citations(ROWS, print_figures, endpoint)
    assert len(endpoint.requests) == len(ROWS)


def test_scorer_that_prints_something_else_is_an_error() -> None:
    with pytest.raises(ValueError, match="the scorer printed ''"):
        measure_citations(ROWS, print_nothing, CannedEndpoint({}))
