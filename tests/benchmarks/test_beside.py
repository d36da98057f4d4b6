from __future__ import annotations

import pytest

from benchmarks.beside import HEAVY, Neighbours, rank_probes, tabulate_neighbours
from benchmarks.worst_inputs import write_long_equal, write_volumes


def test_probes_are_ranked_and_the_machine_s_own_delay_stands_beside() -> None:
    probes = rank_probes([(float(number), 0.1 * number) for number in range(200, 0, -1)])
    assert (probes.median, probes.p99, probes.worst, probes.count) == (100.0, 198.0, 200.0, 200)
    assert probes.late == pytest.approx(20.0)


def test_the_table_has_a_row_for_each_heavy_request() -> None:
    found = Neighbours(
        status=200,
        body_bytes=1_500_000,
        answer_bytes=10_000_000,
        probes=rank_probes([(3.0, 1.0)]),
        next_status=504,
        next_seconds=9.04,
    )
    table = tabulate_neighbours(dict.fromkeys(HEAVY, found))
    assert [row[0] for row in table.rows] == list(HEAVY)
    assert table.rows[0][1:9] == ("200", "1.5", "10.0", "1", "3.0", "3.0", "3.0", "1.0")
    assert table.rows[0][10:] == ("504", "9.0")
    assert len(table.columns) == len(table.rows[0])


def test_long_articles_differ_and_long_sentences_are_equal() -> None:
    first, second = write_volumes(2)
    assert 40_000 < len(first.text) < 50_000
    assert not set(first.text.split(". ")) & set(second.text.split(". "))
    articles = write_long_equal(200)
    assert len(articles) == 100
    assert len({line for article in articles for line in article.text.split('". ')}) <= 2
