from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain import ConflictStatus
from service.pipeline.claims.synonyms import FATES
from service.pipeline.conflicts import counts
from service.pipeline.conflicts.detection import find_disagreements
from service.pipeline.conflicts.reporting import HOW_MANY_BY_FATE
from tests.pipeline.conflicts.stories import MONDAY, article, group


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


@pytest.mark.parametrize("newer", [20.0, 30.0])
def test_a_report_that_recalls_a_value_of_an_earlier_day_replaces_it_too(newer: float) -> None:
    whole = (
        "The Lorne mine fire has killed at least 15 people, officials said.",
        "On Sunday officials said that 12 people were killed in the Lorne mine fire.",
    )
    reports = [
        article(0, "At least 12 people were killed in the Lorne mine fire.", 0.0),
        article(1, "At least 15 people were killed in the Lorne mine fire.", newer),
        article(2, " ".join(whole), newer + 2.0),
    ]
    (member,) = group(reports[2]).members
    start = len(whole[0]) + 1
    now = replace(member.sentence, end=len(whole[0]), text=whole[0])
    recap = replace(member.sentence, position=1, start=start, text=whole[1])
    groups = [
        *(group(one) for one in reports[:2]),
        *(
            replace(group(reports[2]), id=f"g{rank}", rank=rank, members=(replace(member, sentence=sentence),))
            for rank, sentence in ((3, now), (4, recap))
        ),
    ]
    found = find_disagreements(groups, reports, ["en"] * 3)
    assert [conflict.status for conflict in found.conflicts] == [ConflictStatus.UPDATE]
    assert (0, 0) in found.superseded


@pytest.mark.parametrize("together", [False, True])
def test_the_entries_of_a_live_report_tell_the_values_of_their_own_times(together: bool) -> None:
    told = (
        ("The Lorne mine fire has killed 15 people.", 19.0),
        ("Officials say 12 people were killed in the Lorne mine fire.", 1.0),
    )
    reports = [
        article(0, "At least 12 people were killed in the Lorne mine fire.", 0.0),
        article(1, " ".join(text for text, _ in told), 22.0),
    ]
    (member,) = group(reports[1]).members
    members = list(group(reports[0]).members)
    start = 0
    for text, hours in told:
        sentence = replace(
            member.sentence, start=start, end=start + len(text), text=text, told_at=MONDAY + timedelta(hours=hours)
        )
        members.append(replace(member, sentence=sentence))
        start += len(text) + 1
    first = group(reports[0])
    apart = [replace(first, id=f"g{k}", rank=k, members=(one,)) for k, one in enumerate(members, start=1)]
    groups = [replace(first, members=tuple(members))] if together else apart
    found = find_disagreements(groups, reports, ["en"] * 2)
    assert [conflict.status for conflict in found.conflicts] == [ConflictStatus.UPDATE]
    assert (0, 0) in found.superseded


def test_every_fate_has_words_of_its_own() -> None:
    assert set(HOW_MANY_BY_FATE) == FATES


@pytest.mark.parametrize("fate", ["were taken to hospital", "were trapped", "were infected", "survived", "were freed"])
def test_figures_of_one_fate_are_held_against_each_other(fate: str) -> None:
    reports = [article(k, f"In the flood in Ardal {k + 12} people {fate}.", 1.0) for k in range(2)]
    found = find_disagreements([group(one) for one in reports], reports, ["en"] * 2)
    (conflict,) = found.conflicts
    assert [value.split(" people")[0] for value in sorted(side.value for side in conflict.sides)] == ["12", "13"]
