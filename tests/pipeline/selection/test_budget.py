from __future__ import annotations

import pytest

from service.domain import Length, LengthUnit
from service.pipeline.selection.budget import Budget, measure, plan_budget

TEXTS = ["Four words are here.", "Two words."]


@pytest.mark.parametrize(
    ("unit", "value", "costs", "limit"),
    [
        (LengthUnit.WORDS, 5, (4, 2), 5),
        (LengthUnit.SENTENCES, 1, (1, 1), 1),
        (LengthUnit.CHARACTERS, 30, (21, 11), 31),
        (LengthUnit.FRACTION, 0.5, (4, 2), 3),
    ],
)
def test_costs_and_limits_worked_out_by_hand(
    unit: LengthUnit, value: float, costs: tuple[int, ...], limit: int
) -> None:
    budget = plan_budget(Length(unit=unit, value=value), TEXTS)
    assert (budget.costs, budget.limit) == (costs, limit)


@pytest.mark.parametrize(
    ("unit", "smallest"), [(LengthUnit.WORDS, 2), (LengthUnit.CHARACTERS, 10), (LengthUnit.FRACTION, 0.3334)]
)
def test_the_smallest_value_is_one_that_fits(unit: LengthUnit, smallest: float) -> None:
    budget = plan_budget(Length(unit=unit, value=1), TEXTS)
    assert budget.smallest_value(budget.costs[1]) == smallest
    again = plan_budget(Length(unit=unit, value=smallest), TEXTS)
    assert again.costs[1] <= again.limit


def test_a_summary_is_measured_in_the_unit_asked_for() -> None:
    def budget(unit: LengthUnit) -> Budget:
        return plan_budget(Length(unit=unit, value=1), TEXTS)

    text = " ".join(TEXTS)
    assert measure(text, 2, budget(LengthUnit.WORDS)) == 6
    assert measure(text, 2, budget(LengthUnit.SENTENCES)) == 2
    assert measure(text, 2, budget(LengthUnit.CHARACTERS)) == 31
    assert measure(TEXTS[1], 1, budget(LengthUnit.FRACTION)) == 0.3333
