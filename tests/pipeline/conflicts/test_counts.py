from __future__ import annotations

import pytest

from service.pipeline.claims.synonyms import FATES
from service.pipeline.conflicts import counts
from service.pipeline.conflicts.detection import find_disagreements
from service.pipeline.conflicts.reporting import HOW_MANY_BY_FATE
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


def test_every_fate_has_words_of_its_own() -> None:
    assert set(HOW_MANY_BY_FATE) == FATES


@pytest.mark.parametrize("fate", ["were taken to hospital", "were trapped", "were infected", "survived", "were freed"])
def test_figures_of_one_fate_are_held_against_each_other(fate: str) -> None:
    reports = [article(k, f"In the flood in Ardal {k + 12} people {fate}.", 1.0) for k in range(2)]
    found = find_disagreements([group(one) for one in reports], reports, ["en"] * 2)
    (conflict,) = found.conflicts
    assert [value.split(" people")[0] for value in sorted(side.value for side in conflict.sides)] == ["12", "13"]
