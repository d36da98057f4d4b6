from __future__ import annotations

import pytest

from benchmarks.entailment import Cost, measure_cost, measure_entailment
from benchmarks.measurement import summarize_repetitions
from service.ports import Models
from tests.doubles import HashingEncoder, StubbornEntailment

ROWS = (
    {
        "id": "c1",
        "articles": [
            {"id": "a", "text": "The dam above Lindal broke on Monday. Twelve people died in the valley."},
            {"id": "b", "text": "A dam broke above Lindal, and twelve people died in the valley."},
        ],
        "claims": [
            {"text": "Twelve people died in the valley.", "supported": True, "kind": ""},
            {"text": "Elephants flew over Paris.", "supported": False, "kind": "addition"},
        ],
    },
)


NO_TIME = summarize_repetitions([0.0])


def test_claims_are_judged_and_what_is_refused_is_counted_by_kind() -> None:
    cost = Cost(
        verifying_ms=NO_TIME,
        encoding_ms=NO_TIME,
        verifying_ratio=NO_TIME,
        plain_summary_ms=NO_TIME,
        judged_summary_ms=NO_TIME,
        summary_ratio=NO_TIME,
    )
    found = measure_entailment(ROWS, Models(encoder=HashingEncoder()), cost)
    assert found.cost is cost
    assert (found.claims, found.balanced_accuracy, found.auc, found.true_kept) == (2, 1.0, 1.0, 1.0)
    assert found.refused == {"addition": (1, 1)}
    assert found.curve[0.5] == (1.0, 1.0)


@pytest.mark.slow
def test_cost_is_measured_with_and_without_the_model() -> None:
    model = StubbornEntailment(0.9)
    cost = measure_cost(Models(encoder=HashingEncoder(), entailment=model), repetitions=2)
    assert model.asked
    assert cost.verifying_ms.repetitions == cost.encoding_ms.repetitions > 1
    assert cost.summary_ratio.median > 0
