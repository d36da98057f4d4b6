from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.pipeline.selection.recency import measure_recency

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(*hours: float | None) -> list[datetime | None]:
    """Moments so many hours after NOON; None where none is known."""
    return [None if hour is None else NOON + timedelta(hours=hour) for hour in hours]


def test_reports_of_one_hour_all_count_as_they_did() -> None:
    recency = measure_recency(at(0, 0, 0), [0, 1, 2])
    assert (recency.weight.tolist(), recency.sources) == ([1.0, 1.0, 1.0], 3.0)


def test_what_is_older_counts_less_and_the_mean_of_sources_is_one() -> None:
    recency = measure_recency(at(0, 24, 48), [0, 1, 2])
    old, middle, new = recency.weight.tolist()
    assert middle == pytest.approx(new / 2.718281828)
    assert old == pytest.approx(middle / 2.718281828)
    assert (old + middle + new) / 3 == pytest.approx(1.0)
    assert recency.sources == pytest.approx(1 + 1 / 2.718281828 + 1 / 2.718281828**2)


def test_a_source_is_as_new_as_its_newest_report() -> None:
    recency = measure_recency(at(0, 48, 48), [0, 0, 1])
    assert recency.sources == 2.0
    assert recency.weight[1] == recency.weight[2] == 1.0
    assert recency.weight[0] < 1.0


@pytest.mark.parametrize("hours", [(None, None, None), (0, None, None)])
def test_nothing_is_guessed_where_times_are_unknown(hours: tuple[float | None, ...]) -> None:
    recency = measure_recency(at(*hours), [0, 1, 2])
    assert (recency.weight.tolist(), recency.sources) == ([1.0, 1.0, 1.0], 3.0)


def test_one_without_a_time_counts_as_the_mean() -> None:
    recency = measure_recency(at(0, 48, None), [0, 1, 2])
    assert recency.weight[2] == 1.0
    assert recency.weight[0] < 1.0 < recency.weight[1]


def test_there_is_nothing_to_measure_in_nothing() -> None:
    assert measure_recency([], []).weight.tolist() == []
