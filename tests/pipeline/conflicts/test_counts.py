from __future__ import annotations

import pytest

from service.pipeline.conflicts import counts
from service.pipeline.conflicts.detection import find_disagreements
from tests.pipeline.conflicts.stories import article, group


def test_figures_beyond_the_bound_are_held_against_none_of_other_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "_MOST_FIGURES", 3)
    reports = [article(k, f"The flood in Ardal killed {k + 2} people.", 1.0) for k in range(5)]
    found = find_disagreements([group(one) for one in reports], reports, ["en"] * 5)
    (conflict,) = found.conflicts
    assert sorted(side.value for side in conflict.sides) == ["2 people", "3 people", "4 people"]


def test_values_that_one_article_tells_of_one_thing_are_of_two_things() -> None:
    texts = (
        "The fine for parking on the bridge in Ardal is 40 euros.",
        "The fine for parking on the bridge in Ardal is 60 euros.",
        "Parking on the bridge in Ardal brings a fine of 40 euros, and then a fine of 60 euros.",
    )
    reports = [article(k, text, 1.0) for k, text in enumerate(texts)]
    assert find_disagreements([group(one) for one in reports[:2]], reports[:2], ["en"] * 2).conflicts != ()
    assert find_disagreements([group(one) for one in reports], reports, ["en"] * 3).conflicts == ()
